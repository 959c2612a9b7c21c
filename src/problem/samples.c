// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/samples.h"

#include "base/maths.h"
#include "base/memory.h"
#include "base/random.h"
#include "problem/sample_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

// The options of generated samples.
struct sample_options {
    long points, classes;
    double noise; // standard deviation of what is added to each coordinate, or to the value
};

// The places where a sample is made.
struct maker {
    struct random_stream *stream;
    size_t class, classes; // of the sample, in turn; of all
};

// Each writes the coordinates of a sample before noise and returns its class or value.

static double moons(const struct maker *maker, double x[2]) {
    double angle = random_uniform(maker->stream, 0, PI);
    x[0] = maker->class ? 1 - m_cos(angle) : m_cos(angle);
    x[1] = maker->class ? 0.5 - m_sin(angle) : m_sin(angle);
    return (double)maker->class;
}

static double spirals(const struct maker *maker, double x[2]) {
    double radius = random_uniform(maker->stream, 0.05, 1);
    double angle = 3.5 * PI * radius + (double)maker->class * PI;
    x[0] = radius * m_sin(angle);
    x[1] = radius * m_cos(angle);
    return (double)maker->class;
}

static double circles(const struct maker *maker, double x[2]) {
    double angle = random_uniform(maker->stream, 0, 2 * PI), radius = maker->class ? 0.5 : 1;
    x[0] = radius * m_cos(angle);
    x[1] = radius * m_sin(angle);
    return (double)maker->class;
}

static double xor
    (const struct maker *maker, double x[2]) {
        x[0] = random_uniform(maker->stream, -1, 1);
        x[1] = random_uniform(maker->stream, -1, 1);
        return x[0] * x[1] < 0;
    }

    static double blobs(const struct maker *maker, double x[2]) {
    double angle = 2 * PI * (double)maker->class / (double)maker->classes;
    x[0] = m_sin(angle);
    x[1] = m_cos(angle);
    return (double)maker->class;
}

static double waves(const struct maker *maker, double x[2]) {
    x[0] = random_uniform(maker->stream, -1, 1);
    return m_sin(PI * x[0]) + 0.4 * m_sin(3 * PI * x[0]);
}

enum { POINTS_MOST = 1000000 };

#define POINTS(usual)                                                                              \
    {                                                                                              \
        SETTING(sample_options, points), .type = SETTING_INTEGER, .fallback = usual, .min = 2,     \
                                         .max = POINTS_MOST, .help = "how many"                    \
    }
#define NOISE(usual)                                                                               \
    {                                                                                              \
        SETTING(sample_options, noise), .fallback = usual, .min = 0, .max = 1e6,                   \
                                        .help = "standard deviation of the normal noise"           \
    }

static const struct setting moons_settings[] = {POINTS(200), NOISE(0.1), {0}};
static const struct setting spirals_settings[] = {POINTS(200), NOISE(0.02), {0}};
static const struct setting circles_settings[] = {POINTS(200), NOISE(0.08), {0}};
static const struct setting xor_settings[] = {POINTS(200), NOISE(0.05), {0}};
static const struct setting blobs_settings[] = {
    POINTS(200),
    NOISE(0.3),
    {SETTING(sample_options, classes), .type = SETTING_INTEGER, .fallback = 3, .min = 2, .max = 10,
     .help = "how many, evenly around a circle"},
    {0},
};
static const struct setting waves_settings[] = {POINTS(60), NOISE(0.1), {0}};
static const struct setting digits_settings[] = {
    {SETTING(sample_options, points), .type = SETTING_INTEGER, .fallback = 1797, .min = 2,
     .max = 1797, .help = "the first ones"},
    {0},
};

const struct sample_kind sample_kinds[] = {
    {"moons", "two half circles that reach into each other", moons_settings, 2, 2, moons},
    {"spirals", "two spirals that wind around each other", spirals_settings, 2, 2, spirals},
    {"circles", "a circle within another", circles_settings, 2, 2, circles},
    {"xor", "a square whose opposite quarters are one class", xor_settings, 2, 2, xor},
    {"blobs", "round heaps on a circle, a class each", blobs_settings, 2, 0, blobs},
    {"waves", "values of a sum of two sines of one x", waves_settings, 1, 0, waves},
    {"digits", "handwritten digits of 8x8 pixels, in ten classes", digits_settings},
    {0},
};

static bool generate(struct samples *samples, const struct sample_kind *kind,
                     const struct sample_options *options, uint64_t seed) {
    bool is_value = kind->features == 1;
    *samples = (struct samples){
        .features = kind->features,
        .count = (size_t)options->points,
        .classes = is_value        ? 0
                   : kind->classes ? kind->classes
                                   : (size_t)options->classes,
    };
    samples->x = mem_zero(samples->count * samples->features, sizeof *samples->x);
    samples->y = mem_zero(samples->count, sizeof *samples->y);
    struct random_stream places, noises;
    random_start(&places, seed, RANDOM_DATA_X, 0);
    random_start(&noises, seed, RANDOM_DATA_NOISE, 0);
    for (size_t i = 0; i < samples->count; i++) {
        size_t class = is_value ? 0 : i % samples->classes;
        struct maker maker = {&places, class, samples->classes};
        double x[2];
        samples->y[i] = kind->make(&maker, x);
        for (size_t f = 0; f < samples->features; f++) {
            double noise = is_value ? 0 : random_normal(&noises, 0, options->noise);
            samples->x[i * samples->features + f] = x[f] + noise;
        }
        if (is_value)
            samples->y[i] += random_normal(&noises, 0, options->noise);
    }
    return true;
}

// Reads `NAME` or `{NAME: options}`.
static bool read_kind(struct samples *samples, const struct node *node, uint64_t seed,
                      struct error *error) {
    const struct node *name, *value;
    struct sample_options options = {0};
    if (!node_entry(node, "data", &name, &value, error))
        return false;
    const struct sample_kind *kind = NAME_FIND(sample_kinds, name->text);
    if (!kind->name && strpbrk(name->text, "./"))
        return error_at(error, name->place,
                        "a table is named with the column that is to be predicted: {file: %s, "
                        "class: COLUMN}, or value: COLUMN",
                        name->text);
    if (!kind->name)
        return name_table_unknown((struct name_table)NAME_ROWS(sample_kinds), error, name->place,
                                  "data", name->text);
    settings_default(kind->settings, &options);
    if (!settings_read(kind->settings, &options, value, kind->name, error))
        return false;
    return kind->make ? generate(samples, kind, &options, seed)
                      : digits_read(samples, (size_t)options.points, name->place, error);
}

// Holds out a share of the samples: moves them to the end. All keep their order.
static bool hold_out(struct samples *samples, double share, uint64_t seed, struct place place,
                     struct error *error) {
    size_t count = samples->count, f = samples->features;
    size_t held = (size_t)(share * (double)count + 0.5);
    samples->train = count - held;
    if (samples->train == 0 || (share > 0 && held == 0))
        return error_at(error, place, "a share of %g of %zu samples leaves none to %s", share,
                        count, held ? "train on" : "test with");
    if (held == 0)
        return true;
    uint32_t *order = mem_zero(count, sizeof *order);
    bool *is_held = mem_zero(count, sizeof *is_held);
    struct random_stream stream;
    random_start(&stream, seed, RANDOM_SPLIT, 0);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    random_shuffle(&stream, order, count);
    for (size_t i = 0; i < held; i++)
        is_held[order[i]] = true;
    double *x = mem_zero(count * f, sizeof *x), *y = mem_zero(count, sizeof *y);
    size_t next[2] = {0, samples->train};
    for (size_t i = 0; i < count; i++) {
        size_t to = next[is_held[i]]++;
        memcpy(x + to * f, samples->x + i * f, f * sizeof *x);
        y[to] = samples->y[i];
    }
    free(samples->x);
    free(samples->y);
    free(order);
    free(is_held);
    samples->x = x;
    samples->y = y;
    return true;
}

bool samples_read(struct samples *samples, const struct node *node, double test, uint64_t seed,
                  struct place test_place, struct error *error) {
    *samples = (struct samples){0};
    struct node usual = {.kind = NODE_STRING, .text = (char[]){"moons"}, .plain = true};
    node = node ? node : &usual;
    bool good = node_get(node, "file") ? sample_file_read(samples, node, error)
                                       : read_kind(samples, node, seed, error);
    good = good && hold_out(samples, test, seed, test_place, error);
    if (!good)
        samples_finish(samples);
    return good;
}

void samples_finish(struct samples *samples) {
    free(samples->x);
    free(samples->y);
    free(samples->file);
    *samples = (struct samples){0};
}
