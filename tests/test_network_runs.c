// SPDX-License-Identifier: GPL-3.0-or-later
// What optimizers do to networks, against PyTorch: tests/reference/make_networks.py says how.
#include "base/npy.h"
#include "program.h"

#include <math.h>

#define REFERENCE SOURCE_DIR "/tests/reference/networks/"

enum { STEPS = 3, RUNS_MAX = 32 };
static const size_t steps[STEPS] = {1, 50, 300};

// A line of NAME.runs.
struct line {
    long batch;
    double allowed[2]; // at steps 50 and 300
    char entry[100];
};

static FILE *open_file(const char *folder, const char *name, const char *ending) {
    struct text path = {0};
    text_printf(&path, "%s%s%s", folder, name, ending);
    FILE *file = fopen(path.data, "rb");
    if (!file)
        fail_msg("cannot open %s", path.data);
    text_finish(&path);
    return file;
}

// Returns all numbers of an array of three dimensions; the caller frees them.
static double *read_array(const char *folder, const char *name, const char *ending,
                          struct npy *npy) {
    FILE *file = open_file(folder, name, ending);
    assert_null(npy_read_header(npy, file));
    assert_int_equal(npy->dimensions, 3);
    assert_int_equal(npy->number_bytes, 8);
    size_t count = npy->shape[0] * npy->shape[1] * npy->shape[2];
    double *numbers = calloc(count, sizeof *numbers);
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[8];
        assert_int_equal(fread(bytes, 1, 8, file), 8);
        numbers[i] = npy_number(npy, bytes);
    }
    fclose(file);
    return numbers;
}

static size_t read_lines(const char *name, struct line *lines) {
    FILE *file = open_file(REFERENCE, name, ".runs");
    size_t count = 0;
    while (count < RUNS_MAX &&
           fscanf(file, "%ld %lf %lf %99[^\n]", &lines[count].batch, &lines[count].allowed[0],
                  &lines[count].allowed[1], lines[count].entry) == 4)
        count++;
    fclose(file);
    return count;
}

// Writes the weights of `count` lines of the same batch, one after the other, to run.npy.
static void simulate(const char *folder, const char *name, const char *problem,
                     const struct line *lines, size_t count) {
    struct text scene = {0};
    text_printf(&scene,
                "problem: {network: {data: {file: %s%s.csv, class: class}, %s, init: {file: "
                "%s%s.start.npy}}}\nsteps: 301\n",
                REFERENCE, name, problem, REFERENCE, name);
    if (lines->batch)
        text_printf(&scene, "batch: %ld\n", lines->batch);
    text_add(&scene, "optimizers:\n");
    for (size_t i = 0; i < count; i++)
        text_printf(&scene, "  - %s\n", lines[i].entry);
    file_write(folder, "run.scene", scene.data);
    assert_int_equal(shell("cd %s && \"$OPTANIM\" -q run.scene -o run.npy", folder), 0);
    text_finish(&scene);
}

static double distance(const double *a, const double *b, size_t n) {
    double off = 0, norm = 0;
    for (size_t i = 0; i < n; i++) {
        off += (a[i] - b[i]) * (a[i] - b[i]);
        norm += b[i] * b[i];
    }
    return sqrt(off / norm);
}

static void compare(const char *name, const char *problem) {
    char folder[64];
    struct line lines[RUNS_MAX];
    struct npy of_truth, of_ours;
    size_t count = read_lines(name, lines), next;
    double *truth = read_array(REFERENCE, name, ".npy", &of_truth);
    assert_int_equal(of_truth.shape[0], count);
    assert_int_equal(count, 12);
    scratch_make(folder);
    for (size_t first = 0; first < count; first = next) {
        for (next = first; next < count && lines[next].batch == lines[first].batch;)
            next++;
        simulate(folder, name, problem, lines + first, next - first);
        double *ours = read_array(folder, "run", ".npy", &of_ours);
        size_t n = of_ours.shape[2];
        assert_int_equal(of_ours.shape[0], next - first);
        assert_int_equal(of_ours.shape[1], 301);
        assert_int_equal(n, of_truth.shape[2]);
        for (size_t i = first; i < next; i++)
            for (size_t k = 0; k < STEPS; k++) {
                double off = distance(ours + ((i - first) * 301 + steps[k]) * n,
                                      truth + (i * STEPS + k) * n, n);
                double allowed = k == 0 ? 1e-14 : lines[i].allowed[k - 1];
                if (!(off <= allowed))
                    fail_msg("%s, batch %ld, %s: off by %g at step %zu", name, lines[i].batch,
                             lines[i].entry, off, steps[k]);
            }
        free(ours);
    }
    free(truth);
    scratch_remove(folder);
}

static void two_classes(void **state) {
    (void)state;
    compare("moons", "hidden: [16, 16]");
}

static void several_classes(void **state) {
    (void)state;
    compare("heaps", "hidden: [10], activation: gelu");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_classes),
        cmocka_unit_test(several_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
