// SPDX-License-Identifier: GPL-3.0-or-later
// The open output files of a job: films get every frame, stills get one, tables get the trace. A
// film with a size limit is written repeatedly until it fits.
#pragma once
#include "film/plan.h"
#include "film/size_limit.h"
#include "film/timings.h"
#include "scene/timeline.h"

// Arrays are in the order of the job's targets; entries of tables are NULL.
struct writers {
    const struct job *job;
    const struct timeline *timeline;
    long still; // frame that stills show
    struct film film;
    struct encoder **encoders; // that need more frames
    struct encoder **complete; // that have received all frames
    struct size_limit *fits;   // searches of films with a size limit; used if `film.measure`
    bool has_film, has_still, wants_survey; // `has_still`: of a raster format
    long passes;                            // completed passes over the film
    struct timings *timings;
};

// Opens all films and stills. `film` holds their common properties, without the frames. `max_bytes`
// 0: no size limit. Pointers must stay valid until writers_finish, which is needed either way. The
// time spent is added to `timings`.
bool writers_open(struct writers *outputs, const struct job *job, const struct film *film,
                  const struct timeline *timeline, long still, int64_t max_bytes,
                  struct timings *timings, struct text *warnings, struct error *error);
void writers_finish(struct writers *outputs);

// Pass one frame to the encoders that survey it before writing (palettes), or that write it.
bool writers_survey(struct writers *outputs, const struct frame *frame, struct error *error);
bool writers_write(struct writers *outputs, const struct frame *frame, long index,
                   struct error *error);

// Call after the last frame. Films that are too large are reopened at another level; while
// `has_film` or `has_still` is true afterwards, all frames must be passed again.
bool writers_complete(struct writers *outputs, struct text *warnings, struct error *error);

// Writes the vector pictures, each drawn by `drawing`.
bool writers_draw(struct writers *outputs, const struct drawing *drawing, struct error *error);

// Writes the tables, with what `record` (RECORD_ flags) asks for, then moves the films to their
// destinations. In this order, a table that cannot be written is noticed before any file is
// replaced.
bool writers_close(struct writers *outputs, const struct trace *trace, unsigned record,
                   struct error *error);
