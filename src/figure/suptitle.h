// SPDX-License-Identifier: GPL-3.0-or-later
// The title on top of the picture. It stands still as its numbers change, and only the words that
// change are drawn anew.
#pragma once
#include "plot/panel.h"
#include "plot/template.h"

enum { HEADLINE_LINES = 16 }; // the last place is that of all further ones, too

struct suptitle {
    const struct stage *stage;
    struct template *title;        // owned
    struct text text;              // of the state written last, with its line breaks
    double widest[HEADLINE_LINES]; // of each line over the film, pixels
    double baseline;               // of its first line, pixels
    double size;
    size_t first_words; // in front of the line break that it is given; 0: none
    bool is_cut;        // where it is too wide for the picture
    struct rect drawn;  // what it covers in the frame
};

// Reads the scene's title; the stage must outlive it. False on an error (ERROR_SCENE).
bool suptitle_init(struct suptitle *headline, const struct stage *stage, struct error *error);
void suptitle_finish(struct suptitle *headline);

// Finds size and place by the widest title of the trace, and warns of what is cut. Returns the
// height that the title takes, in pixels.
double suptitle_place(struct suptitle *headline);

// Writes the title of a state, for who asks for its text.
void suptitle_write(struct suptitle *headline, long state);

// Draws the title of a state on a clear canvas.
void suptitle_draw(struct suptitle *headline, struct canvas *canvas, long state);

// Brings the title on a frame from the state before, or from nothing where it is `all` new, to a
// state. Returns what changed. `ground` is what the title stands on.
struct rect suptitle_update(struct suptitle *headline, struct canvas *frame, struct canvas *ground,
                            long state, bool all);
