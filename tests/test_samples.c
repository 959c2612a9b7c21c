// SPDX-License-Identifier: GPL-3.0-or-later
// What networks are trained on: generated samples, samples from files, and what is held out.
#include "base/memory.h"
#include "problem/samples.h"
#include "program.h"
#include "tree/document.h"

#include <math.h>

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

// Reads `data: VALUE`; the caller releases both.
static bool try_read(struct document *document, struct samples *samples, const char *value,
                     double test, uint64_t seed, struct error *error) {
    *document = (struct document){0};
    struct node *node = document_parse(document, "data", value, error);
    return node && samples_read(samples, node, test, seed, node->place, error);
}

static struct samples read_samples(const char *value, double test, uint64_t seed) {
    struct document document;
    struct samples samples;
    struct error error = {0};
    if (!try_read(&document, &samples, value, test, seed, &error))
        fail_msg("%s: %s", value, error.message);
    document_finish(&document);
    return samples;
}

static void expect_error(const char *value, double test, const char *message) {
    struct document document;
    struct samples samples = {0};
    struct error error = {0};
    if (try_read(&document, &samples, value, test, 1, &error))
        fail_msg("%s was accepted", value);
    if (!strstr(error.message, message))
        fail_msg("%s: %s", value, error.message);
    error_finish(&error);
    document_finish(&document);
}

static bool are_same(const struct samples *a, const struct samples *b) {
    return a->count == b->count && a->features == b->features &&
           memcmp(a->x, b->x, a->count * a->features * sizeof *a->x) == 0 &&
           memcmp(a->y, b->y, a->count * sizeof *a->y) == 0;
}

static void classes_alternate(void **state) {
    (void)state;
    for (const struct sample_kind *kind = sample_kinds; kind->name; kind++) {
        struct samples samples = read_samples(kind->name, 0, 1);
        assert_int_equal(samples.train, samples.count);
        for (size_t i = 0; kind->make && samples.classes && i < samples.count; i++)
            assert_true(samples.y[i] == (double)(i % samples.classes) ||
                        strcmp(kind->name, "xor") == 0);
        for (size_t i = 0; i < samples.count * samples.features; i++)
            assert_true(isfinite(samples.x[i]));
        samples_finish(&samples);
    }
}

// Without noise the samples lie where they should.
static void shapes_are_exact(void **state) {
    (void)state;
    struct samples s = read_samples("{moons: {noise: 0, points: 500}}", 0, 1);
    for (size_t i = 0; i < s.count; i++) {
        double x = s.x[2 * i], y = s.x[2 * i + 1];
        bool is_lower = s.y[i] == 1;
        assert_true(is_lower ? y <= 0.5 + 1e-12 : y >= -1e-12);
        assert_true(fabs(hypot(x - is_lower, y - (is_lower ? 0.5 : 0)) - 1) < 1e-12);
    }
    samples_finish(&s);
    s = read_samples("{circles: {noise: 0, points: 500}}", 0, 1);
    for (size_t i = 0; i < s.count; i++)
        assert_true(fabs(hypot(s.x[2 * i], s.x[2 * i + 1]) - (s.y[i] == 1 ? 0.5 : 1)) < 1e-12);
    samples_finish(&s);
    s = read_samples("{spirals: {noise: 0, points: 500}}", 0, 1);
    for (size_t i = 0; i < s.count; i++) {
        double r = hypot(s.x[2 * i], s.x[2 * i + 1]), angle = atan2(s.x[2 * i], s.x[2 * i + 1]);
        double turns = (3.5 * M_PI * r + s.y[i] * M_PI - angle) / (2 * M_PI);
        assert_true(r >= 0.05 && r <= 1 && fabs(turns - round(turns)) < 1e-9);
    }
    samples_finish(&s);
    s = read_samples("{xor: {noise: 0, points: 500}}", 0, 1);
    for (size_t i = 0; i < s.count; i++)
        assert_true(s.y[i] == (s.x[2 * i] * s.x[2 * i + 1] < 0));
    samples_finish(&s);
    s = read_samples("{blobs: {noise: 0, points: 500, classes: 5}}", 0, 1);
    assert_int_equal(s.classes, 5);
    for (size_t i = 0; i < s.count; i++)
        assert_true(fabs(s.x[2 * i] - sin(2 * M_PI * s.y[i] / 5)) < 1e-12 &&
                    fabs(s.x[2 * i + 1] - cos(2 * M_PI * s.y[i] / 5)) < 1e-12);
    samples_finish(&s);
    s = read_samples("{waves: {noise: 0, points: 500}}", 0, 1);
    assert_int_equal(s.classes, 0);
    for (size_t i = 0; i < s.count; i++) {
        assert_true(s.x[i] >= -1 && s.x[i] < 1);
        assert_true(fabs(s.y[i] - sin(M_PI * s.x[i]) - 0.4 * sin(3 * M_PI * s.x[i])) < 1e-12);
    }
    samples_finish(&s);
}

static void noise_has_its_deviation(void **state) {
    (void)state;
    static const char *const kinds[] = {"moons", "spirals", "circles", "xor", "blobs", "waves"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct text quiet = {0}, loud = {0};
        text_printf(&quiet, "{%s: {points: 4000, noise: 0}}", kinds[k]);
        text_printf(&loud, "{%s: {points: 4000, noise: 0.3}}", kinds[k]);
        struct samples a = read_samples(quiet.data, 0, 1), b = read_samples(loud.data, 0, 1);
        double square = 0;
        size_t numbers = a.classes ? a.count * a.features : a.count;
        const double *from = a.classes ? a.x : a.y, *to = a.classes ? b.x : b.y;
        for (size_t i = 0; i < numbers; i++)
            square += (to[i] - from[i]) * (to[i] - from[i]);
        double deviation = sqrt(square / (double)numbers);
        assert_true(fabs(deviation - 0.3) < 0.015);
        samples_finish(&a);
        samples_finish(&b);
        text_finish(&quiet);
        text_finish(&loud);
    }
}

static void the_seed_decides(void **state) {
    (void)state;
    struct samples a = read_samples("moons", 0, 1), b = read_samples("moons", 0, 1),
                   c = read_samples("moons", 0, 2);
    assert_true(are_same(&a, &b));
    assert_false(are_same(&a, &c));
    samples_finish(&a);
    samples_finish(&b);
    samples_finish(&c);
}

// What is left and what is held out are each in order, and together all samples.
static void what_is_held_out_keeps_its_order(void **state) {
    (void)state;
    static const double shares[] = {0.01, 0.25, 0.5, 0.9};
    struct samples all = read_samples("moons", 0, 3);
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
        struct samples parts = read_samples("moons", shares[k], 3);
        assert_int_equal(parts.count, all.count);
        assert_int_equal(parts.count - parts.train, lround(shares[k] * (double)all.count));
        size_t train = 0, held = parts.train;
        for (size_t i = 0; i < all.count; i++) {
            bool is_train = train < parts.train && parts.x[2 * train] == all.x[2 * i];
            size_t own = is_train ? train++ : held++;
            assert_true(parts.x[2 * own] == all.x[2 * i] && parts.y[own] == all.y[i] &&
                        parts.x[2 * own + 1] == all.x[2 * i + 1]);
        }
        assert_true(train == parts.train && held == parts.count);
        samples_finish(&parts);
    }
    samples_finish(&all);
    expect_error("{moons: {points: 3}}", 0.9, "leaves none to");
    expect_error("{moons: {points: 3}}", 0.1, "leaves none to");
}

static void files_have_classes_or_values(void **state) {
    (void)state;
    file_write("", "p.csv", "x1,label,x2,y\n1,7,2,0.5\n3,-2,4,1.5\n5,7,6,2.5\n");
    struct samples s = read_samples("{file: p.csv, columns: [x2, x1], class: label}", 0, 1);
    assert_true(s.features == 2 && s.count == 3 && s.classes == 2);
    assert_memory_equal(s.x, ((double[]){2, 1, 4, 3, 6, 5}), 6 * sizeof *s.x);
    assert_memory_equal(s.y, ((double[]){1, 0, 1}), 3 * sizeof *s.y);
    assert_string_equal(s.file, "p.csv");
    samples_finish(&s);
    s = read_samples("{file: p.csv, columns: [1], value: 4}", 0, 1);
    assert_true(s.features == 1 && s.classes == 0);
    assert_memory_equal(s.y, ((double[]){0.5, 1.5, 2.5}), 3 * sizeof *s.y);
    samples_finish(&s);
    s = read_samples("{file: p.csv, class: label}", 0, 1);
    assert_true(s.features == 3);
    assert_memory_equal(s.x, ((double[]){1, 2, 0.5}), 3 * sizeof *s.x);
    samples_finish(&s);
}

static void mistakes_in_files(void **state) {
    (void)state;
    file_write("", "p.csv", "x,c,y\n1,0,0.5\n2,1,0.25\n");
    file_write("", "one.csv", "x,c\n1,3\n2,3\n");
    file_write("", "row.csv", "x,c\n1,3\n");
    file_write("", "nan.csv", "x,c\n1,3\nnan,4\n");
    expect_error("{file: p.csv}", 0, "give the column");
    expect_error("{file: p.csv, class: c, value: y}", 0, "both given");
    expect_error("{file: p.csv, class: c, columns: [c]}", 0, "no feature");
    expect_error("{file: p.csv, class: y}", 0, "whole numbers");
    expect_error("{file: p.csv, class: z}", 0, "z");
    expect_error("{file: p.csv, class: c, columns: []}", 0, "");
    expect_error("{file: p.csv, class: c, columns: x}", 0, "a list of columns");
    expect_error("{file: p.csv, class: c, columns: [x, z]}", 0, "z");
    expect_error("{file: p.csv, class: c, labels: x}", 0, "labels");
    expect_error("{file: one.csv, class: c}", 0, "one class");
    expect_error("{file: row.csv, class: c}", 0, "fewer than two rows");
    expect_error("{file: nan.csv, class: c}", 0, "nan");
    expect_error("{file: missing.csv, class: c}", 0, "missing.csv");
    expect_error("moon", 0, "did you mean 'moons'");
    expect_error("{moons: {point: 3}}", 0, "point");
    struct text many = {0};
    text_add(&many, "x,c\n");
    for (int i = 0; i < 65; i++)
        text_printf(&many, "0,%d\n", i);
    file_write("", "many.csv", many.data);
    text_finish(&many);
    expect_error("{file: many.csv, class: c}", 0, "more than 64 classes");
}

static void tables_may_be_wide(void **state) {
    (void)state;
    struct text wide = {0};
    for (int row = -1; row < 4; row++)
        for (int i = 0; i < 200; i++)
            text_printf(&wide, row < 0 ? "%sc%d" : "%s%d",
                        i          ? ","
                        : row >= 0 ? "\n"
                                   : "",
                        i == 199 ? (row < 0 ? 199 : row % 2) : (row < 0 ? i : row * 1000 + i));
    text_add(&wide, "\n");
    file_write("", "wide.csv", wide.data);
    struct samples s = read_samples("{file: wide.csv, class: c199}", 0, 1);
    assert_true(s.features == 199 && s.count == 4 && s.classes == 2);
    assert_true(s.x[3 * 199 + 198] == 3198 && s.y[3] == 1);
    samples_finish(&s);
    text_finish(&wide);
}

// The first pixels and classes as scikit-learn's load_digits gives them.
static void digits_are_those_of_the_set(void **state) {
    (void)state;
    struct samples s = read_samples("digits", 0, 1);
    assert_true(s.count == 1797 && s.features == 64 && s.classes == 10);
    static const int first[64] = {0, 0, 5,  13, 9,  1,  0, 0, 0, 0, 13, 15, 10, 15, 5, 0,
                                  0, 3, 15, 2,  0,  11, 8, 0, 0, 4, 12, 0,  0,  8,  8, 0,
                                  0, 5, 8,  0,  0,  9,  8, 0, 0, 4, 11, 0,  1,  12, 7, 0,
                                  0, 2, 14, 5,  10, 12, 0, 0, 0, 0, 6,  13, 10, 0,  0, 0};
    for (int i = 0; i < 64; i++)
        assert_true(s.x[i] * 16 == first[i]);
    for (int i = 0; i < 10; i++)
        assert_true(s.y[i] == i);
    double sum = 0;
    int counts[10] = {0};
    for (size_t i = 0; i < s.count * 64; i++)
        sum += s.x[i] * 16;
    for (size_t i = 0; i < s.count; i++)
        counts[(int)s.y[i]]++;
    assert_true(sum == 561718);
    assert_memory_equal(counts, ((int[]){178, 182, 177, 183, 181, 182, 181, 179, 174, 180}),
                        sizeof counts);
    struct samples few = read_samples("{digits: {points: 20}}", 0, 1);
    assert_int_equal(few.count, 20);
    assert_memory_equal(few.x, s.x, 20 * 64 * sizeof *s.x);
    samples_finish(&few);
    samples_finish(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_alternate),
        cmocka_unit_test(shapes_are_exact),
        cmocka_unit_test(noise_has_its_deviation),
        cmocka_unit_test(the_seed_decides),
        cmocka_unit_test(what_is_held_out_keeps_its_order),
        cmocka_unit_test(files_have_classes_or_values),
        cmocka_unit_test(mistakes_in_files),
        cmocka_unit_test(tables_may_be_wide),
        cmocka_unit_test(digits_are_those_of_the_set),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
