// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/sample_file.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/source.h"
#include "problem/table_file.h"

#include <math.h>
#include <stdlib.h>

// The map of a file.
struct sample_file {
    const struct node *file, *columns, *class, *value;
};

#define KEPT(member) SETTING(sample_file, member), .type = SETTING_CUSTOM, .read = setting_keep_node

const struct setting sample_file_settings[] = {
    {KEPT(file), .schema = SCHEMA_TEXT, .form = "a path", .help = "a table of numbers"},
    {KEPT(columns), .schema = "\"type\": \"array\", \"minItems\": 1, \"items\": " TABLE_COLUMN,
     .form = "[x1, x2]",
     .help = "names or positions of the features; default: all columns but the class or value"},
    {KEPT(class), .schema = "\"type\": [\"string\", \"integer\"]", .form = "a column",
     .help = "whose numbers, at most 64 different whole ones, are the classes"},
    {KEPT(value), .schema = "\"type\": [\"string\", \"integer\"]", .form = "a column",
     .help = "whose numbers are to be predicted, in place of a class"},
    {0},
};

// Finds the column of a feature. What is to be predicted is none.
static bool choose_feature(const struct table_file *table, const struct node *node, size_t target,
                           size_t *position, struct error *error) {
    return table_file_chosen(table, node, position, error) &&
           (*position != target ||
            error_at(error, node->place,
                     "column '%s' is what the network is to predict, so it is no feature",
                     node->text));
}

// Finds the columns of the features, and of the class or value as the last one. The positions are
// owned by the caller.
static size_t *find_columns(const struct table_file *table, const struct sample_file *file,
                            size_t *count, struct error *error) {
    const struct node *chosen = file->columns, *last = file->class ? file->class : file->value;
    size_t width = table_file_width(table), target;
    if (!table_file_chosen(table, last, &target, error))
        return NULL;
    if (chosen && chosen->kind != NODE_LIST) {
        node_expected(chosen, "a list of columns, such as [x1, x2]", error);
        return NULL;
    }
    size_t most = chosen ? chosen->count : width;
    size_t *positions = mem_zero(most + 1, sizeof *positions);
    bool good = true;
    *count = 0;
    for (size_t i = 0; good && i < most; i++) {
        if (chosen)
            good = choose_feature(table, chosen->items[i], target, &positions[(*count)++], error);
        else if (i != target)
            positions[(*count)++] = i;
    }
    struct place place = chosen ? chosen->place : file->file->place;
    if (good && *count == 0)
        good = error_at(error, place, "samples need at least one feature");
    if (good && *count > FEATURES_MAX)
        good = error_at(error, place, "samples have at most %d features, not %zu", FEATURES_MAX,
                        *count);
    positions[*count] = target;
    if (good)
        return positions;
    free(positions);
    return NULL;
}

static bool read_rows(struct samples *samples, struct table_file *table, const size_t *positions,
                      struct place place, struct error *error) {
    size_t f = samples->features, x_capacity = 0, y_capacity = 0;
    struct table_cell *cells = mem_zero(f + 1, sizeof *cells);
    enum table_result result;
    bool good = true;
    while (good && (result = table_file_next(table, positions, f + 1, cells, error)) == TABLE_ROW) {
        size_t i = samples->count++;
        samples->x = mem_grow(samples->x, &x_capacity, (i + 1) * f, sizeof *samples->x);
        samples->y = mem_grow(samples->y, &y_capacity, i + 1, sizeof *samples->y);
        for (size_t k = 0; good && k <= f; k++) {
            good = isfinite(cells[k].value) || table_file_not_finite(table, positions[k], error);
            if (good)
                *(k < f ? &samples->x[i * f + k] : &samples->y[i]) = cells[k].value;
        }
        good = good && limit_check(LIMIT_POINTS, (double)samples->count * (double)f, place, error);
    }
    free(cells);
    struct source source = {.name = samples->file};
    return good && result == TABLE_END &&
           (samples->count > 1 || error_at(error, (struct place){.source = &source},
                                           "the file has fewer than two rows of numbers"));
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Numbers the classes from 0, in the order of their numbers.
static bool number_classes(struct samples *samples, struct place place, struct error *error) {
    double known[CLASSES_MAX] = {0};
    for (size_t i = 0; i < samples->count; i++) {
        double y = samples->y[i];
        if (bsearch(&y, known, samples->classes, sizeof y, compare))
            continue;
        if (samples->classes == CLASSES_MAX || y != floor(y))
            return error_at(error, place,
                            y != floor(y) ? "classes are whole numbers, not %.6g; numbers to be "
                                            "predicted are a 'value'"
                                          : "with %.6g there are more than 64 classes; numbers to "
                                            "be predicted are a 'value'",
                            y);
        size_t at = samples->classes++;
        for (; at > 0 && known[at - 1] > y; at--)
            known[at] = known[at - 1];
        known[at] = y;
    }
    if (samples->classes < 2)
        return error_at(error, place, "all samples are of one class; two or more are told apart");
    for (size_t i = 0; i < samples->count; i++) {
        const double *own =
            bsearch(&samples->y[i], known, samples->classes, sizeof *known, compare);
        samples->y[i] = (double)(own - known);
    }
    return true;
}

bool sample_file_read(struct samples *samples, const struct node *node, struct error *error) {
    struct sample_file file = {0};
    const char *name;
    if (!settings_read(sample_file_settings, &file, node, "data from a file", error) ||
        !node_string(file.file, &name, error))
        return false;
    if (file.class && file.value)
        return error_at(error, file.value->place,
                        "'class' and 'value' are both given; a network predicts one of them");
    if (!file.class && !file.value)
        return error_at(error, file.file->place,
                        "give the column of the class or of the value: {file: %s, class: label}",
                        name);
    struct place place = (file.class ? file.class : file.value)->place;
    samples->file = source_beside(file.file->place, name);
    struct table_file *table = table_file_open(samples->file, file.file->place, error);
    size_t *positions = table ? find_columns(table, &file, &samples->features, error) : NULL;
    if (positions && file.class)
        table_file_expect(table, positions[samples->features],
                          "the number of a class (0, 1, ... in place of a word)");
    bool good = positions && read_rows(samples, table, positions, place, error) &&
                (file.value || number_classes(samples, place, error));
    free(positions);
    table_file_close(table);
    return good;
}
