// SPDX-License-Identifier: GPL-3.0-or-later
// The title on top of the picture. It stands still as its numbers change, and only the words that
// change are drawn anew.
#pragma once
#include "figure/panel.h"
#include "figure/title.h"

struct headline {
    const struct stage *stage;
    struct title *title; // owned
    struct text text;    // of the state written last
    double x, baseline;  // of its first line, pixels
    double size;
    size_t first_words; // in its first line; 0: all
    bool is_cut;        // where it is too wide for the picture
    struct rect drawn;  // what it covers in the frame
};

// Reads the scene's title; the stage must outlive it. False on an error (ERROR_SCENE).
bool headline_init(struct headline *headline, const struct stage *stage, struct error *error);
void headline_finish(struct headline *headline);

// Finds size and place by the widest title of the trace, and warns of what is cut. Returns the
// height that the title takes, in pixels.
double headline_place(struct headline *headline);

// Writes the title of a state, for who asks for its text.
void headline_write(struct headline *headline, long state);

// Draws the title of a state on a clear canvas.
void headline_draw(struct headline *headline, struct canvas *canvas, long state);

// Brings the title on a frame from the state before, or from nothing where it is `all` new, to a
// state. Returns what changed. `ground` is what the title stands on.
struct rect headline_update(struct headline *headline, struct canvas *frame, struct canvas *ground,
                            long state, bool all);
