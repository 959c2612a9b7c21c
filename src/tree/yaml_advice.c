// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/yaml_advice.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

// A line of the source.
struct line {
    const char *text, *start; // with and without indentation
    int length;               // bytes from `start`, without trailing spaces
    int indent;
    const char *next; // the line behind it, or the end of the source
};

// Reads the line that begins at `at`.
static struct line line_at(const struct source *source, const char *at) {
    struct line line = {.text = at, .start = at};
    const char *stop = source_line_end(source, at, &line.next);
    line.next = line.next ? line.next : source->text + source->length;
    while (line.start < stop && *line.start == ' ')
        line.start++;
    while (stop > line.start && strchr(" \t\r", stop[-1]))
        stop--;
    line.indent = (int)(line.start - at);
    line.length = (int)(stop - line.start);
    return line;
}

static bool get_line(const struct source *source, int number, struct line *line) {
    const char *end, *at = place_text((struct place){source, number, 1, 1}, &end);
    if (!at || at == end)
        return false;
    *line = line_at(source, at);
    return true;
}

// Finds the last line before a place that is not blank or a comment. Returns its number; 0: none.
static int line_before(struct place place, struct line *line) {
    const char *at = place.source->text;
    const char *end, *stop = place_text((struct place){place.source, place.line, 1, 1}, &end);
    int found = 0;
    for (int number = 1; stop && at < stop; number++) {
        struct line one = line_at(place.source, at);
        at = one.next;
        if (one.length == 0 || one.start[0] == '#')
            continue;
        *line = one;
        found = number;
    }
    return found;
}

static struct place place_in(const struct source *source, int number, const struct line *line,
                             const char *at, int length) {
    return (struct place){source, number,
                          (int)utf8_count(line->text, (size_t)(at - line->text)) + 1, length};
}

// Returns the colon that ends a key in the first `length` bytes, NULL if there is none.
static const char *find_colon(const char *text, int length) {
    for (int i = 0; i < length; i++)
        if (text[i] == ':' && (i + 1 == length || text[i + 1] == ' '))
            return text + i;
    return NULL;
}

// Returns the length of the word or value at a place, in bytes.
static int value_length(const char *at, const char *end) {
    int length = 0;
    while (at + length < end && !strchr(",}]\r\n", at[length]))
        length++;
    while (length > 0 && at[length - 1] == ' ')
        length--;
    return length;
}

// A tab in the indentation, up to where the parser stopped.
static bool advise_tab(const struct yaml_mistake *mistake, struct error *error) {
    const struct source *source = mistake->at.source;
    int first = mistake->begin.line > 0 ? mistake->begin.line : mistake->at.line;
    const char *end, *at = place_text((struct place){source, first, 1, 1}, &end);
    for (int number = first; at && at < end && number <= mistake->at.line; number++) {
        struct line line = line_at(source, at);
        at = line.next;
        if (*line.start == '\t') {
            error_at(error, place_in(source, number, &line, line.start, 1),
                     "a tab; YAML is indented with spaces");
            return true;
        } else if (strncmp(line.start, "\xC2\xA0", 2) == 0) {
            error_at(error, place_in(source, number, &line, line.start, 1),
                     "a no-break space; YAML is indented with plain spaces");
            return true;
        }
    }
    return false;
}

// An unquoted value that begins with a character reserved by YAML.
static bool advise_sign(const struct yaml_mistake *mistake, struct error *error) {
    struct place place = mistake->at;
    const char *problem = mistake->problem;
    bool is_name = strstr(problem, "alphabetic") || strstr(problem, "alias");
    if (is_name && mistake->begin.line > 0)
        place = mistake->begin; // the parser is already past the character
    const char *end, *at = place_text(place, &end);
    if (!at || at >= end || !strchr("*&@`%", *at) ||
        (!is_name && !strstr(problem, "cannot start any token")))
        return false;
    int length = value_length(at, end);
    place.length = (int)utf8_count(at, (size_t)length);
    error_at(error, place, "a text that begins with '%c' needs quotes: \"%.*s\"", *at, length, at);
    return true;
}

// True where the word before a second colon is rather a key than text: it stands behind a comma, or
// is all before a list or number.
static bool is_key(const char *line, const char *colon, const char *end) {
    const char *word = colon, *value = colon + 1;
    while (word > line && (islower((unsigned char)word[-1]) || word[-1] == '_'))
        word--;
    const char *back = word;
    while (back > line && back[-1] == ' ')
        back--;
    while (value < end && *value == ' ')
        value++;
    bool is_value = value < end && (*value == '[' || isdigit((unsigned char)*value));
    return word < colon && back < word && back > line &&
           (back[-1] == ',' || (back[-1] == ':' && is_value));
}

// A colon where YAML allows none: in an unquoted value, or in a line that YAML reads as a
// continuation of the value above.
static bool advise_colon(const struct yaml_mistake *mistake, struct error *error) {
    struct place place = mistake->at;
    struct line line, before;
    if (!strstr(mistake->problem, "mapping values are not allowed") ||
        !get_line(place.source, place.line, &line))
        return false;
    const char *end, *at = place_text(place, &end);
    int number = line_before(place, &before);
    if (number == 0 || at != find_colon(line.start, line.length))
        return !error_at(
            error, place, "a second ':' in an unquoted value; put the value in \"quotes\"%s",
            line.start[0] == '-' || is_key(line.start, at, end) ? ", or options in {braces}" : "");
    const char *word = before.start, *colon = find_colon(word, before.length);
    int length = before.length;
    if (length > 2 && strncmp(word, "- ", 2) == 0) {
        word += 2;
        length -= 2;
    }
    place = place_in(place.source, number, &before, word, (int)utf8_count(word, (size_t)length));
    if (strncmp(word, "//", 2) == 0)
        return !error_at(error, place, "a comment begins with #");
    const char *glued = length > 0 ? memchr(word, ':', (size_t)length) : NULL;
    if (!colon && glued)
        error_at(error, place, "a colon needs a space behind it: '%.*s: %.*s'", (int)(glued - word),
                 word, (int)(word + length - glued - 1), glued + 1);
    else if (!colon)
        error_at(error, place, "the colon after '%.*s' is missing: '%.*s:'", length, word, length,
                 word);
    else
        error_at(error, mistake->at,
                 "'%.*s' has a value already; this line is indented as if it belonged to it",
                 (int)(colon - word), word);
    return true;
}

// A map or list in brackets that is open, and the first comment in it that may be meant as a value.
struct open {
    const char *bracket, *comment; // NULL: none
};

// Returns the number of the line that `at` points into, and reads that line.
static int line_of(const struct source *source, const char *at, struct line *line) {
    int number = 1;
    *line = line_at(source, source->text);
    for (; line->next <= at && line->next < source->text + source->length; number++)
        *line = line_at(source, line->next);
    return number;
}

// Finds the innermost brackets that are open where the parser gave up. A bracket or quote counts
// where a value begins; inside of brackets a closing one always does.
static bool find_open(const struct yaml_mistake *mistake, struct open *found) {
    struct open stack[64];
    size_t depth = 0;
    const struct source *source = mistake->at.source;
    const char *end = source->text + source->length, *stop = place_text(mistake->at, &end);
    bool begins = true; // a value may begin here
    for (const char *s = source->text; s < (stop ? stop : end); s++) {
        bool is_apart = s == source->text || strchr(depth > 0 ? " \n[{," : " \n", s[-1]);
        if (*s == '#' && is_apart) {
            if (depth > 0 && !stack[depth - 1].comment && s + 1 < end && !strchr(" #\r\n", s[1]))
                stack[depth - 1].comment = s;
            while (s + 1 < end && s[1] != '\n')
                s++;
        } else if (begins && strchr("\"'", *s)) {
            const char *quote = s++;
            for (; s < end && *s != *quote; s++)
                s += *quote == '"' && *s == '\\' && s + 1 < end;
            begins = false;
        } else if (begins && strchr("{[", *s) && depth < sizeof stack / sizeof *stack) {
            stack[depth++] = (struct open){.bracket = s};
        } else if (depth > 0 && strchr("}]", *s)) {
            depth--;
            begins = false;
        } else if (*s == '\n') {
            begins = true;
        } else if (*s != ' ') {
            bool is_mark = *s == '-' || *s == ':'; // before a value, with a space between
            begins = (depth > 0 && *s == ',') || (is_mark && s + 1 < end && strchr(" \n", s[1]));
        }
    }
    *found = depth > 0 ? stack[depth - 1] : (struct open){0};
    return depth > 0;
}

static bool is_about_brackets(const char *problem) {
    return strstr(problem, "did not find expected ','") ||
           strstr(problem, "did not find expected node content") ||
           strstr(problem, "block sequence entries are not allowed") ||
           strstr(problem, "unexpected end of stream");
}

// A '#' that makes the rest of a map or list in brackets a comment.
static bool advise_comment(const struct yaml_mistake *mistake, struct error *error) {
    struct open open;
    struct line line;
    if (!is_about_brackets(mistake->problem) || !find_open(mistake, &open) || !open.comment)
        return false;
    int number = line_of(mistake->at.source, open.comment, &line);
    int length = value_length(open.comment, line.start + line.length);
    error_at(error, place_in(mistake->at.source, number, &line, open.comment, length),
             "# begins a comment; quote it, \"%.*s\"", length, open.comment);
    return true;
}

// Brackets and quotes that are not closed.
static bool advise_open(const struct yaml_mistake *mistake, struct error *error) {
    struct open open;
    struct line line;
    struct place begin = mistake->begin;
    const char *end, *at = place_text(begin, &end);
    if (strstr(mistake->problem, "unexpected end of stream") && at && at < end &&
        strchr("\"'", *at)) {
        begin.length = 1;
        error_at(error, begin, "this %c is not closed", *at);
        return true;
    }
    if (!is_about_brackets(mistake->problem) || !find_open(mistake, &open))
        return false;
    int number = line_of(mistake->at.source, open.bracket, &line);
    const char *found = place_text(mistake->at, &end);
    if (number == mistake->at.line && found && found < end && !strchr("}]\n", *found))
        return false;
    error_at(error, place_in(mistake->at.source, number, &line, open.bracket, 1),
             "this %c is not closed", *open.bracket);
    return true;
}

// Text after the end of a value: `title: {lr} at`, `title: "a" b`.
static bool advise_rest(const struct yaml_mistake *mistake, struct error *error) {
    struct place place = mistake->at;
    struct line line;
    if (!strstr(mistake->problem, "did not find expected") ||
        !get_line(place.source, place.line, &line))
        return false;
    const char *end, *at = place_text(place, &end), *colon = find_colon(line.start, line.length);
    const char *back = at;
    while (back > line.start && back[-1] == ' ')
        back--;
    const char *value = colon ? colon + 1 : line.start + (*line.start == '-');
    while (value < at && *value == ' ')
        value++;
    if (back <= value || !strchr("}]\"'", back[-1]) || !strchr("{[\"'", *value))
        return false;
    int length = (int)(line.start + line.length - value);
    bool is_comment = strncmp(at, "//", 2) == 0;
    if (is_comment || *at == ';')
        return !error_at(error, place,
                         is_comment ? "a comment begins with #"
                                    : "the next key stands on a line of its own");
    if (strchr("}]", *at))
        return !error_at(error, place, "this %c closes nothing", *at);
    char around = memchr(value, '"', (size_t)length) ? '\'' : '"';
    place =
        place_in(place.source, place.line, &line, value, (int)utf8_count(value, (size_t)length));
    error_at(error, place, "text goes on behind '%c'; quote the whole value: %c%.*s%c", back[-1],
             around, length, value, around);
    return true;
}

// A line without a key in a map: an unquoted value of several lines, `seed = 3`, or wrong
// indentation.
static bool advise_key(const struct yaml_mistake *mistake, struct error *error) {
    struct place place = mistake->at;
    struct line line, before;
    const char *end, *at = place_text(place, &end);
    if (strstr(mistake->problem, "expected node content") && at && at < end && *at == ',') {
        error_at(error, place, "nothing stands before this comma");
        return true;
    }
    bool has_lost_colon = strstr(mistake->problem, "could not find expected ':'");
    if (has_lost_colon && mistake->begin.line > 0)
        place = mistake->begin;
    if ((!has_lost_colon && !strstr(mistake->problem, "did not find expected key") &&
         !strstr(mistake->problem, "did not find expected '-' indicator")) ||
        !get_line(place.source, place.line, &line))
        return false;
    const char *colon = find_colon(line.start, line.length);
    const char *equals = memchr(line.start, '=', (size_t)line.length);
    int number = line_before(place, &before);
    const char *above = number ? find_colon(before.start, before.length) : NULL;
    place = place_in(place.source, place.line, &line, line.start,
                     (int)utf8_count(line.start, (size_t)line.length));
    bool is_lost =
        colon && number && !above && before.length > 2 && strncmp(before.start, "- ", 2) == 0;
    if (is_lost)
        error_at(error,
                 place_in(place.source, number, &before, before.start + 2, before.length - 2),
                 "the colon after '%.*s' is missing: '%.*s:'", before.length - 2, before.start + 2,
                 before.length - 2, before.start + 2);
    else if (line.start[0] == '-' && (line.length == 1 || line.start[1] == ' '))
        error_at(error, place,
                 "an entry of a list among keys; is it indented as the other entries are?");
    else if (!colon && number && !above)
        error_at(error, place,
                 "a text of several lines begins with '|' behind the colon of its key");
    else if (!colon && equals && equals > line.start)
        error_at(error, place, "a key and its value have a colon between them: '%.*s: ...'",
                 value_length(line.start, equals), line.start);
    else if (!colon)
        error_at(error, place, "expected a key and a colon, such as 'seed: 1'");
    else
        error_at(error, place,
                 "the indentation of this line, %d spaces, is that of no line above it that it "
                 "could belong to",
                 line.indent);
    return true;
}

// What git leaves where two versions of a file differ.
static bool advise_conflict(const struct yaml_mistake *mistake, struct error *error) {
    static const char *const marks[] = {"<<<<<<< ", "=======", ">>>>>>> "};
    const struct source *source = mistake->at.source;
    const char *end = source->text + source->length;
    struct line line = {.next = source->text};
    for (int number = 1; line.next < end; number++) {
        line = line_at(source, line.next);
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (strncmp(line.text, marks[i], strlen(marks[i])) == 0)
                return !error_at(error, place_in(source, number, &line, line.text, line.length),
                                 "two versions of this file differ here; keep one of them, without "
                                 "the marks");
    }
    return false;
}

bool yaml_advise(const struct yaml_mistake *mistake, struct error *error) {
    static bool (*const known[])(const struct yaml_mistake *mistake, struct error *error) = {
        advise_conflict, advise_tab,  advise_sign, advise_colon,
        advise_comment,  advise_rest, advise_open, advise_key,
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i](mistake, error))
            return true;
    return false;
}
