// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/recording.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/source.h"
#include "problem/table_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 100000000 };

// The columns of a path, in order: step, the n weights, loss.
struct path_columns {
    size_t n, count;
    char **names;              // owned
    struct table_column *rows; // owned
    size_t *positions;         // in the file; owned
    struct table_cell *cells;  // of the present row; owned
};

static size_t weight_column(size_t i) {
    return 1 + i;
}

static void name_weight(size_t i, struct text *out) {
    text_clear(out);
    text_printf(out, "w%zu", i);
}

// Returns how many weights a file or the scene's choice of columns names, one after the other; two
// at least.
static size_t count_weights(const struct table_file *table, const struct node *chosen) {
    struct text name = {0};
    size_t n = 0;
    bool is_named = true;
    while (is_named) {
        name_weight(n, &name);
        is_named = chosen ? node_get(chosen, name.data) != NULL
                          : table_file_find(table, name.data) != TABLE_NO_COLUMN;
        n += is_named;
    }
    text_finish(&name);
    return n < 2 ? 2 : n;
}

static void columns_init(struct path_columns *columns, size_t n) {
    struct text name = {0};
    *columns = (struct path_columns){.n = n, .count = n + 2};
    columns->rows = mem_zero(columns->count, sizeof *columns->rows);
    columns->positions = mem_zero(columns->count, sizeof *columns->positions);
    columns->cells = mem_zero(columns->count, sizeof *columns->cells);
    columns->names = mem_zero(n, sizeof *columns->names);
    columns->rows[0].name = "step";
    columns->rows[n + 1] = (struct table_column){"loss", .is_optional = true};
    for (size_t i = 0; i < n; i++) {
        name_weight(i, &name);
        columns->names[i] = mem_string(name.data, name.length);
        columns->rows[weight_column(i)].name = columns->names[i];
    }
    text_finish(&name);
}

static void columns_finish(struct path_columns *columns) {
    for (size_t i = 0; i < columns->n; i++)
        free(columns->names[i]);
    free(columns->names);
    free(columns->rows);
    free(columns->positions);
    free(columns->cells);
}

// Returns which columns of a table are known to be those of a path; the caller frees it.
static bool *taken_columns(const struct path_columns *columns, size_t width) {
    bool *taken = mem_zero(width, sizeof *taken);
    for (size_t i = 0; i < columns->count; i++)
        if (columns->positions[i] != TABLE_NO_COLUMN)
            taken[columns->positions[i]] = true;
    return taken;
}

// Tells which columns are missing, and how to say that others are those: the first that are not
// known yet.
static bool ask_for_columns(const struct table_file *table, const struct node *file,
                            const struct path_columns *columns, struct error *error) {
    struct text names = {0}, missing = {0}, form = {0};
    size_t width = table_file_width(table), next = 0;
    bool *taken = taken_columns(columns, width);
    for (size_t i = 0; i < columns->count; i++) {
        const struct table_column *row = &columns->rows[i];
        if (columns->positions[i] != TABLE_NO_COLUMN || row->is_optional)
            continue;
        while (next < width && taken[next])
            next++;
        text_printf(&missing, "%s'%s'", missing.length ? ", " : "", row->name);
        text_printf(&form, "%s%s: ", form.length ? ", " : "", row->name);
        if (next < width)
            table_file_call(table, next, &form);
        next++;
    }
    free(taken);
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
                         const struct node *chosen, struct path_columns *columns,
                         struct error *error) {
    if (!table_file_columns(table, columns->rows, columns->count, chosen, columns->positions,
                            error))
        return false;
    for (size_t i = 0; i < columns->count; i++)
        if (columns->positions[i] == TABLE_NO_COLUMN && !columns->rows[i].is_optional)
            return ask_for_columns(table, file, columns, error);
    return true;
}

// The capacities of a recording's arrays.
struct capacities {
    size_t step, w, loss;
};

// Appends a row with weights.
static void add_row(struct recording *recording, const struct path_columns *columns,
                    struct capacities *sizes) {
    size_t count = recording->count, n = recording->n;
    recording->step = mem_grow(recording->step, &sizes->step, count + 1, sizeof *recording->step);
    recording->w = mem_grow(recording->w, &sizes->w, (count + 1) * n, sizeof *recording->w);
    recording->loss = mem_grow(recording->loss, &sizes->loss, count + 1, sizeof *recording->loss);
    recording->step[count] = columns->cells[0].value;
    for (size_t i = 0; i < n; i++)
        recording->w[count * n + i] = columns->cells[weight_column(i)].value;
    recording->loss[count] = columns->cells[n + 1].value;
    recording->count++;
}

static bool read_row(struct recording *recording, const struct table_file *table,
                     const struct path_columns *columns, struct capacities *sizes,
                     struct error *error) {
    const struct table_cell *w = &columns->cells[weight_column(0)];
    double step = columns->cells[0].value;
    size_t n = recording->n, missing = 0;
    bool is_finite = true;
    for (size_t i = 0; i < n; i++) {
        missing += w[i].is_missing;
        is_finite = is_finite && isfinite(w[i].value);
    }
    if (missing == n) // a log line without weights
        return true;
    if (!isfinite(step))
        return table_file_not_finite(table, columns->positions[0], error);
    if (step <= recording->last)
        return table_file_error(table, columns->positions[0], error,
                                "steps must increase from row to row, and %.15g follows %.15g; a "
                                "file holds one path",
                                step, recording->last);
    recording->last = step;
    for (size_t i = 0; i < n; i++)
        if (w[i].is_missing)
            return table_file_not_finite(table, columns->positions[weight_column(i)], error);
    if (is_finite && isfinite(recording->diverged))
        return table_file_error(table, columns->positions[weight_column(0)], error,
                                "the path diverged at step %.15g, where its weights are not "
                                "finite, and goes on here",
                                recording->diverged);
    if (!is_finite)
        recording->diverged = fmin(recording->diverged, step);
    else if (recording->count == ROWS_MAX)
        return table_file_error(table, columns->positions[0], error, "more than %d rows", ROWS_MAX);
    else
        add_row(recording, columns, sizes);
    return true;
}

static bool read_rows(struct recording *recording, struct table_file *table,
                      const struct node *file, const struct node *chosen,
                      struct path_columns *columns, struct error *error) {
    struct capacities sizes = {0};
    enum table_result result = TABLE_ERROR;
    if (!find_columns(table, file, chosen, columns, error))
        return false;
    while ((result = table_file_next(table, columns->positions, columns->count, columns->cells,
                                     error)) == TABLE_ROW)
        if (!read_row(recording, table, columns, &sizes, error))
            return false;
    struct source source = {.name = recording->file};
    return result == TABLE_END &&
           (recording->count > 0 || error_at(error, (struct place){.source = &source},
                                             "the file has no row with finite weights"));
}

static bool read_table(struct recording *recording, struct table_file *table,
                       const struct node *file, const struct node *chosen, struct error *error) {
    struct path_columns columns;
    recording->n = count_weights(table, chosen);
    recording->place = file->place;
    recording->last = -INFINITY;
    recording->diverged = INFINITY;
    if (!limit_check(LIMIT_WEIGHTS, (double)recording->n, file->place, error))
        return false;
    columns_init(&columns, recording->n);
    bool good = read_rows(recording, table, file, chosen, &columns, error);
    columns_finish(&columns);
    return good;
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

// Returns the share `part` of the way from a to b, whose difference may be beyond the largest
// double.
static double between(double a, double b, double part) {
    double difference = b - a;
    return isfinite(difference) ? a + part * difference : (1 - part) * a + part * b;
}

void recording_at(const struct recording *recording, double step, double *w, double *loss) {
    size_t low = 0, high = recording->count; // the last row at or before `step` is in [low, high)
    size_t n = recording->n;
    if (step >= recording->diverged) {
        *loss = NAN;
        for (size_t i = 0; i < n; i++)
            w[i] = NAN;
        return;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (recording->step[middle] <= step)
            low = middle;
        else
            high = middle;
    }
    const double *before = recording->w + low * n;
    memcpy(w, before, n * sizeof *w);
    *loss = recording->loss[low];
    if (low + 1 == recording->count || step <= recording->step[low])
        return;
    // Halves, whose difference is finite.
    double first = recording->step[low] / 2, last = recording->step[low + 1] / 2;
    double share = (step / 2 - first) / (last - first);
    for (size_t i = 0; i < n; i++)
        w[i] = between(w[i], before[n + i], share);
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
