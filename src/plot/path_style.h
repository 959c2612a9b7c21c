// SPDX-License-Identifier: GPL-3.0-or-later
// How the path of an optimizer is drawn, for every panel that shows the weight plane.
#pragma once
#include "plot/panel.h"

enum path_dots { DOTS_AUTO, DOTS_TRUE, DOTS_FALSE };

struct path_style {
    long tail; // how many steps behind the head are visible; 0: all
    int dots;
    bool start, arrow;
};

// A setting's reader: reads true, false or auto into an int, an enum path_dots.
bool path_read_dots(const struct node *node, void *field, struct error *error);

// The settings for the member `path`, a struct path_style, of `struct options`.
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
        .help = "an arrow to the next state"                                                       \
    }

// Returns the radius of the dot at a state, given the lengths of the steps before and after it; 0:
// no dot. All in pixels. Short steps get small dots, so that a path is not thicker where the
// optimizer is slow.
double path_dot_radius(const struct path_style *style, const struct stage *stage, double before,
                       double after);

// Callback that computes the pixel of a run's start; false if it is not visible.
typedef bool path_start_place(const void *context, const struct run *run, double at[2]);

// Draws the marks of all starts: small rings in the run's colour, or in the text colour if several
// runs share the start.
void path_draw_starts(const struct stage *stage, struct canvas *canvas, path_start_place *place,
                      const void *context);

// Returns the extent of a target's mark from its centre along both axes, in pixels.
double path_target_reach(const struct stage *stage);

// Draws the mark of a target, a cross whose arms are longer than the radius of a head on top of it.
// Call it before the paths are drawn. With `seen` false it is faint, for a target hidden by a
// surface.
void path_draw_target(const struct stage *stage, struct canvas *canvas, const double at[2],
                      uint32_t color, bool seen);

// The newest part of a path, oldest point first.
struct path_tail {
    double (*at)[2]; // pixels; owned
    double *age;     // steps before the current position, descending; owned
    bool *is_apart;  // the step to a point is not drawn; NULL: all are; owned
    size_t count, at_capacity, age_capacity;
};

void path_tail_add(struct path_tail *tail, const double at[2], double age);
void path_tail_clear(struct path_tail *tail); // keeps the memory
void path_tail_finish(struct path_tail *tail);

// Drops the steps of a long tail that newer ones hide, so that it is drawn in a time that depends
// on the size of the plot. A short one stays as it is.
void path_tail_thin(struct path_tail *tail, struct box plot);

// Makes the path of a tail from its point `first` on.
void path_tail_trace(const struct path_tail *tail, struct canvas *canvas, size_t first);

// Strokes a tail that fades with age and ends at `length` steps. The stroke's alpha applies at age
// 0. Crossings and joints are no darker than the rest.
void path_draw_tail(const struct path_tail *tail, struct canvas *canvas, double length,
                    const struct stroke *stroke);

// Draws an arrow between two points that starts at the rim of the head's dot; nothing if they are
// close.
void path_draw_arrow(const struct stage *stage, struct canvas *canvas, const double from[2],
                     const double to[2], uint32_t color);
