// SPDX-License-Identifier: GPL-3.0-or-later
// A scene that was run and laid out.
#pragma once
#include "figure/figure.h"
#include "scene/scene.h"
#include "sim/trace.h"

struct session {
    struct scene scene;
    struct figure *figure;
    struct trace trace; // of the optimizers that are shown
    size_t run_count;   // of all; those that are hidden come last
    char **run_texts;   // by optimizer: what its runs depend on; owned, NULL: not known
};

// What a page asks of a scene.
struct wish {
    const char *const *sets; // KEY=VALUE, laid over it
    size_t set_count;
    const bool *hidden; // optimizers that are not shown, by their index
    size_t hidden_count;
    struct problem_pool *pool;
    double scale;                 // pixels to each of the scene's; 0: its own
    int width, height;            // of the picture, without the scale; 0: its own
    bool is_moving;               // a hand is: the picture may be rough
    const struct session *before; // that was open; NULL: none
};

// Opens the file page.scene. NULL with ERROR_SCENE or ERROR_RENDER.
struct session *session_open(const struct wish *wish, struct error *error);
void session_close(struct session *session); // NULL is allowed

// Append JSON: what the scene is, with its controls; each run at a position.
void session_about(const struct session *session, struct text *out);
void session_runs(const struct session *session, double position, struct text *out);

// Appends what a reader who points at a pixel points at: the panel, weights and their loss, a
// position, the nearest state of a run.
void session_point(const struct session *session, double x, double y, double position,
                   struct text *out);
