// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/dataset.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/source.h"
#include "problem/table_file.h"
#include "tree/settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 100000000 };

// Reads [low, high] for uniform noise, {normal: deviation}, or 0 for none.
static bool read_noise(const struct node *node, void *field, struct error *error) {
    struct line_data *line =
        (struct line_data *)((char *)field - offsetof(struct line_data, noise_range));
    double range[2] = {0, 0}, deviation = 0;
    if (node->kind == NODE_MAP) {
        static const struct setting normal[] = {
            {.name = "normal", .type = SETTING_NUMBER, .min = 0, .max = SETTING_NO_MAX},
            {0},
        };
        if (!settings_read(normal, &deviation, node, "noise", error))
            return false;
    } else if (node->kind == NODE_LIST) {
        if (!node_range(node, range, error))
            return false;
    } else if (node->kind != NODE_NUMBER || node->number != 0) {
        return node_expected(node, "[low, high], {normal: deviation} or 0", error);
    }
    memcpy(line->noise_range, range, sizeof range);
    line->noise_normal = deviation;
    return true;
}

const struct setting line_data_settings[] = {
    {SETTING(line_data, slope), .fallback = 5, .help = "w0 of the true line"},
    {SETTING(line_data, intercept), .fallback = 3, .help = "w1 of the true line"},
    {SETTING(line_data, points), .type = SETTING_INTEGER, .fallback = 100, .min = 1, .max = 1e8,
     .help = "how many"},
    {SETTING(line_data, x), .type = SETTING_RANGE, .form = "[low, high]",
     .help = "uniform range of x", .usual = "[-1, 1]"},
    {.name = "noise",
     .type = SETTING_CUSTOM,
     .offset = offsetof(struct line_data, noise_range),
     .read = read_noise,
     .form = "[low, high], {normal: deviation} or 0",
     .help = "added to y; a range is uniform",
     .usual = "[0, 1]"},
    {SETTING(line_data, classes), .type = SETTING_BOOL,
     .help = "two classes: y is 1 where the noisy line is above 0, else 0"},
    {0},
};

// Points from a file.
struct file_data {
    const struct node *file, *columns;
};

const struct setting file_data_settings[] = {
    {SETTING(file_data, file), .type = SETTING_CUSTOM, .read = setting_keep_node, .form = "a path",
     .help = "a table: CSV, TSV or JSON lines, relative to the scene"},
    {SETTING(file_data, columns), .type = SETTING_CUSTOM,
     .schema = TABLE_COLUMNS_SCHEMA("\"x\": " TABLE_COLUMN ", \"y\": " TABLE_COLUMN),
     .read = setting_keep_node, .form = "[x, y] or {x: name, y: name}",
     .help = "names or positions from 1; by default those named x and y, or the only two"},
    {0},
};

static bool generate(struct dataset *dataset, const struct node *node, uint64_t seed,
                     struct error *error) {
    struct line_data line = {.x = {-1, 1}, .noise_range = {0, 1}};
    settings_default(line_data_settings, &line);
    for (size_t i = 0; node && i < node->count; i++)
        if (!settings_find(line_data_settings, node->keys[i]->text))
            return settings_unknown(line_data_settings, file_data_settings, node->keys[i], "data",
                                    error);
    if (!settings_read(line_data_settings, &line, node, "data", error))
        return false;

    size_t count = (size_t)line.points;
    *dataset = (struct dataset){
        .x = mem_zero(count, sizeof(double)),
        .y = mem_zero(count, sizeof(double)),
        .count = count,
        .has_line = !line.classes,
        .slope = line.slope,
        .intercept = line.intercept,
    };
    struct random_stream xs, noises;
    random_start(&xs, seed, RANDOM_DATA_X, 0);
    random_start(&noises, seed, RANDOM_DATA_NOISE, 0);
    for (size_t i = 0; i < count; i++) {
        double x = random_uniform(&xs, line.x[0], line.x[1]);
        double noise = line.noise_normal > 0
                           ? random_normal(&noises, 0, line.noise_normal)
                           : random_uniform(&noises, line.noise_range[0], line.noise_range[1]);
        dataset->x[i] = x;
        dataset->y[i] = line.slope * x + line.intercept + noise;
        if (line.classes)
            dataset->y[i] = dataset->y[i] > 0;
        if (!isfinite(dataset->y[i]))
            return error_at(error, node_place(node), "these data are too large to compute");
    }
    return true;
}

// Asks which columns are meant, as of those that are not known the last ones, which is right where
// others number the rows. The table has more than two.
static void ask_for_columns(const struct table_file *table, const struct file_data *file,
                            const size_t positions[2], const char *names, struct error *error) {
    size_t columns[2] = {positions[0], positions[1]}, next = table_file_width(table);
    for (size_t i = 2; i-- > 0;)
        if (columns[i] == TABLE_NO_COLUMN) {
            next -= next - 1 == columns[1 - i] ? 2 : 1;
            columns[i] = next;
        }
    struct text form = {0};
    for (size_t i = 0; i < 2; i++) {
        text_add(&form, i ? ", " : "");
        table_file_call(table, columns[i], &form);
    }
    error_at(error, file->file->place,
             "which columns are x and y? Say {file: %s, columns: [%s]}, for example; there are %s",
             file->file->text, form.data, names);
    text_finish(&form);
}

// Finds the columns of x and y. If a file has just two columns with other names, the first is x.
static bool find_columns(const struct table_file *table, const struct file_data *file,
                         size_t positions[2], struct error *error) {
    static const struct table_column columns[] = {{.name = "x"}, {.name = "y"}};
    if (!table_file_columns(table, columns, 2, file->columns, positions, error))
        return false;
    size_t width = table_file_width(table);
    for (size_t i = 0; width == 2 && i < 2; i++)
        if (positions[i] == TABLE_NO_COLUMN)
            positions[i] = positions[1 - i] == TABLE_NO_COLUMN ? i : 1 - positions[1 - i];
    if (positions[0] != TABLE_NO_COLUMN && positions[1] != TABLE_NO_COLUMN)
        return true;
    struct text names = {0};
    table_file_describe(table, &names);
    if (width < 2)
        error_at(error, file->file->place,
                 "a file of points needs two columns, x and y; this one has only %s", names.data);
    else
        ask_for_columns(table, file, positions, names.data, error);
    text_finish(&names);
    return false;
}

static bool read_points(struct dataset *dataset, struct table_file *table,
                        const size_t positions[2], struct error *error) {
    size_t capacity = 0, others = 0;
    struct table_cell cells[2];
    enum table_result result;
    while ((result = table_file_next(table, positions, 2, cells, error)) == TABLE_ROW) {
        for (size_t i = 0; i < 2; i++)
            if (!isfinite(cells[i].value))
                return table_file_not_finite(table, positions[i], error);
        if (dataset->count == POINTS_MAX)
            return table_file_error(table, positions[0], error, "more than %d rows", POINTS_MAX);
        dataset->x = mem_grow(dataset->x, &capacity, dataset->count + 1, sizeof *dataset->x);
        dataset->y = mem_grow(dataset->y, &others, dataset->count + 1, sizeof *dataset->y);
        dataset->x[dataset->count] = cells[0].value;
        dataset->y[dataset->count++] = cells[1].value;
    }
    struct source source = {.name = dataset->file};
    return result == TABLE_END &&
           (dataset->count > 0 ||
            error_at(error, (struct place){.source = &source}, "the file has no rows of numbers"));
}

static bool read_file(struct dataset *dataset, const struct file_data *file, struct error *error) {
    const char *name;
    if (!node_string(file->file, &name, error))
        return false;
    dataset->file = source_beside(file->file->place, name);
    struct table_file *table = table_file_open(dataset->file, file->file->place, error);
    size_t positions[2];
    bool good = table && find_columns(table, file, positions, error) &&
                read_points(dataset, table, positions, error);
    table_file_close(table);
    return good;
}

bool dataset_read(struct dataset *dataset, const struct node *node, uint64_t seed,
                  struct error *error) {
    *dataset = (struct dataset){0};
    struct file_data file = {0};
    bool good;
    if (node && (node->kind == NODE_STRING || node->kind == NODE_NUMBER)) {
        file.file = node;
        good = read_file(dataset, &file, error);
    } else if (node && node->kind != NODE_MAP) {
        good = node_expected(node, "a file of points or a map", error);
    } else if (node_get(node, "file")) {
        good = settings_read(file_data_settings, &file, node, "a data file", error) &&
               read_file(dataset, &file, error);
    } else {
        good = generate(dataset, node, seed, error);
    }
    if (!good)
        dataset_finish(dataset);
    return good;
}

void dataset_finish(struct dataset *dataset) {
    free(dataset->x);
    free(dataset->y);
    free(dataset->file);
    *dataset = (struct dataset){0};
}
