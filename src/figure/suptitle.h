// SPDX-License-Identifier: GPL-3.0-or-later
// The title above the picture, the smaller line below it, and the counter at the right. The title
// keeps its position while its numbers change, and only words that
// change are redrawn.
#pragma once
#include "figure/title_line.h"
#include "plot/panel.h"
#include "plot/template.h"

// lines whose width is kept; the last entry is shared by all further lines
enum { HEADLINE_LINES = 16 };

// Space around what is in the picture and, where titles stand at the left, at its sides, in points.
#define SUPTITLE_EDGE 9.0
#define SUPTITLE_SIDE 20.0

struct suptitle {
    const struct stage *stage;
    struct template *title; // owned
    struct title_line subtitle, counter;
    struct text text;              // of the state that was written last, with line breaks
    double widest[HEADLINE_LINES]; // largest width of each line over the film, pixels
    double baseline;               // of the first line, pixels
    double size;
    size_t first_words; // words before the inserted line break; 0: none
    bool is_cut;        // lines too wide for the picture are cut
    struct rect drawn;  // what the title covers in the frame
};

// Reads the scene's title. The stage must outlive it. False with ERROR_SCENE.
bool suptitle_init(struct suptitle *headline, const struct stage *stage, struct error *error);
void suptitle_finish(struct suptitle *headline);

// Returns what title, subtitle and counter need of a run, as RECORD_ flags.
unsigned suptitle_record(const struct suptitle *headline);

// Finds size and position for the widest title of the trace, with a warning if it is cut. Returns
// the height of the title in pixels.
double suptitle_place(struct suptitle *headline);

// Returns where the first line begins, in pixels.
double suptitle_begin(const struct suptitle *headline);

// Writes the title of a state into `text`.
void suptitle_write(struct suptitle *headline, long state);

// Draws the title, subtitle and counter of a state on a transparent canvas.
void suptitle_draw(struct suptitle *headline, struct canvas *canvas, long state);

// Updates title, subtitle and counter on a frame from the state before to `state`. With `all`, the
// frame has none yet. `ground` holds the background. Adds the rectangles that changed.
void suptitle_update(struct suptitle *headline, struct canvas *frame, struct canvas *ground,
                     long state, bool all, struct region *changed);

// True if the default title of the scene leaves the count of steps to the counter.
bool suptitle_has_counter(const struct stage *stage);
