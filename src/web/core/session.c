// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/session.h"

#include "base/json.h"
#include "base/memory.h"
#include "figure/figure_state.h"
#include "film/page.h"
#include "optim/optimizer_table.h"
#include "optim/rules/text_rules.h"
#include "plot/camera.h"
#include "plot/landscape.h"
#include "plot/panel.h"
#include "problem/problem.h"
#include "scene/timeline.h"
#include "sim/hold.h"
#include "sim/simulation.h"
#include "web/core/files.h"
#include "web/core/hand.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void session_close(struct session *session) {
    if (!session)
        return;
    figure_destroy(session->figure);
    for (size_t i = 0; session->run_texts && i < session->scene.optimizer_count; i++)
        free(session->run_texts[i]);
    free(session->run_texts);
    session->trace.run_count = session->run_count;
    trace_finish(&session->trace);
    scene_finish(&session->scene);
    free(session);
}

// Returns the scene whose optimizers a reader can hide: of a comparison a cell, if all cells have
// the same, and NULL if not.
static const struct scene *switched(const struct scene *scene) {
    const struct comparison *comparison = scene->comparison;
    const struct scene *first = comparison ? &comparison->cells[0] : scene;
    for (size_t i = 1; comparison && i < comparison->cell_count; i++) {
        const struct scene *cell = &comparison->cells[i];
        if (cell->optimizer_count != first->optimizer_count)
            return NULL;
        for (size_t k = 0; k < cell->optimizer_count; k++)
            if (strcmp(cell->optimizers[k].label, first->optimizers[k].label) != 0)
                return NULL;
    }
    return first;
}

static bool is_hidden(const struct session *session, const struct wish *wish,
                      const struct run *run) {
    const struct scene *own = switched(&session->scene);
    size_t index = own ? run->optimizer % own->optimizer_count : SIZE_MAX;
    return index < wish->hidden_count && wish->hidden[index];
}

// Puts the runs that are hidden behind the others, whose order stays, and shortens the trace.
// Where all are, none is.
static void hide_runs(struct session *session, const struct wish *wish) {
    struct trace *trace = &session->trace;
    struct run *runs = mem_zero(trace->run_count, sizeof *runs);
    size_t count = 0, shown;
    for (size_t i = 0; i < trace->run_count; i++)
        if (!is_hidden(session, wish, &trace->runs[i]))
            runs[count++] = trace->runs[i];
    shown = count;
    for (size_t i = 0; i < trace->run_count; i++)
        if (is_hidden(session, wish, &trace->runs[i]))
            runs[count++] = trace->runs[i];
    session->run_count = count;
    memcpy(trace->runs, runs, count * sizeof *runs);
    trace->run_count = shown > 0 ? shown : count;
    free(runs);
}

// Makes the row of a rule that is text, if the page was given it.
static bool define_rule(const char *name, struct error *error) {
    static struct document document; // as long as the page lives
    struct text file = {0};
    text_printf(&file, PAGE_RULE "%s", name);
    bool good = true;
    if (files_has(file.data)) {
        const struct node *map = document_read(&document, file.data, (struct place){0}, error);
        good = map && text_rule_define(name, map, error);
    }
    text_finish(&file);
    return good;
}

static bool define_rules(struct error *error) {
    static bool is_done;
#define ROW(name) is_done = is_done && define_rule(#name, error);
    if (!is_done) {
        is_done = true;
        TEXT_OPTIMIZERS(ROW)
    }
#undef ROW
    return is_done;
}

struct session *session_open(const struct wish *wish, struct error *error) {
    struct session *session = mem_zero(1, sizeof *session);
    struct scene_overrides overrides = {.sets = wish->sets,
                                        .set_count = wish->set_count,
                                        .scale = wish->scale,
                                        .width = wish->width,
                                        .height = wish->height,
                                        .pool = wish->pool};
    struct text warnings = {0};
    bool good = define_rules(error) && scene_read(&session->scene, PAGE_SCENE, &overrides, error);
    session->figure = good ? figure_create(&session->scene, error) : NULL;
    if (session->figure)
        figure_keep_lists(session->figure, 1);
    unsigned record = session->figure ? RECORD_WEIGHTS | figure_record(session->figure) : 0;
    static struct hold hold;
    hold.is_moving = wish->is_moving && wish->before;
    hold.is_used = false;
    session->scene.hold = &hold;
    if (session->figure)
        hand_hold(session, wish, record);
    good = session->figure && scene_simulate(&session->scene, figure_view(session->figure), record,
                                             &session->trace, error);
    session->run_count = session->trace.run_count;
    if (good)
        hide_runs(session, wish);
    good = good && figure_prepare(session->figure, &session->trace, &warnings, error);
    text_finish(&warnings);
    if (good)
        return session;
    session_close(session);
    return NULL;
}

static void add_timeline(const struct session *session, struct text *out) {
    struct timeline timeline = timeline_of(&session->scene.video, session->scene.states);
    text_add(out, ", \"film\": {\"frames\": ");
    json_number(out, (double)timeline.frames);
    json_add_number(out, "fps", timeline.fps);
    json_add_number(out, "hold", (double)timeline.hold);
    text_printf(out, ", \"once\": %s}", session->scene.video.loop == LOOP_ONCE ? "true" : "false");
}

static void add_box(struct text *out, const char *name, const struct box *box) {
    text_printf(out, ", \"%s\": [%.0f, %.0f, %.0f, %.0f]", name, box->x, box->y, box->width,
                box->height);
}

// Adds the positions at both ends of a panel's plot, where it shows positions.
static void add_span(const struct panel *panel, struct text *out) {
    const struct box *plot = &panel->plot;
    double ends[2];
    if (!panel->type->position_at)
        return;
    for (int i = 0; i < 2; i++)
        panel->type->position_at(panel, (const double[]){plot->x + i * plot->width, plot->y},
                                 &ends[i]);
    text_add(out, ", \"span\": [");
    json_number(out, ends[0]);
    text_add(out, ", ");
    json_number(out, ends[1]);
    text_add(out, "]");
}

// Adds the part of the plane that a panel shows, if it can be another one.
static void add_ranges(const struct panel *panel, struct text *out) {
    const struct box *plot = &panel->plot;
    struct view view;
    if (panel->type->camera) {
        view = landscape_final_view(panel);
    } else if (panel->type->weights_at) {
        double low[2], high[2];
        panel->type->weights_at(panel, (const double[]){plot->x, plot->y + plot->height}, low);
        panel->type->weights_at(panel, (const double[]){plot->x + plot->width, plot->y}, high);
        for (int d = 0; d < 2; d++) {
            view.axis[d][0] = low[d];
            view.axis[d][1] = high[d];
        }
    } else {
        return;
    }
    for (int d = 0; d < 2; d++) {
        text_printf(out, ", \"w%d\": [", d);
        json_number(out, view.axis[d][0]);
        text_add(out, ", ");
        json_number(out, view.axis[d][1]);
        text_add(out, "]");
    }
}

static void add_panels(const struct session *session, struct text *out) {
    const struct figure *figure = session->figure;
    text_add(out, ", \"panels\": [");
    for (size_t i = 0; i < figure->layout.count; i++) {
        const struct panel *panel = &figure->panels[i];
        text_add(out, i ? ", {\"name\": " : "{\"name\": ");
        json_string(out, panel->name);
        json_add_string(out, "type", panel->type->name);
        add_box(out, "cell", &panel->cell);
        add_box(out, "plot", &panel->plot);
        if (panel->type->camera) {
            struct camera camera;
            panel->type->camera(panel, 0, &camera);
            json_add_number(out, "elevation", camera.elevation);
            json_add_number(out, "azimuth", camera.azimuth);
            json_add_number(out, "height", camera.height);
            json_add_number(out, "stretch", camera.stretch);
        }
        add_ranges(panel, out);
        add_span(panel, out);
        text_add(out, "}");
    }
    text_add(out, "]");
}

// The optimizers that can be hidden, each with the colour and the start of its first run.
static void add_optimizers(const struct session *session, struct text *out) {
    const struct scene *scene = switched(&session->scene);
    const struct figure *figure = session->figure;
    text_add(out, ", \"optimizers\": [");
    for (size_t i = 0; scene && i < scene->optimizer_count; i++) {
        const struct optimizer_config *config = &scene->optimizers[i];
        text_add(out, i ? ", {\"label\": " : "{\"label\": ");
        json_string(out, config->label);
        json_add_string(out, "name", config->optimizer->name);
        text_printf(out, ", \"own_start\": %s", config->start ? "true" : "false");
        for (size_t k = 0; k < session->run_count; k++) {
            const struct run *run = &session->trace.runs[k];
            if (run->optimizer != i)
                continue;
            text_printf(out, ", \"color\": \"#%06x\"",
                        (unsigned)stage_color(&figure->stage, run, figure->theme.path));
            json_add_number(out, "w0", run->w[0][0]);
            json_add_number(out, "w1", run->w[0][1]);
            break;
        }
        text_add(out, "}");
    }
    text_add(out, "]");
}

void session_about(const struct session *session, struct text *out) {
    const struct scene *scene = &session->scene;
    text_add(out, "{\"width\": ");
    json_number(out, scene->video.width);
    json_add_number(out, "height", scene->video.height);
    json_add_number(out, "scale", scene->video.scale);
    json_add_number(out, "states", (double)session->trace.states);
    json_add_number(out, "steps_per_epoch", (double)session->trace.steps_per_epoch);
    json_add_number(out, "weights", (double)scene->problem->shape.n);
    json_add_number(out, "random_starts", (double)scene->random_starts);
    text_printf(out, ", \"in_steps\": %s, \"compares\": %s, \"rough\": %s",
                session->trace.in_steps ? "true" : "false", scene->comparison ? "true" : "false",
                scene->hold && scene->hold->is_used ? "true" : "false");
    add_timeline(session, out);
    add_optimizers(session, out);
    add_panels(session, out);
    text_add(out, "}");
}

void session_runs(const struct session *session, double position, struct text *out) {
    const struct trace *trace = &session->trace;
    text_add(out, "[");
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        double w[2], loss = (double)NAN;
        text_add(out, i ? ", {\"label\": " : "{\"label\": ");
        json_string(out, run->label);
        json_add_number(out, "optimizer", (double)run->optimizer);
        if (stage_point(run, position, w, &loss)) {
            json_add_number(out, "w0", w[0]);
            json_add_number(out, "w1", w[1]);
        }
        json_add_number(out, "loss", loss);
        if (run->diverged >= 0)
            json_add_number(out, "diverged", (double)run->diverged);
        text_add(out, "}");
    }
    text_add(out, "]");
}

static const struct panel *panel_at(const struct figure *figure, double x, double y) {
    for (size_t i = 0; i < figure->layout.count; i++) {
        const struct box *cell = &figure->panels[i].cell;
        if (x >= cell->x && x < cell->x + cell->width && y >= cell->y && y < cell->y + cell->height)
            return &figure->panels[i];
    }
    return NULL;
}

// Adds the state of a run up to `position` that is drawn nearest to a pixel, if it is near.
static void add_nearest(const struct panel *panel, const double at[2], double position,
                        struct text *out) {
    enum { LOOKED_AT = 20000 };
    const struct trace *trace = panel->stage->trace;
    double reach = 12 * panel->stage->unit, least = reach * reach;
    long stride = (long)trace->run_count * trace->states / LOOKED_AT + 1, nearest = 0;
    const struct run *found = NULL;
    if (!panel->type->weights_at || !panel->type->head)
        return;
    for (size_t i = 0; i < trace->run_count; i++)
        for (long k = 0; k <= (long)position; k += stride) {
            double own[2];
            if (!panel->type->head(panel, i, (double)k, own))
                break;
            double x = own[0] - at[0], y = own[1] - at[1];
            if (x * x + y * y > least)
                continue;
            least = x * x + y * y;
            found = &trace->runs[i];
            nearest = k;
        }
    if (!found)
        return;
    json_add_string(out, "run", found->label);
    json_add_number(out, "state", (double)nearest);
    json_add_number(out, "run_w0", found->w[nearest][0]);
    json_add_number(out, "run_w1", found->w[nearest][1]);
    json_add_number(out, "run_loss", found->loss[nearest]);
}

void session_point(const struct session *session, double x, double y, double position,
                   struct text *out) {
    const struct panel *panel = panel_at(session->figure, x, y);
    const double at[] = {x, y};
    double w[2], there;
    text_add(out, "{\"panel\": ");
    json_string(out, panel ? panel->name : NULL);
    if (panel && panel->type->weights_at && panel->type->weights_at(panel, at, w)) {
        json_add_number(out, "w0", w[0]);
        json_add_number(out, "w1", w[1]);
        if (panel->stage->scene->problem->shape.n == 2)
            json_add_number(out, "loss", problem_value(panel->stage->scene->problem, w));
    }
    if (panel)
        add_nearest(panel, at, position, out);
    if (panel && panel->type->position_at && panel->type->position_at(panel, at, &there))
        json_add_number(out, "position", there);
    text_add(out, "}");
}
