// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"
#include "base/number.h"
#include "base/random.h"
#include "problem/table_file.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

// The content of a file.
struct read {
    size_t width, rows;
    double *values; // row by row, owned
    struct text names;
    struct error error;
};

static void read_finish(struct read *read) {
    free(read->values);
    text_finish(&read->names);
    error_finish(&read->error);
    *read = (struct read){0};
}

// Reads the columns with these names, or all (NULL).
static struct read read_bytes(const char *bytes, size_t length, const char *const *names,
                              size_t count) {
    struct read read = {0};
    char path[] = "/tmp/optanim-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_true(write(file, bytes, length) == (ssize_t)length);
    close(file);
    struct table_file *table = table_file_open(path, (struct place){0}, &read.error);
    unlink(path);
    if (!table)
        return read;
    table_file_describe(table, &read.names);
    read.width = names ? count : table_file_width(table);
    size_t *positions = mem_zero(read.width, sizeof *positions), capacity = 0;
    for (size_t i = 0; i < read.width; i++)
        positions[i] = names ? table_file_find(table, names[i]) : i;
    struct table_cell *cells = mem_zero(read.width, sizeof *cells);
    enum table_result result;
    while ((result = table_file_next(table, positions, read.width, cells, &read.error)) ==
           TABLE_ROW) {
        size_t filled = read.width * ++read.rows;
        read.values = mem_grow(read.values, &capacity, filled, sizeof *read.values);
        for (size_t i = 0; i < read.width; i++)
            read.values[filled - read.width + i] = cells[i].value;
    }
    assert_true((result == TABLE_ERROR) == (read.error.kind != ERROR_NONE));
    free(positions);
    free(cells);
    table_file_close(table);
    return read;
}

static struct read read_text(const char *text) {
    return read_bytes(text, strlen(text), NULL, 0);
}

// ---- Random tables in random dialects

enum syntax { SYNTAX_TEXT, SYNTAX_JSON, SYNTAX_COUNT };
enum naming { NAMES_NONE, NAMES_FIRST, NAMES_COMMENTED, NAMES_COUNT };

struct dialect {
    enum syntax syntax;
    enum naming naming;
    char separator, decimal;
    const char *newline;
    // the last line may lack its end
    bool has_mark, has_comments, has_blanks, has_spaces, trails, is_cut;
    double quoted;
};

static bool chance(struct random_stream *random, double share) {
    return random_uniform(random, 0, 1) < share;
}

static size_t pick(struct random_stream *random, size_t count) {
    return (size_t)random_uniform(random, 0, (double)count);
}

static struct dialect random_dialect(struct random_stream *random) {
    static const char *const newlines[] = {"\n", "\r\n", "\r", "\r\r\n"};
    struct dialect dialect = {
        .syntax = chance(random, 0.2) ? SYNTAX_JSON : SYNTAX_TEXT,
        .naming = (enum naming)pick(random, NAMES_COUNT),
        .separator = ",;\t "[pick(random, 4)],
        .newline = newlines[pick(random, 4)],
        .has_mark = chance(random, 0.3),
        .has_comments = chance(random, 0.3),
        .has_blanks = chance(random, 0.3),
        .has_spaces = chance(random, 0.3),
        .trails = chance(random, 0.2),
        .is_cut = chance(random, 0.3),
        .quoted = chance(random, 0.5) ? 0 : random_uniform(random, 0, 1),
    };
    bool may_have_commas = dialect.separator == ';' || dialect.separator == '\t';
    dialect.decimal = may_have_commas && chance(random, 0.5) ? ',' : '.';
    return dialect;
}

static bool same_bits(double a, double b) {
    uint64_t first, second;
    memcpy(&first, &a, sizeof first);
    memcpy(&second, &b, sizeof second);
    return first == second;
}

static double random_number(struct random_stream *random) {
    switch (pick(random, 6)) {
    case 0:
        return (double)pick(random, 2000) - 1000;
    case 1:
        return random_uniform(random, -1, 1);
    case 2:
        return random_uniform(random, -1, 1) * pow(10, random_uniform(random, -300, 300));
    case 3:
        return round(random_uniform(random, -1e6, 1e6)) / 1000;
    case 4:
        return NAN; // missing numbers are written in several ways
    default:
        return 4.9e-324 * (double)pick(random, 1000);
    }
}

static void add_number(struct text *out, struct random_stream *random,
                       const struct dialect *dialect, double value) {
    static const char *const missing[] = {"null", "NaN", "nan", "NA", "n/a", ""};
    static const char *const forms[] = {"%.17g", "%.17e", "%.16E", "%+.17g"};
    bool is_json = dialect->syntax == SYNTAX_JSON;
    struct text number = {0};
    if (isnan(value)) {
        bool must_show = dialect->separator == ' ';
        text_add(&number, missing[pick(random, is_json ? 2 : must_show ? 5 : 6)]);
    } else if (chance(random, 0.5)) {
        number_append(&number, value);
    } else {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        text_printf(&number, forms[pick(random, 4)], value);
#pragma GCC diagnostic pop
    }
    for (size_t i = 0; i < number.length && !is_json; i++)
        if (number.data[i] == '.')
            number.data[i] = dialect->decimal;
    bool is_quoted = chance(random, dialect->quoted);
    bool is_padded = dialect->has_spaces && chance(random, 0.5);
    text_printf(out, "%s%s%s%s%s", is_padded ? "  " : "", is_quoted ? "\"" : "",
                number.data ? number.data : "", is_quoted ? "\"" : "", is_padded ? " " : "");
    text_finish(&number);
}

// A line without content.
static void add_nothing(struct text *out, struct random_stream *random,
                        const struct dialect *dialect, bool may_comment) {
    if (dialect->has_comments && may_comment && chance(random, 0.3))
        text_printf(out, "  # a note; of 3, no more%s", dialect->newline);
    if (dialect->has_blanks && chance(random, 0.3))
        text_printf(out, "%s%s", chance(random, 0.5) ? " \t" : "", dialect->newline);
}

// Some of the names need quotes.
static void add_names(struct text *out, const struct dialect *dialect, size_t width) {
    static const char *const names[] = {"step", "\"a, b\"", "\"say \"\"w\"\"; c\"", "loss"};
    for (size_t i = 0; i < width; i++)
        text_printf(out, "%.*s%s", i ? 1 : 0, &dialect->separator, names[i % 4]);
    text_add(out, dialect->newline);
}

static void write_json_row(struct text *out, struct random_stream *random,
                           const struct dialect *dialect, const double *row, size_t width) {
    // {"a": {"b": 1, "c.d": 2}, "e": [3, 4], ...}
    text_add(out, "{\"first\": {\"b\": ");
    add_number(out, random, dialect, row[0]);
    text_add(out, chance(random, 0.5) ? "}" : " , \"text\" : \"\\u00e9 \\\" {\" } ");
    for (size_t i = 1; i < width; i++) {
        text_printf(out, ", \"c\\u002e%zu\": [", i);
        add_number(out, random, dialect, row[i]);
        text_add(out, "]");
    }
    text_add(out, "}");
}

static void write_table(struct text *out, struct random_stream *random,
                        const struct dialect *dialect, const double *values, size_t width,
                        size_t rows) {
    bool is_json = dialect->syntax == SYNTAX_JSON;
    text_add(out, dialect->has_mark ? "\xEF\xBB\xBF" : "");
    add_nothing(out, random, dialect, true);
    if (!is_json && dialect->naming != NAMES_NONE) {
        text_add(out, dialect->naming == NAMES_COMMENTED ? "# " : "");
        add_names(out, dialect, width);
    }
    for (size_t i = 0; i < rows; i++) {
        add_nothing(out, random, dialect, i > 0 || dialect->naming != NAMES_COMMENTED);
        if (is_json) {
            write_json_row(out, random, dialect, values + i * width, width);
        } else {
            for (size_t k = 0; k < width; k++) {
                text_printf(out, "%.*s", k ? 1 : 0, &dialect->separator);
                add_number(out, random, dialect, values[i * width + k]);
            }
            if (dialect->trails && width > 1)
                text_printf(out, "%c", dialect->separator);
        }
        if (i + 1 < rows || !dialect->is_cut)
            text_add(out, dialect->newline);
    }
}

static void test_random_dialects(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 4000; seed++) {
        struct random_stream random;
        random_start(&random, seed, RANDOM_DATA_X, 0);
        struct dialect dialect = random_dialect(&random);
        size_t width = 2 + pick(&random, 4), rows = 1 + pick(&random, 20);
        double *values = mem_zero(width * rows, sizeof *values);
        for (size_t i = 0; i < width * rows; i++)
            values[i] = random_number(&random);
        values[0] = 0.5; // so that column names and decimal commas are unambiguous
        for (size_t i = 1; i < width; i++)
            values[i] = isnan(values[i]) ? 0 : values[i];
        for (size_t i = 0; i < rows; i++) // an empty row does not count
            values[i * width] = isnan(values[i * width]) ? 7 : values[i * width];
        struct text text = {0};
        write_table(&text, &random, &dialect, values, width, rows);
        static const char *const members[] = {"first.b", "c.1.0", "c.2.0", "c.3.0", "c.4.0"};
        bool is_json = dialect.syntax == SYNTAX_JSON;
        struct read read = read_bytes(text.data, text.length, is_json ? members : NULL, width);
        if (read.error.message)
            fail_msg("seed %zu: %s\n%s", (size_t)seed, read.error.message, text.data);
        if (read.width != width || read.rows != rows)
            fail_msg("seed %zu: %zu by %zu, not %zu by %zu\n%s", (size_t)seed, read.rows,
                     read.width, rows, width, text.data);
        for (size_t i = 0; i < width * rows; i++)
            if (isnan(values[i]) ? !isnan(read.values[i]) : !same_bits(values[i], read.values[i]))
                fail_msg("seed %zu: %.17g, not %.17g\n%s", (size_t)seed, read.values[i], values[i],
                         text.data);
        if (!is_json && dialect.naming != NAMES_NONE)
            assert_non_null(strstr(read.names.data, "a, b"));
        free(values);
        text_finish(&text);
        read_finish(&read);
    }
}

// ---- Files from various programs

// Files that all contain 1, 2 and 3, -2.5, with the names of their columns.
static void test_spellings(void **state) {
    (void)state;
    static const struct {
        const char *text, *names;
    } cases[] = {
        {"1,2\n3,-0.25e1\n", "1 to 2, without names"},
        {"1,2", "1 to 2, without names"},
        {"x,y\n1,2\n3,-2.5\n", "x and y"},
        {"\xEF\xBB\xBFx,y\r\n1,2\r\n3,-2.5\r\n\r\n\n  \n", "x and y"},
        {"\"a, \"\"b\"\"\",y\n\"1\",\"2\"\n 3 , -2.5", "a, \"b\" and y"},
        {"x;y\n1;2\n3;-2.5\n", "x and y"},
        {"x;y\n1;2\n3;-2,5\n", "x and y"},
        {"1,0;2,0\n3,0;-2,5\n", "1 to 2, without names"},
        {"x,y\n\"1,0\",\"2,0\"\n\"3,0\",\"-2,5\"\n", "x and y"},
        {"x\ty\n1\t2\n3\t-2.5\n", "x and y"},
        {"x \t y\n1 \t 2\n3 \t -2.5\n", "x and y"},
        {"x,\ty\n1,\t2\n3,\t-2.5\n", "x and y"},
        {"x y\n 1   2 \n3\t-2.5\n", "x and y"},
        {"1.0e+00 2.0e+00\n3.0e+00 -2.5e+00\n", "1 to 2, without names"},
        {"# made by me\n# x,y\n1,2\n3,-2.5\n", "x and y"},
        {"#x y\n1 2\n3 -2.5\n", "x and y"},
        {"# x,y\n1 2\n3 -2.5\n", "x and y"},
        {"# made by me\n\nx,y\n# of 2\n1,2\n\n  # and\n3,-2.5\n", "x and y"},
        {"# 2026\n1,2\n3,-2.5\n", "1 to 2, without names"},
        {"x,y,\n1,2,\n3,-2.5,\n", "x and y"},
        {"x,y\n1,2,\n3,-2.5,\n,\n,,\n", "x and y"},
        {"1,2,\n3,-2.5,\n", "1 to 2, without names"},
        {"x,y\r1,2\r3,-2.5\r", "x and y"},
        {"x,y\r\r\n1,2\r\r\n3,-2.5\r\r\n", "x and y"},
        {"{\"x\": 1, \"y\": 2}\n\n{\"y\": -25e-1, \"x\": 3}\n", "x and y"},
        {"{\"x\":\"1\",\"y\":2.0}\r\n{\"x\":3,\"y\":-2.5}", "x and y"},
        {"{\"a\": {\"x\": 1, \"y\": [2]}}\n{\"a\": {\"y\": [-2.5], \"x\": 3}}\n", "a.x and a.y.0"},
        {"+1,2\n3,-2.5\n", "1 to 2, without names"},
        {"sep=;\nx;y\n1;2\n3;-2,5\n", "x and y"},
        {"\xEF\xBB\xBFSEP=,\r\nx,y\r\n1,2\r\n3,-2.5\r\n", "x and y"},
        {"\"sep=\t\"\n1\t2\n3\t-2.5\n", "1 to 2, without names"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct read read = read_text(cases[i].text);
        if (read.error.message)
            fail_msg("%s\n%s", cases[i].text, read.error.message);
        if (strcmp(read.names.data, cases[i].names) != 0)
            fail_msg("%s\nhas %s, not %s", cases[i].text, read.names.data, cases[i].names);
        assert_int_equal(read.width, 2);
        bool good = read.values[0] == 1 && read.values[1] == 2 &&
                    (i == 1 || (read.rows == 2 && read.values[2] == 3 && read.values[3] == -2.5));
        if (!good)
            fail_msg("%s\nwas read otherwise", cases[i].text);
        read_finish(&read);
    }
    // Names with escapes: letters, one to four bytes of UTF-8, and a half of a pair.
    static const char *const names[][2] = {
        {"a\\nb\\t\\\"\\/\\\\", "a\nb\t\"/\\"},
        {"\\u0041\\u00e9\\u20AC", "A\xC3\xA9\xE2\x82\xAC"},
        {"\\ud83d\\ude00", "\xF0\x9F\x98\x80"},
        {"\\uD83D", "\xEF\xBF\xBD"},
        {"\\ude00!", "\xEF\xBF\xBD!"},
        {"\\ud83d\\u0041", "\xEF\xBF\xBD"
                           "A"},
        {"\\ud83dx", "\xEF\xBF\xBDx"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct text row = {0};
        text_printf(&row, "{\"%s\": 1}\n", names[i][0]);
        struct read named = read_bytes(row.data, row.length, &names[i][1], 1);
        if (named.error.message || named.values[0] != 1)
            fail_msg("%s: %s", names[i][0], named.error.message);
        read_finish(&named);
        text_finish(&row);
    }
    struct read read = read_text("\"x\" \"y\"\n\"1\" 5 6\n\"2\" 7 8\n"); // by R
    assert_string_equal(read.names.data, "column 1 without a name, x and y");
    assert_true(read.values[4] == 7 && read.values[5] == 8);
    read_finish(&read);
    read = read_text("x,y\n"); // a row of names only
    assert_true(read.rows == 0 && !read.error.message);
    read_finish(&read);
    read = read_text("1,NaN,-inf,Infinity,NA,\"\",none\n");
    assert_true(isnan(read.values[1]) && isinf(read.values[2]) && read.values[2] < 0 &&
                isinf(read.values[3]) && read.values[3] > 0);
    assert_true(isnan(read.values[4]) && isnan(read.values[5]) && isnan(read.values[6]));
    read_finish(&read);
}

static void test_mistakes(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", "the file has no rows"},
        {"sep=;\n", "the file has no rows"},
        {"\xFF\xFE", "this is UTF-16; save it as UTF-8"},
        {"\x1F\x8B\x08", "this is compressed with gzip; unpack it with gunzip"},
        {"PK\x03\x04", "this is a zip archive or a workbook; save a sheet of it as CSV"},
        {"PAR1", "this is a Parquet file"},
        {"\n# x,y\n", "the file has no rows"},
        {"1,2\n3,four\n", ":2:3: error: expected a number, not 'four'\n   2 | four\n     | ^~~~"},
        {"1,0x10\n", ":1:3: error: expected a number, not '0x10'"},
        {"1,1e400\n", ":1:3: error: expected a number that a double can hold, not '1e400'"},
        {"1,-1e400\n", "a number that a double can hold"},
        {"1,1_000\n", "expected a number, not '1_000'"},
        {"1,2 # note\n", "expected a number, not '2 # note'"},
        {"1,--2\n", "expected a number"},
        {"1,\xE2\x88\x92"
         "2\n",
         ":1:3: error: expected a number, not '\xE2\x88\x92"
         "2'"},
        {"1,2.5.1\n", "expected a number, not '2.5.1'"},
        {"x,y\n1,2\n3\n", ":3:1: error: this row has 1 field, the first has 2"},
        {"x,y\n1,2,3\n", ":2:1: error: this row has 3 fields, the first has 2"},
        {"x,y\n1,5,2,5\n", "this row has 4 fields, the first has 2; where commas part fields, "
                           "numbers have decimal points"},
        {"x,y\n1,\"2\n\n\n", ":2:3: error: this quote is never closed"},
        {"x,y\n1,\"2\"3\n", ":2:6: error: text behind a closing quote"},
        {"n,y\n\"a\nb\",2\nc,3\n", ":2:1: error: expected a number, not 'a?b'"},
        {"n,y\n1,2\n\"\n1\",x\n", ":3:1: error: expected a number"},
        {"a,y\n\"\xC3\xA4\",2\n", ":2:1: error: expected a number, not '\xC3\xA4'"},
        {"\xC3\xA4\xC3\xB6,y\n1,2\n3,\xC3\xA4\n", ":3:3: error: expected a number, not '\xC3\xA4'"},
        {"x;y\n1,5;2.5\n",
         ":2:5: error: a decimal point in a file whose other numbers have commas"},
        {"x;y\n1.5;2,5\n",
         ":2:5: error: a decimal comma in a file whose other numbers have points"},
        {"x;y\n1;1,234\n2;3\n", ":2:3: error: '1,234' may have a decimal comma or be in thousands"},
        {"x;y\n1;1,234\n2.5;3\n", ":2:3: error: '1,234' may have a decimal comma"},
        {"x;y\n1;1.234,5\n", "expected a number, not '1.234,5'"},
        {"x,y\n1,0123456789012345678901234567890123456789x\n",
         "not '0123456789012345678901234567890123456789...'"},
        {"x,y\n1,\xE4\x1B\n", "expected a number, not '?\?'\n"},
        {"[{\"x\": 1}]\n", ":1:1: error: a list; of JSON lines, each is an object"},
        {"{\n  \"x\": 1\n}\n", ":1:2: error: a name in quotes expected before the line ends; each "
                               "line is an object of its own"},
        {"{\"x\": 1}\n{\"x\": 2\n", ":2:8: error: a comma or } expected before the line ends"},
        {"{\"x\": 1} {\"x\": 2}\n", ":1:10: error: the end of the line expected here"},
        {"{\"x\": 1,}\n", ":1:9: error: a name in quotes expected here"},
        {"{\"x\": \"a\\q\"}\n", "an escape of JSON expected here"},
        {"{\"x\": \"a\\", ":1:10: error: an escape of JSON expected before the line ends"},
        {"{\"\\u12\": 1}\n", ":1:4: error: an escape of JSON expected here"},
        {"{\"\\u12g4\": 1}\n", "an escape of JSON expected here"},
        {"{\"\\u0000\": 1}\n", "an escape of JSON expected here"},
        {"{\"\\u12", "an escape of JSON expected here"},
        {"{\"x\": \"a\n", ":1:7: error: this quote is never closed"},
        {"{\"x", ":1:2: error: this quote is never closed"},
        {"{\"x\" 1}\n", ":1:6: error: a colon expected here"},
        {"{\"x\":}\n", ":1:6: error: a value expected here"},
        {"{\"x\": [1 2]}\n", ":1:10: error: a comma or ] expected here"},
        {"{\"x\": 1}\ny\n", ":2:1: error: an object {...} expected here"},
        {"{\"x\": 1}\n{\"x\": true}\n", ":2:7: error: expected a number, not 'true'"},
        {"{}\n{}\n", "have no values"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct read read = read_bytes(cases[i][0], strlen(cases[i][0]), NULL, 0);
        if (!read.error.message)
            fail_msg("%s was read", cases[i][0]);
        assert_int_equal(read.error.kind, ERROR_SCENE);
        if (!strstr(read.error.message, cases[i][1]))
            fail_msg("no '%s' in: %s", cases[i][1], read.error.message);
        read_finish(&read);
    }
    struct read read = read_bytes("1,2\n3,\0\n", 8, NULL, 0);
    assert_non_null(strstr(read.error.message, "no text: it has NUL bytes"));
    read_finish(&read);
    static const char utf16[] = {'\xFF', '\xFE', 'x', 0, ',', 0};
    read = read_bytes(utf16, sizeof utf16, NULL, 0);
    assert_non_null(strstr(read.error.message, "this is UTF-16; save it as UTF-8"));
    read_finish(&read);
    struct text deep = {0};
    for (int i = 0; i < 70; i++)
        text_add(&deep, "{\"a\":");
    read = read_text(deep.data);
    assert_non_null(strstr(read.error.message, "nested deeper than 64 levels"));
    read_finish(&read);
    text_finish(&deep);
}

// An error quotes only the field, however long the row is.
static void test_long_rows(void **state) {
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 100000; i++)
        text_printf(&text, "%d,", i);
    text_add(&text, "1\n");
    struct read read = read_text(text.data);
    assert_true(!read.error.message && read.width == 100001 && read.values[99999] == 99999);
    read_finish(&read);
    text.length -= 2;
    text_add(&text, "end\n");
    read = read_text(text.data);
    assert_non_null(strstr(read.error.message, ":1:588891: error: expected a number, not 'end'"));
    assert_null(strstr(read.error.message, "99999"));
    assert_true(strlen(read.error.message) < 400);
    read_finish(&read);
    text_finish(&text);

    char *row = mem_zero(TABLE_ROW_MAX + 2, 1);
    memset(row, '1', TABLE_ROW_MAX + 1);
    read = read_text(row);
    assert_non_null(strstr(read.error.message, "line 1 is longer than 16777216 bytes"));
    read_finish(&read);
    free(row);
}

// Rows split between blocks of the file, at the end of a line and inside a field with many lines.
static void test_pieces(void **state) {
    (void)state;
    static const char *const newlines[] = {"\n", "\r\n"};
    for (size_t i = 0; i < 2; i++) {
        struct text text = {0};
        text_printf(&text, "x,\"y\"%s", newlines[i]);
        for (int k = 0; k < 100000; k++)
            text_printf(&text, "%d,%s%d.25%s%s", k, k % 3 ? "" : "\"", k, k % 3 ? "" : "\"",
                        newlines[i]);
        struct read read = read_text(text.data);
        assert_int_equal(read.rows, 100000);
        for (int k = 0; k < 100000; k++)
            assert_true(read.values[2 * k] == k && read.values[2 * k + 1] == k + 0.25);
        read_finish(&read);
        text_printf(&text, "1,\"%s", newlines[i]);
        for (int k = 0; k < 300000; k++)
            text_add(&text, newlines[i]);
        text_add(&text, "\"");
        read = read_text(text.data);
        assert_non_null(strstr(read.error.message, ":100002:3: error: expected a number"));
        read_finish(&read);
        text_finish(&text);
    }
}

// Columns selected by name.
static void test_columns(void **state) {
    (void)state;
    static const struct {
        const char *names, *find;
        size_t position;
    } cases[] = {
        {"a,b", "b", 1},
        {"Step,b", "step", 0},
        {"step,Step", "Step", 1},
        {"STEP,Step", "step", TABLE_NO_COLUMN},
        {"b,b", "b", TABLE_NO_COLUMN},
        {"a,b", "c", TABLE_NO_COLUMN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[] = "/tmp/optanim-test-XXXXXX";
        int file = mkstemp(path);
        struct error error = {0};
        assert_true(write(file, cases[i].names, strlen(cases[i].names)) > 0);
        close(file);
        struct table_file *table = table_file_open(path, (struct place){0}, &error);
        unlink(path);
        assert_non_null(table);
        assert_true(table_file_find(table, cases[i].find) == cases[i].position);
        table_file_close(table);
    }
}

// Columns among many, some with one name but for the case of letters, are those that a search
// through all of them finds.
static void test_many_columns(void **state) {
    (void)state;
    struct random_stream random;
    random_start(&random, 4, RANDOM_SHUFFLE, 0);
    for (int i = 0; i < 60; i++) {
        enum { WIDE = 40, DRAWN = 60 };
        struct text text = {0};
        char names[WIDE][8];
        for (size_t k = 0; k < WIDE; k++) {
            snprintf(names[k], sizeof names[k], "%c%zu", "aAbB"[pick(&random, 4)],
                     pick(&random, DRAWN));
            text_printf(&text, "%s%s", k ? "," : "", names[k]);
        }
        text_add(&text, "\n");
        char path[] = "/tmp/optanim-test-XXXXXX";
        int file = mkstemp(path);
        struct error error = {0};
        assert_true(write(file, text.data, text.length) > 0);
        close(file);
        struct table_file *table = table_file_open(path, (struct place){0}, &error);
        unlink(path);
        assert_non_null(table);
        for (size_t k = 0; k < 4 * DRAWN; k++) {
            char name[8];
            size_t exact = 0, loose = 0, at = TABLE_NO_COLUMN, loose_at = TABLE_NO_COLUMN;
            snprintf(name, sizeof name, "%c%zu", "aAbB"[k % 4], k / 4);
            for (size_t c = 0; c < WIDE; c++) {
                if (strcmp(names[c], name) == 0)
                    exact++, at = c;
                if (strcasecmp(names[c], name) == 0)
                    loose++, loose_at = c;
            }
            size_t right = exact == 1 ? at : exact == 0 && loose == 1 ? loose_at : TABLE_NO_COLUMN;
            if (table_file_find(table, name) != right)
                fail_msg("%s among %s", name, text.data);
        }
        table_file_close(table);
        text_finish(&text);
    }
}

// Wide tables take time in proportion to their width.
static void test_wide(void **state) {
    (void)state;
    enum { WIDE = 90000 };
    for (int is_json = 0; is_json < 2; is_json++) {
        struct text text = {0};
        text_add(&text, is_json ? "{" : "");
        for (int k = 0; k < WIDE; k++)
            text_printf(&text, is_json ? "%s\"w%d\": 1" : "%sw%d", k ? ", " : "", k);
        text_add(&text, is_json ? "}\n{" : "\n1");
        for (int k = 1; k < WIDE; k++)
            text_printf(&text, is_json ? "%s\"w%d\": 1" : ",1", k > 1 ? "," : "", WIDE - k);
        text_add(&text, is_json ? "}\n" : "\n");
        const char *names[1000];
        char kept[1000][8];
        for (int k = 0; k < 1000; k++) {
            snprintf(kept[k], sizeof kept[k], "W%d", WIDE - 1 - k);
            names[k] = kept[k];
        }
        clock_t start = clock();
        struct read read = read_bytes(text.data, text.length, names, 1000);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        assert_int_equal(read.rows, is_json ? 2 : 1);
        if (seconds > 2) // half a minute where each name is looked for among all
            fail_msg("%.2f s", seconds);
        read_finish(&read);
        text_finish(&text);
    }
}

// Rows that lack nearly all columns of the first take no time for these.
static void test_sparse(void **state) {
    (void)state;
    struct text text = {0};
    text_add(&text, "{\"x\": 1, \"y\": 2");
    for (int k = 0; k < 90000; k++)
        text_printf(&text, ", \"w%d\": 1", k);
    text_add(&text, "}\n");
    for (int k = 0; k < 100000; k++)
        text_add(&text, "{\"x\": 1, \"y\": 2}\n");
    const char *names[] = {"x", "y"};
    clock_t start = clock();
    struct read read = read_bytes(text.data, text.length, names, 2);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    assert_int_equal(read.rows, 100001);
    if (seconds > 2)
        fail_msg("%.2f s", seconds);
    read_finish(&read);
    text_finish(&text);
}

// Each value has the names around it in its own name.
static void test_long_name(void **state) {
    (void)state;
    struct text text = {0};
    text_printf(&text, "{\"x\": 1, \"y\": 2, \"a%01100d\": {\"b\": 1, \"c\": 2}}\n", 0);
    const char *names[] = {"x", "y"};
    struct read read = read_bytes(text.data, text.length, names, 2);
    assert_int_equal(read.error.kind, ERROR_SCENE);
    assert_non_null(strstr(read.error.message, "is longer than 1024 bytes"));
    read_finish(&read);
    text_finish(&text);
}

// A comment before the first row may hold anything: at most it names the columns.
static void test_any_comment(void **state) {
    (void)state;
    static const char *const pieces[] = {"\"", "'", ",",  ";",    "\t", " ", "#", "x",
                                         "y",  "1", "\\", "\xC3", "{",  "[", "|"};
    struct random_stream random;
    random_start(&random, 3, RANDOM_SHUFFLE, 0);
    for (int i = 0; i < 3000; i++) {
        struct text text = {0};
        text_add(&text, "#");
        for (int k = (int)random_uniform(&random, 0, 12); k > 0; k--)
            text_add(&text,
                     pieces[(int)random_uniform(&random, 0, sizeof pieces / sizeof *pieces)]);
        text_add(&text, "\n1,2\n3,4\n");
        struct read read = read_text(text.data);
        if (read.error.kind != ERROR_NONE || read.rows != 2 || read.width != 2)
            fail_msg("%s: %zu rows of %zu: %s", text.data, read.rows, read.width,
                     read.error.kind == ERROR_NONE ? "" : read.error.message);
        read_finish(&read);
        text_finish(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_dialects),
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_long_rows),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_any_comment),
        cmocka_unit_test(test_many_columns),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_sparse),
        cmocka_unit_test(test_long_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
