// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/report.h"

#include "base/json.h"
#include "base/memory.h"
#include "encode/destination.h"
#include "encode/pattern.h"
#include "scene/scene.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void report_inputs(struct report *report, const struct strings *paths) {
    report->inputs = mem_zero(paths->count, sizeof *report->inputs);
    for (size_t i = 0; i < paths->count; i++)
        report->inputs[report->input_count++] =
            mem_string(paths->items[i], strlen(paths->items[i]));
}

// Appends how well a model does at its run's last state.
static void add_scores(const struct run *run, const struct trace *trace, struct text *out) {
    static const char *const names[SCORE_COUNT] = {
        [SCORE_ACCURACY] = "accuracy",
        [SCORE_TEST_LOSS] = "test_loss",
        [SCORE_TEST_ACCURACY] = "test_accuracy",
    };
    for (int k = 0; run->scores && k < SCORE_COUNT; k++) {
        text_printf(out, ", \"%s\": ", names[k]);
        json_number(out, run->scores[(size_t)run_last(run, trace) * SCORE_COUNT + (size_t)k]);
    }
}

static bool is_same_file(const char *a, const char *b) {
    struct stat first, second;
    return stat(a, &first) == 0 && stat(b, &second) == 0 && S_ISREG(first.st_mode) &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

const char *report_input(const struct report *report, const char *path) {
    for (size_t i = 0; path && i < report->input_count; i++)
        if (is_same_file(path, report->inputs[i]))
            return report->inputs[i];
    return NULL;
}

const char *report_numbered_input(const struct report *report, const char *pattern) {
    char *numbered = destination_place(pattern);
    const char *found = NULL;
    for (size_t i = 0; !found && i < report->input_count; i++) {
        char *place = destination_place(report->inputs[i]);
        char *real = destination_real(report->inputs[i]);
        if (pattern_has(numbered, place) || pattern_has(numbered, real))
            found = report->inputs[i];
        free(place);
        free(real);
    }
    free(numbered);
    return found;
}

void report_optimizers(struct report *report, const struct scene *scene,
                       const struct trace *trace) {
    struct text *out = &report->optimizers;
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        text_add(out, i ? ", {\"label\": " : "{\"label\": ");
        json_string(out, run->config->label);
        text_add(out, ", \"final_loss\": ");
        json_number(out, run->loss[run_last(run, trace)]);
        add_scores(run, trace, out);
        text_add(out, ", \"diverged_at\": ");
        if (run->diverged >= 0)
            json_number(out, (double)run->diverged / (double)scene->steps_per_epoch);
        else
            text_add(out, "null");
        text_add(out, ", \"optimizer\": ");
        json_string(out, run->config->optimizer->name);
        text_add(out, "}");
    }
}

void report_panels(struct report *report, const struct strings *types) {
    for (size_t i = 0; i < types->count; i++) {
        text_add(&report->panels, i ? ", " : "");
        json_string(&report->panels, types->items[i]);
    }
}

void report_finish(struct report *report) {
    for (size_t i = 0; i < report->input_count; i++)
        free(report->inputs[i]);
    free(report->inputs);
    free(report->stayed);
    text_finish(&report->optimizers);
    text_finish(&report->panels);
    text_finish(&report->description);
    *report = (struct report){0};
}

static void add_files(const struct report *report, const struct job *job, struct text *out) {
    text_add(out, "[");
    for (size_t i = 0; i < job->target_count; i++) {
        const struct target *target = &job->targets[i];
        struct stat status;
        bool has_size = strcmp(target->path, "-") != 0 && stat(target->path, &status) == 0 &&
                        S_ISREG(status.st_mode);
        text_add(out, i ? ", {\"path\": " : "{\"path\": ");
        json_string(out, target->path);
        text_add(out, ", \"format\": ");
        json_string(out, target->format->name);
        text_add(out, ", \"bytes\": ");
        if (has_size)
            text_printf(out, "%lld", (long long)status.st_size);
        else
            text_add(out, "null");
        bool stayed = report->stayed && report->stayed[i];
        text_printf(out, ", \"up_to_date\": %s}", stayed ? "true" : "false");
    }
    text_add(out, "]");
}

// Appends the lines of `warnings` as a list.
static void add_lines(const char *warnings, struct text *out) {
    text_add(out, "[");
    for (const char *line = warnings; line && *line;) {
        size_t length = strcspn(line, "\n");
        char *one = mem_string(line, length);
        text_add(out, line == warnings ? "" : ", ");
        json_string(out, one);
        free(one);
        line += length + (line[length] == '\n');
    }
    text_add(out, "]");
}

static void add_position(struct text *out, const char *name, int number) {
    if (number > 0)
        text_printf(out, ", \"%s\": %d", name, number);
    else
        text_printf(out, ", \"%s\": null", name);
}

// Appends the first mistake, its message and place, and a list of all mistakes.
static void add_errors(const struct error *error, struct text *out) {
    text_add(out, ", \"error\": ");
    json_string(out, error ? error->message : NULL);
    if (!error)
        return;
    add_position(out, "line", error->line);
    add_position(out, "column", error->column);
    text_add(out, ", \"errors\": [");
    for (const struct error *one = error; one; one = one->more) {
        text_add(out, one == error ? "{\"file\": " : ", {\"file\": ");
        json_string(out, one->file);
        add_position(out, "line", one->line);
        add_position(out, "column", one->column);
        text_add(out, ", \"message\": ");
        json_string(out, one->what ? one->what : one->message);
        text_add(out, "}");
    }
    text_add(out, "]");
}

void report_json(const struct report *report, const struct job *job, const char *warnings,
                 const struct error *error, struct text *out) {
    text_add(out, "{\"scene\": ");
    json_string(out, job->scene);
    text_add(out, ", \"name\": ");
    json_string(out, job->name);
    add_errors(error, out);
    text_add(out, ", \"warnings\": ");
    add_lines(warnings, out);
    if (!error) {
        text_add(out, ", \"files\": ");
        add_files(report, job, out);
        text_printf(out, ", \"frames\": %ld, \"seconds\": ", report->frames);
        json_number(out, report->duration);
        text_printf(out, ", \"elapsed\": %.3f, \"timings\": ", report->elapsed);
        timings_json(&report->timings, out);
        text_printf(out, ", \"optimizers\": [%s]",
                    report->optimizers.data ? report->optimizers.data : "");
    }
    text_add(out, "}\n");
}

// What a reader of depfiles takes for something else in a name, however it is written: in one of a
// file that is made, in the first of the others, and in the rest.
enum name_kind { NAME_MADE, NAME_FIRST, NAME_READ, NAME_KINDS };
static const struct {
    const char *reader, *marks[NAME_KINDS];
} readers[] = {{"make", {"%;=|\t\\*?[", ";=|\t\\*?[", ";|\t\\*?["}},
               {"ninja", {"*?;&\"'|<>^`\t\\", "*?;&\"'|<>^`\t\\", "*?;&\"'|<>^`\t\\"}}};

// Appends a path, escaped for make and ninja. Neither can represent a newline in a name; such a
// file is omitted.
static void add_path(const char *before, const char *path, const char *behind, struct text *out) {
    if (strchr(path, '\n'))
        return;
    text_add(out, before);
    for (; *path; path++) {
        if (strchr(" #\\:", *path))
            text_add(out, "\\");
        if (*path == '$')
            text_add(out, "$");
        text_append(out, path, 1);
    }
    text_add(out, behind);
}

// Appends the path of a target; that of the first of numbered files.
static void add_target(const struct target *target, struct text *out) {
    if (target->format->many_files)
        pattern_put(out, target->path, 0);
    else
        text_add(out, target->path);
}

// Returns the first of some marks in a name, NULL if it has none. A set of characters, as in
// `[ab]`, is none where it does not end.
static const char *find_mark(const char *path, const char *marks) {
    const char *mark = strpbrk(path, marks);
    while (mark && *mark == '[' && !strchr(mark, ']'))
        mark = strpbrk(mark + 1, marks);
    return mark;
}

static void warn_of_name(const char *path, enum name_kind kind, struct text *warnings) {
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const char *mark = find_mark(path, readers[i].marks[kind]);
        if (mark)
            text_printf(warnings, "--depfile: %s does not read '%s' as a name, for its '%c'\n",
                        readers[i].reader, path, *mark);
    }
}

void report_warn_of_names(const struct report *report, const struct job *job,
                          struct text *warnings) {
    for (size_t i = 0; i < job->target_count; i++) {
        struct text path = {0};
        add_target(&job->targets[i], &path);
        warn_of_name(path.data, NAME_MADE, warnings);
        text_finish(&path);
    }
    for (size_t i = 0; i < report->input_count; i++)
        warn_of_name(report->inputs[i], i == 0 ? NAME_FIRST : NAME_READ, warnings);
}

void report_rule(const struct report *report, const struct job *job, struct text *out) {
    size_t start = out->length;
    for (size_t i = 0; i < job->target_count; i++) {
        struct text path = {0};
        add_target(&job->targets[i], &path);
        add_path(out->length > start ? " " : "", path.data, "", out);
        text_finish(&path);
    }
    if (out->length == start)
        return;
    text_add(out, ":");
    for (size_t i = 0; i < report->input_count; i++)
        add_path(" ", report->inputs[i], "", out);
    text_add(out, "\n");
    // With an empty rule, make does not stop if a data file has been renamed since. A name with a
    // `%` would be that of a pattern there.
    for (size_t i = 0; i < report->input_count; i++)
        if (strcmp(report->inputs[i], job->scene) != 0 && !strpbrk(report->inputs[i], "%="))
            add_path("", report->inputs[i], ":\n", out);
}
