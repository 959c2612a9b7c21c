// SPDX-License-Identifier: GPL-3.0-or-later
// How the path of an optimizer is drawn, for every panel that draws the weight plane.
#pragma once
#include "plot/panel.h"

enum path_dots { DOTS_AUTO, DOTS_TRUE, DOTS_FALSE };

struct path_style {
    long tail; // steps that are seen behind the head; 0: all
    int dots;
    bool start, arrow;
};

// Reads true, false or auto into an int, one of enum path_dots.
bool path_read_dots(const struct node *node, void *field, struct error *error);

// The rows of the member `path`, a struct path_style, of `struct options`.
#define PATH_SETTINGS(options)                                                                     \
    {.name = "tail",                                                                               \
     .offset = offsetof(struct options, path.tail),                                                \
     .type = SETTING_INTEGER,                                                                      \
     .max = 1000000,                                                                               \
     .help = "steps after which a path has faded away; 0: never"},                                 \
        {.name = "dots",                                                                           \
         .offset = offsetof(struct options, path.dots),                                            \
         .type = SETTING_CUSTOM,                                                                   \
         .read = path_read_dots,                                                                   \
         .schema = "\"enum\": [true, false, \"auto\"]",                                            \
         .form = "true, false or auto",                                                            \
         .help = "a dot at each step; auto: smaller where steps are short"},                       \
        {.name = "start",                                                                          \
         .offset = offsetof(struct options, path.start),                                           \
         .type = SETTING_BOOL,                                                                     \
         .fallback = 1,                                                                            \
         .help = "mark where each path begins"},                                                   \
    {                                                                                              \
        .name = "arrow", .offset = offsetof(struct options, path.arrow), .type = SETTING_BOOL,     \
        .help = "an arrow to where the next step leads"                                            \
    }

// The radius of the dot at a state between steps of these lengths, 0 for none; all in pixels. Short
// steps get small dots, so that a path does not swell where the optimizer slows down.
double path_dot_radius(const struct path_style *style, const struct stage *stage, double before,
                       double after);

// Gives the pixel of a run's start; false where it is not to be seen.
typedef bool path_start_place(const void *context, const struct run *run, double at[2]);

// Draws the marks of all starts, small rings: in the run's colour, or the text's where several
// begin.
void path_draw_starts(const struct stage *stage, struct canvas *canvas, path_start_place *place,
                      const void *context);

// How far the mark of a target reaches from its middle, along both axes, pixels.
double path_target_reach(const struct stage *stage);

// Draws the mark of a target, a cross whose arms reach beyond a head that stands on it. It belongs
// beneath the paths. Where a surface hides it (not `seen`) it is faint.
void path_draw_target(const struct stage *stage, struct canvas *canvas, const double at[2],
                      uint32_t color, bool seen);

// The newest part of a path, oldest point first.
struct path_tail {
    double (*at)[2]; // pixels; owned
    double *age;     // steps behind the position, falling; owned
    size_t count, at_capacity, age_capacity;
};

void path_tail_add(struct path_tail *tail, const double at[2], double age);
void path_tail_clear(struct path_tail *tail); // keeps the memory
void path_tail_finish(struct path_tail *tail);

// Strokes a tail that fades with age and is gone at `length` steps; the stroke's alpha is that of
// age 0. Where it crosses itself or joints meet it is no darker.
void path_draw_tail(const struct path_tail *tail, struct canvas *canvas, double length,
                    const struct stroke *stroke);

// Draws an arrow between two points, from the rim of the head's dot; nothing where they are close.
void path_draw_arrow(const struct stage *stage, struct canvas *canvas, const double from[2],
                     const double to[2], uint32_t color);
