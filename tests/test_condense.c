// SPDX-License-Identifier: GPL-3.0-or-later
// Many points condensed to few: the loss over them is within the promised bound.
#include "problem/condense.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST = 40000 };

static double x[MOST], y[MOST];

// Pseudo-random numbers from 0 to 1, always the same sequence.
static double draw(void) {
    static uint64_t bits = 3;
    bits = bits * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
    return (double)(bits >> 11) * 0x1p-53;
}

// Makes data of one kind: even, noisy, in two clumps, with equal x, or with far outliers.
static size_t make_data(int kind) {
    size_t count = CONDENSED_SAMPLE + (size_t)(draw() * (MOST - CONDENSED_SAMPLE));
    for (size_t i = 0; i < count; i++) {
        double noise = draw() + draw() - draw() - draw();
        x[i] = kind == 2   ? (draw() < 0.5 ? -5 : 5) + 0.1 * draw()
               : kind == 3 ? floor(10 * draw())
               : kind == 4 ? tan(M_PI * (draw() - 0.5))
                           : 10 * draw() - 5;
        y[i] = sin(20 * x[i]) + 2 * x[i] + (kind == 0 ? 0 : noise);
    }
    return count;
}

static double absolute(double p, double target) {
    return fabs(p - target);
}

static double squared(double p, double target) {
    return (p - target) * (p - target);
}

// A model, and its loss at a point.
struct model {
    double (*loss)(double p, double target);
    bool is_wave;
};

static double at_point(const struct model *model, const double w[2], double px, double py) {
    double line = w[0] * px + w[1];
    return model->loss(model->is_wave ? sin(line) : line, py);
}

// Returns the mean over all points, and in `deviation` their standard deviation.
static double mean_of_all(const struct model *model, const double w[2], size_t count,
                          double *deviation) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += at_point(model, w, x[i], y[i]) / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += pow(at_point(model, w, x[i], y[i]) - sum, 2) / (double)count;
    *deviation = sqrt(squares);
    return sum;
}

static double mean_of_few(const struct model *model, const double w[2],
                          const struct condensed *few) {
    double sum = 0;
    for (size_t i = 0; i < few->count; i++)
        sum += few->weight[i] * at_point(model, w, few->x[i], few->y[i]);
    return sum;
}

// A sample's loss is within four standard errors of the loss, for every model, so that no false
// valleys appear.
static void test_sample(void **state) {
    (void)state;
    static const struct model models[] = {{squared, true}, {absolute, true}, {squared, false}};
    for (int kind = 0; kind < 5; kind++) {
        struct condensed few;
        size_t count = make_data(kind);
        condense_to_sample(&few, x, y, count);
        assert_int_equal(few.count, CONDENSED_SAMPLE);
        for (int m = 0; m < (kind == 4 ? 2 : 3); m++)
            for (int i = 0; i < 60; i++) {
                double w[2] = {200 * draw() - 100, 6 * draw() - 3}, deviation;
                double all = mean_of_all(&models[m], w, count, &deviation);
                double off = fabs(mean_of_few(&models[m], w, &few) - all);
                if (off > 4 * deviation / sqrt(CONDENSED_SAMPLE))
                    fail_msg("data %d, model %d at %g, %g: off by %g of %g", kind, m, w[0], w[1],
                             off, all);
            }
        condensed_finish(&few);
    }
}

// The loss of group means is never above the loss, and below it by less than the bound; outliers
// are not grouped.
static void test_means(void **state) {
    (void)state;
    static const struct model line = {absolute, false};
    for (int kind = 0; kind < 5; kind++) {
        struct condensed few = {0};
        size_t count = make_data(kind);
        bool is_made = condense_to_means(&few, x, y, count, 2);
        assert_int_equal(is_made, kind != 4);
        double mean = 0, spread = 0, distances = 0;
        for (size_t i = 0; i < count; i++)
            mean += x[i] / (double)count;
        for (size_t i = 0; i < count; i++) {
            spread += fabs(x[i] - mean) / (double)count;
            distances += fabs(y[i] - 2 * x[i]) / (double)count;
        }
        for (int i = 0; i < 60 && is_made; i++) {
            double w[2] = {40 * draw() - 20, 20 * draw() - 10}, deviation;
            double all = mean_of_all(&line, w, count, &deviation);
            double off = all - mean_of_few(&line, w, &few);
            double bound = CONDENSED_ERROR * (fabs(w[0] - 2) * spread + distances);
            if (off < -1e-9 * all || off > bound)
                fail_msg("data %d at %g, %g: off by %g of %g", kind, w[0], w[1], off, all);
        }
        condensed_finish(&few);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
