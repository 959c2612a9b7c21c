// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/recording.h"

#include "base/memory.h"
#include "base/source.h"
#include "problem/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 100000000 };
enum column { COLUMN_STEP, COLUMN_W0, COLUMN_W1, COLUMN_LOSS, COLUMNS };
static const char *const column_names[] = {"step", "w0", "w1", "loss"};

// Finds where the wanted columns stand; all but the loss must be there. Returns how many there are.
static size_t find_columns(const struct csv *csv, size_t positions[COLUMNS], struct error *error) {
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t at = 0;
        while (csv->names && at < csv->width && strcmp(csv->names[at], column_names[i]) != 0)
            at++;
        if (csv->names && at < csv->width) {
            positions[i] = at;
            continue;
        }
        if (i == COLUMN_LOSS)
            return COLUMN_LOSS;
        error_at(error, (struct place){.source = csv->source},
                 "a recorded path has the columns step, w0, w1 and possibly loss; '%s' is missing",
                 column_names[i]);
        return 0;
    }
    return COLUMNS;
}

static bool fill(struct recording *recording, const struct source *source, double *columns[COLUMNS],
                 size_t rows, struct error *error) {
    recording->count = rows;
    recording->step = mem_zero(rows, sizeof *recording->step);
    recording->w = mem_zero(rows, sizeof *recording->w);
    recording->loss = mem_zero(rows, sizeof *recording->loss);
    for (size_t i = 0; i < rows; i++) {
        if (i > 0 && columns[COLUMN_STEP][i] <= columns[COLUMN_STEP][i - 1])
            return error_at(error, (struct place){.source = source},
                            "steps must increase from row to row: %.15g follows %.15g",
                            columns[COLUMN_STEP][i], columns[COLUMN_STEP][i - 1]);
        recording->step[i] = columns[COLUMN_STEP][i];
        recording->w[i][0] = columns[COLUMN_W0][i];
        recording->w[i][1] = columns[COLUMN_W1][i];
        recording->loss[i] = columns[COLUMN_LOSS] ? columns[COLUMN_LOSS][i] : (double)NAN;
    }
    return true;
}

static bool parse(struct recording *recording, const struct source *source, struct error *error) {
    struct csv csv;
    if (!csv_open(&csv, source, error))
        return false;
    size_t positions[COLUMNS], rows;
    double *columns[COLUMNS] = {NULL};
    size_t found = find_columns(&csv, positions, error);
    bool good = found && csv_columns(&csv, positions, found, ROWS_MAX, columns, &rows, error) &&
                fill(recording, source, columns, rows, error);
    for (size_t i = 0; i < COLUMNS; i++)
        free(columns[i]);
    csv_finish(&csv);
    return good;
}

bool recording_read(struct optimizer_config *config, const struct node *name,
                    const struct node *options, struct error *error) {
    const struct node *file =
        options && options->kind == NODE_MAP ? node_get(options, "file") : options;
    const char *path;
    if (!file)
        return error_at(error, name->place, "a recorded path needs a file, as recorded: run.csv");
    if (!node_string(file, &path, error))
        return false;

    struct source source;
    char *whole = source_beside(file->place, path);
    bool good = source_read(&source, whole, file->place, error);
    if (good) {
        config->recording = mem_zero(1, sizeof *config->recording);
        config->recording->file = mem_string(whole, strlen(whole));
        good = parse(config->recording, &source, error);
        source_finish(&source);
    }
    if (good) {
        memcpy(config->start, config->recording->w[0], sizeof config->start);
        config->has_start = true;
    }
    free(whole);
    return good;
}

void recording_at(const struct recording *recording, double step, double w[2], double *loss) {
    size_t low = 0, high = recording->count; // the last row at or before `step` is in [low, high)
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

void recording_destroy(struct recording *recording) {
    if (!recording)
        return;
    free(recording->step);
    free(recording->w);
    free(recording->loss);
    free(recording->file);
    free(recording);
}

struct recorded_options {
    const char *file; // owned by the document
};

static const struct setting recorded_settings[] = {
    {SETTING(recorded_options, file), .type = SETTING_STRING, .form = "path",
     .help = "csv with the columns step, w0, w1 and possibly loss"},
    {0},
};

const struct optimizer optimizer_recorded = {
    .name = "recorded",
    .help = "a path recorded elsewhere; between its rows on the chord",
    .source = "a csv file",
    .settings = recorded_settings,
    .options_size = sizeof(struct recorded_options),
};
