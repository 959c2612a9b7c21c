// SPDX-License-Identifier: GPL-3.0-or-later
// A line of text beside the title, the subtitle or the counter: a template that is drawn anew where
// it changes. Its parts have places of their own, as wide as they get in the film, so that a number
// that grows moves nothing else.
#pragma once
#include "plot/panel.h"
#include "plot/template.h"

enum { TITLE_SLOTS = 12 };

struct title_line {
    const struct stage *stage;
    struct template *text; // NULL: there is no such line; owned
    bool is_counter; // its changing numbers are heavier, and stand at the right of their slots
    struct title_slot {
        double x, width; // pixels, from the begin of the line
        bool moves;
    } slots[TITLE_SLOTS];
    size_t slot_count; // 0: the line is drawn as a whole
    double size, width;
    double x, baseline;
    double room;            // what is wider is cut
    struct text drawn_text; // what is in the frame
    struct rect drawn;
};

// Reads a template; `own` or, if it has no text, `usual`; NULL or "": there is no line. False with
// ERROR_SCENE.
bool title_line_init(struct title_line *line, const struct stage *stage,
                     const struct scene_template *own, const char *usual, struct error *error);
void title_line_finish(struct title_line *line);

// True if there is such a line.
bool title_line_is(const struct title_line *line);

// Measures the line over the film. Then its width is known.
void title_line_measure(struct title_line *line);

// Draws the line at a state on a transparent canvas.
void title_line_draw(struct title_line *line, struct canvas *canvas, long state);

// Updates the line on a frame whose background is `ground`; with `all`, the frame has no line yet.
// Returns the rectangle that changed.
struct rect title_line_update(struct title_line *line, struct canvas *frame, struct canvas *ground,
                              long state, bool all);
