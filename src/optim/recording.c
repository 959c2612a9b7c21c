// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/recording.h"

#include "base/memory.h"
#include "base/source.h"
#include "problem/table_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 100000000 };
enum { COLUMN_STEP, COLUMN_W0, COLUMN_W1, COLUMN_LOSS, COLUMNS };
static const struct table_column columns[COLUMNS] = {
    {.name = "step"}, {.name = "w0"}, {.name = "w1"}, {.name = "loss", .is_optional = true}};

static bool is_taken(const size_t positions[COLUMNS], size_t column) {
    size_t i = 0;
    while (i < COLUMNS && positions[i] != column)
        i++;
    return i < COLUMNS;
}

// Tells which columns are missing, and how to say that others are those: the first that are not
// known yet.
static bool ask_for_columns(const struct table_file *table, const struct node *file,
                            const size_t positions[COLUMNS], struct error *error) {
    struct text names = {0}, missing = {0}, form = {0};
    size_t width = table_file_width(table), next = 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (positions[i] != TABLE_NO_COLUMN || columns[i].is_optional)
            continue;
        while (next < width && is_taken(positions, next))
            next++;
        text_printf(&missing, "%s'%s'", missing.length ? ", " : "", columns[i].name);
        text_printf(&form, "%s%s: ", form.length ? ", " : "", columns[i].name);
        if (next < width)
            table_file_call(table, next, &form);
        next++;
    }
    table_file_describe(table, &names);
    struct text advice = {0};
    if (next <= width)
        text_printf(&advice, "Say which they are, as in {file: %s, columns: {%s}}", file->text,
                    form.data);
    else
        text_add(&advice, "The file needs them, the step counting the rows from 0");
    error_at(error, file->place,
             "a recorded path has the columns step, w0, w1 and possibly loss; here %s %s missing. "
             "%s; there are %s",
             missing.data, strchr(missing.data, ',') ? "are" : "is", advice.data, names.data);
    text_finish(&advice);
    text_finish(&names);
    text_finish(&missing);
    text_finish(&form);
    return false;
}

static bool find_columns(const struct table_file *table, const struct node *file,
                         const struct node *chosen, size_t positions[COLUMNS],
                         struct error *error) {
    if (!table_file_columns(table, columns, COLUMNS, chosen, positions, error))
        return false;
    for (size_t i = 0; i < COLUMNS; i++)
        if (positions[i] == TABLE_NO_COLUMN && !columns[i].is_optional)
            return ask_for_columns(table, file, positions, error);
    size_t third = table_file_find(table, "w2");
    if (!chosen && third != TABLE_NO_COLUMN)
        return error_at(error, file->place,
                        "a path of more than two weights; say which two are shown, as in "
                        "columns: {w0: %s, w1: %s}",
                        table_file_name(table, positions[COLUMN_W0]),
                        table_file_name(table, third));
    return true;
}

// Appends a row with weights; `sizes` are the capacities of the arrays.
static void add_row(struct recording *recording, const struct table_cell cells[COLUMNS],
                    size_t sizes[3]) {
    size_t count = recording->count;
    recording->step = mem_grow(recording->step, &sizes[0], count + 1, sizeof *recording->step);
    recording->w = mem_grow(recording->w, &sizes[1], count + 1, sizeof *recording->w);
    recording->loss = mem_grow(recording->loss, &sizes[2], count + 1, sizeof *recording->loss);
    recording->step[count] = cells[COLUMN_STEP].value;
    recording->w[count][0] = cells[COLUMN_W0].value;
    recording->w[count][1] = cells[COLUMN_W1].value;
    recording->loss[count] = cells[COLUMN_LOSS].value;
    recording->count++;
}

static bool read_row(struct recording *recording, const struct table_file *table,
                     const size_t positions[COLUMNS], const struct table_cell cells[COLUMNS],
                     size_t sizes[3], struct error *error) {
    const struct table_cell *w = &cells[COLUMN_W0];
    double step = cells[COLUMN_STEP].value;
    if (w[0].is_missing && w[1].is_missing) // a log line without weights
        return true;
    if (!isfinite(step))
        return table_file_not_finite(table, positions[COLUMN_STEP], error);
    if (step <= recording->last)
        return table_file_error(table, positions[COLUMN_STEP], error,
                                "steps must increase from row to row, and %.15g follows %.15g; a "
                                "file holds one path",
                                step, recording->last);
    recording->last = step;
    for (size_t i = 0; i < 2; i++)
        if (w[i].is_missing)
            return table_file_not_finite(table, positions[COLUMN_W0 + i], error);
    bool is_finite = isfinite(w[0].value) && isfinite(w[1].value);
    if (is_finite && isfinite(recording->diverged))
        return table_file_error(table, positions[COLUMN_W0], error,
                                "the path diverged at step %.15g, where its weights are not "
                                "finite, and goes on here",
                                recording->diverged);
    if (!is_finite)
        recording->diverged = fmin(recording->diverged, step);
    else if (recording->count == ROWS_MAX)
        return table_file_error(table, positions[COLUMN_STEP], error, "more than %d rows",
                                ROWS_MAX);
    else
        add_row(recording, cells, sizes);
    return true;
}

static bool read_table(struct recording *recording, struct table_file *table,
                       const struct node *file, const struct node *chosen, struct error *error) {
    size_t positions[COLUMNS], sizes[3] = {0};
    struct table_cell cells[COLUMNS];
    enum table_result result = TABLE_ERROR;
    recording->last = -INFINITY;
    recording->diverged = INFINITY;
    if (!find_columns(table, file, chosen, positions, error))
        return false;
    while ((result = table_file_next(table, positions, COLUMNS, cells, error)) == TABLE_ROW)
        if (!read_row(recording, table, positions, cells, sizes, error))
            return false;
    struct source source = {.name = recording->file};
    return result == TABLE_END &&
           (recording->count > 0 || error_at(error, (struct place){.source = &source},
                                             "the file has no row with finite weights"));
}

struct recording *recording_read(const struct node *name, const struct node *options,
                                 struct error *error) {
    const struct node *file =
        options && options->kind == NODE_MAP ? node_get(options, "file") : options;
    const char *path;
    if (!file) {
        error_at(error, name->place, "a recorded path needs a file, as recorded: run.csv");
        return NULL;
    }
    if (!node_string(file, &path, error))
        return NULL;

    struct recording *recording = mem_zero(1, sizeof *recording);
    recording->file = source_beside(file->place, path);
    struct table_file *table = table_file_open(recording->file, file->place, error);
    bool good = table && read_table(recording, table, file, node_get(options, "columns"), error);
    table_file_close(table);
    if (good)
        return recording;
    recording_destroy(recording);
    return NULL;
}

void recording_at(const struct recording *recording, double step, double w[2], double *loss) {
    size_t low = 0, high = recording->count; // the last row at or before `step` is in [low, high)
    if (step >= recording->diverged) {
        w[0] = w[1] = *loss = NAN;
        return;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (recording->step[middle] <= step)
            low = middle;
        else
            high = middle;
    }
    memcpy(w, recording->w[low], sizeof recording->w[low]);
    *loss = recording->loss[low];
    if (low + 1 == recording->count || step <= recording->step[low])
        return;
    double share =
        (step - recording->step[low]) / (recording->step[low + 1] - recording->step[low]);
    for (int i = 0; i < 2; i++)
        w[i] += share * (recording->w[low + 1][i] - w[i]);
    *loss = NAN;
}

double recording_states(const struct recording *recording) {
    return fmax(1, floor(recording->last) + 1);
}

long recording_covered(const struct recording *recording, long states) {
    double covered = recording_states(recording);
    return covered < (double)states && isinf(recording->diverged) ? (long)covered : 0;
}

void recording_warn(const struct recording *recording, long states, struct text *warnings) {
    size_t behind = 0, between = 0;
    for (size_t i = 0; i < recording->count; i++) {
        double step = recording->step[i];
        behind += step > (double)(states - 1);
        between += step <= (double)(states - 1) && (step < 0 || step != floor(step));
    }
    if (behind > 0)
        text_printf(warnings,
                    "%s: %zu of %zu rows lie behind the last step, %ld, and are not shown; without "
                    "'epochs' and 'steps' a film is as long as the longest recording\n",
                    recording->file, behind, recording->count, states - 1);
    if (between > 0)
        text_printf(warnings,
                    "%s: %zu of %zu rows lie between whole steps, or before step 0, and are not "
                    "shown\n",
                    recording->file, between, recording->count);
}

void recording_destroy(struct recording *recording) {
    if (!recording)
        return;
    free(recording->step);
    free(recording->w);
    free(recording->loss);
    free(recording->file);
    free(recording);
}
