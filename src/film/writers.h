// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a job while they are written: films that get every frame, stills that get one, and
// tables. A film that may not be larger than so many bytes is written until it fits.
#pragma once
#include "film/plan.h"
#include "film/size_limit.h"
#include "film/timings.h"
#include "scene/timeline.h"

// The encoders are in the order of the job's targets; NULL for a table.
struct writers {
    const struct job *job;
    const struct timeline *timeline;
    long still; // the frame that stills show
    struct film film;
    struct encoder **encoders;              // that still want frames
    struct encoder **complete;              // that have got all of them
    struct size_limit *fits;                // where `film.measure`: of films that may not be larger
    bool has_film, has_still, wants_survey; // a still of pixels
    long passes;                            // over the film that are done
    struct timings *timings;
};

// Opens all films and stills. `film` is what they have in common, without its frames; `max_bytes`
// 0: films may have any size. What is pointed to must outlive the outputs, which must be finished
// either way. The time that outputs take is added to `timings`.
bool writers_open(struct writers *outputs, const struct job *job, const struct film *film,
                  const struct timeline *timeline, long still, int64_t max_bytes,
                  struct timings *timings, struct text *warnings, struct error *error);
void writers_finish(struct writers *outputs);

// Hands one frame of pixels to those that want to survey it, or to write it.
bool writers_survey(struct writers *outputs, const struct frame *frame, struct error *error);
bool writers_write(struct writers *outputs, const struct frame *frame, long index,
                   struct error *error);

// To be called after the last frame. Films that are too large are opened anew at another level:
// while `has_film` or `has_still` is true, all frames are wanted once more.
bool writers_complete(struct writers *outputs, struct text *warnings, struct error *error);

// Writes the pictures of shapes, each as `drawing` draws it.
bool writers_draw(struct writers *outputs, const struct drawing *drawing, struct error *error);

// Writes the tables and puts the films in their places, in this order: a table that cannot be
// written is found before anything is replaced.
bool writers_close(struct writers *outputs, const struct trace *trace, struct error *error);
