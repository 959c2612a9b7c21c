// SPDX-License-Identifier: GPL-3.0-or-later
// Arrays of NumPy: what is written reads back; types and byte orders; headers that lie.
#include "base/memory.h"
#include "base/npy.h"
#include "base/random.h"
#include "problem/weights_file.h"
#include "program.h"

#include "tree/document.h"
#include <math.h>

static const char *parse(struct npy *npy, char *bytes, size_t length) {
    FILE *file = fmemopen(bytes, length, "rb");
    assert_non_null(file);
    const char *wrong = npy_read_header(npy, file);
    fclose(file);
    return wrong;
}

static void headers_read_back(void **state) {
    (void)state;
    const size_t shape[NPY_DIMENSIONS_MAX] = {3, 1, 100000, 7};
    for (int dimensions = 0; dimensions <= NPY_DIMENSIONS_MAX; dimensions++) {
        struct text text = {0};
        struct npy npy;
        npy_put_header(&text, shape, dimensions);
        assert_int_equal(text.length % 64, 0);
        assert_null(parse(&npy, text.data, text.length));
        assert_int_equal(npy.dimensions, dimensions);
        assert_memory_equal(npy.shape, shape, (size_t)dimensions * sizeof *shape);
        assert_int_equal(npy.number_bytes, 8);
        text_finish(&text);
    }
}

// Appends a file with this header, version 1 or 2.
static void put(struct text *out, int version, const char *header) {
    text_append(out, "\x93NUMPY", 6);
    text_append(out, version == 1 ? "\1" : "\2", 1);
    text_append(out, "", 1);
    size_t length = strlen(header);
    for (int i = 0; i < (version == 1 ? 2 : 4); i++)
        text_append(out, (const char[]){(char)(length >> 8 * i)}, 1);
    text_add(out, header);
}

static void headers_of_other_writers(void **state) {
    (void)state;
    static const struct {
        const char *header;
        int bytes, big, dimensions;
    } good[] = {
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }       \n", 8, 0, 2},
        {"{\"shape\":(5,),\"fortran_order\":False,\"descr\":\">f4\"}", 4, 1, 1},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (3L, 4L)}", 4, 0, 2},
        {" {'descr':'>f8','fortran_order':False,'shape':()}\n", 8, 1, 0},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        for (int version = 1; version <= 2; version++) {
            struct text text = {0};
            struct npy npy;
            put(&text, version, good[i].header);
            assert_null(parse(&npy, text.data, text.length));
            assert_int_equal(npy.number_bytes, good[i].bytes);
            assert_int_equal(npy.is_big_endian, good[i].big);
            assert_int_equal(npy.dimensions, good[i].dimensions);
            text_finish(&text);
        }
}

static void headers_that_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "{",
        "{}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 4)}",
        "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (3, 4)}",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '<f2', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '<f80', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, -4)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3 4)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4.5)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 2)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)}",
        "{'descr': '<f8', 'shape': (3, 4)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), 'more': 1}",
        "{'descr': '<f8' 'fortran_order': False, 'shape': (3, 4)}",
        "(((((((((((((((((((((((",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct text text = {0};
        struct npy npy;
        put(&text, 1, bad[i]);
        if (!parse(&npy, text.data, text.length))
            fail_msg("accepted: %s", bad[i]);
        text_finish(&text);
    }
    struct npy npy;
    assert_non_null(parse(&npy, (char[]){"\x93NUMPY\2\0\xff\xff\xff\xff{}"}, 14));
    assert_non_null(parse(&npy, (char[]){"\x93NUMPY\4\0\0\0"}, 10));
    assert_non_null(parse(&npy, (char[]){"\x93NUMP"}, 5));
    assert_non_null(parse(&npy, (char[]){"step,w0,w1\n"}, 11));
}

static void write_file(const char *path, const struct text *text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text->data, 1, text->length, file), text->length);
    assert_int_equal(fclose(file), 0);
}

// Reads `start: PATH`.
static bool read_weights(const char *path, struct weights *weights, struct error *error) {
    struct document document = {0};
    struct node *node = document_parse_set(&document, path, 1, error);
    assert_non_null(node);
    bool good = weights_read(weights, node, error);
    document_finish(&document);
    return good;
}

// The last row, of every type and order.
static void the_last_row_is_taken(void **state) {
    (void)state;
    const double rows[3][2] = {{1, 2}, {3, 4}, {-0.5, 1024}};
    for (int kind = 0; kind < 8; kind++) {
        bool is_big = kind & 1, is_single = kind & 2, is_vector = kind & 4;
        struct text text = {0}, header = {0};
        text_printf(&header, "{'descr': '%cf%d', 'fortran_order': False, 'shape': (%s2,)}",
                    is_big ? '>' : '<', is_single ? 4 : 8, is_vector ? "" : "3, ");
        put(&text, 1, header.data);
        for (int k = is_vector ? 4 : 0; k < 6; k++) {
            unsigned char bytes[8];
            float single = (float)rows[k / 2][k % 2];
            size_t size = is_single ? sizeof single : sizeof(double);
            memcpy(bytes, is_single ? (const void *)&single : &rows[k / 2][k % 2], size);
            uint16_t probe = 1;
            bool is_native_big = *(unsigned char *)&probe == 0;
            for (size_t b = 0; b < size; b++)
                text_append(&text, (char *)&bytes[is_native_big == is_big ? b : size - 1 - b], 1);
        }
        write_file("a.npy", &text);
        struct weights weights;
        struct error error = {0};
        if (!read_weights("a.npy", &weights, &error))
            fail_msg("%s: %s", header.data, error.message);
        assert_int_equal(weights.count, 2);
        assert_true(weights.values[0] == -0.5 && weights.values[1] == 1024);
        assert_string_equal(weights.file, "a.npy");
        weights_finish(&weights);
        text_finish(&text);
        text_finish(&header);
    }
}

// Whatever bytes change or are missing: an answer.
static void damaged_files(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 3, RANDOM_START, 0);
    for (int round = 0; round < 3000; round++) {
        struct text text = {0};
        struct weights weights;
        struct error error = {0};
        npy_put_header(&text, (const size_t[]){2, 3}, 2);
        for (int i = 0; i < 6; i++)
            npy_put_number(&text, i);
        for (uint32_t i = random_below(&stream, 3) + 1; i > 0; i--)
            text.data[random_below(&stream, 100)] = (char)random_below(&stream, 128);
        if (round % 3 == 0)
            text.length = random_below(&stream, (uint32_t)text.length);
        write_file("b.npy", &text);
        if (read_weights("b.npy", &weights, &error))
            weights_finish(&weights);
        else
            assert_true(error.kind == ERROR_SCENE && error.message[0]);
        error_finish(&error);
        text_finish(&text);
    }
}

// Reads the next number of an open array.
static double next_number(const struct npy *npy, FILE *file) {
    uint8_t bytes[8];
    assert_int_equal(fread(bytes, 1, 8, file), 8);
    return npy_number(npy, bytes);
}

// The array of a scene holds the weights of its table, nan where that has nan.
static void an_array_is_its_table(void **state) {
    (void)state;
    static const struct {
        const char *scene;
        size_t runs, states, n;
    } scenes[] = {
        {"optimizers: [lamb]\nepochs: 7\n", 1, 7, 2},
        {"optimizers: [lamb, sgd: {lr: 1e6}]\nepochs: 40\n", 2, 40, 2},
        {"problem: {function: sphere}\nstart: {random: 3}\nsteps: 4\noptimizers: [sgd]\n", 3, 4, 2},
        {"problem: {quadratic: {eigenvalues: [1, 2, 300]}}\nsteps: 90\noptimizers: [sgd: {lr: "
         "0.1}, adam]\n",
         2, 90, 3},
    };
    for (size_t k = 0; k < sizeof scenes / sizeof *scenes; k++) {
        struct npy npy;
        size_t n = scenes[k].n, states = scenes[k].states, runs = scenes[k].runs;
        file_write("", "a.scene", scenes[k].scene);
        assert_int_equal(shell("\"$OPTANIM\" -q a.scene -o a.csv -o a.npy"), 0);
        FILE *file = fopen("a.npy", "rb");
        assert_non_null(file);
        assert_null(npy_read_header(&npy, file));
        assert_int_equal(npy.dimensions, runs > 1 ? 3 : 2);
        assert_int_equal(npy.shape[npy.dimensions - 1], n);
        assert_int_equal(npy.shape[npy.dimensions - 2], states);
        struct source table = file_read("", "a.csv");
        const char *at = strchr(table.text, '\n') + 1;
        size_t lost = 0;
        for (size_t row = 0; row < runs * states; row++) {
            for (int comma = 0; comma < 4; comma++)
                at = strchr(at, ',') + 1;
            for (size_t i = 0; i < n; i++) {
                char *end;
                double expected = strtod(at, &end), number = next_number(&npy, file);
                assert_true(number == expected || (isnan(number) && isnan(expected)));
                lost += isnan(number);
                at = end + 1;
            }
            at = strchr(at, '\n') + 1;
        }
        assert_int_equal(fgetc(file), EOF);
        assert_true(k % 2 == 1 ? lost > 0 : lost == 0); // one of them diverges
        fclose(file);
        source_finish(&table);
    }
}

static char folder[64];

static int enter(void **state) {
    (void)state;
    scratch_make(folder);
    return chdir(folder);
}

static int leave(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_read_back),
        cmocka_unit_test(headers_of_other_writers),
        cmocka_unit_test(headers_that_are_refused),
        cmocka_unit_test(the_last_row_is_taken),
        cmocka_unit_test(damaged_files),
        cmocka_unit_test(an_array_is_its_table),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
