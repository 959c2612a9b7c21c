// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/writers.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/memory.h"

#include <stdlib.h>

static bool open_output(struct writers *outputs, size_t i, struct text *warnings,
                        struct error *error) {
    const struct timeline *timeline = outputs->timeline;
    const struct target *target = &outputs->job->targets[i];
    bool is_film = target->format->kind == FORMAT_FILM;
    struct film film = outputs->film;
    film.frames = is_film ? timeline->frames + timeline->fade : 1;
    film.fade = is_film ? timeline->fade : 0;
    film.hold = is_film ? timeline->hold : 0;
    if (is_film && film.measure) {
        film.quality = outputs->fits[i].level.quality;
        film.frame_step = outputs->fits[i].level.frame_step;
    }
    struct encoder *encoder = outputs->encoders[i] =
        encoder_open(target->format, target->path, &film, warnings, error);
    if (!encoder)
        return false;
    if (is_film && film.measure && encoder_size(encoder) < 0)
        return error_set(error, ERROR_USAGE, "--max-size: %s cannot be written several times",
                         target->path);
    outputs->has_film = outputs->has_film || is_film;
    bool is_pixels = target->format->language == DRAWING_NONE;
    outputs->has_still = outputs->has_still || (!is_film && is_pixels);
    outputs->wants_survey = outputs->wants_survey || encoder_wants_survey(encoder);
    return true;
}

bool writers_open(struct writers *outputs, const struct job *job, const struct film *film,
                  const struct timeline *timeline, long still, int64_t max_bytes,
                  struct timings *timings, struct text *warnings, struct error *error) {
    double start = seconds_now();
    size_t count = job->target_count;
    *outputs = (struct writers){.job = job,
                                .timeline = timeline,
                                .still = still,
                                .film = *film,
                                .encoders = mem_zero(count, sizeof *outputs->encoders),
                                .complete = mem_zero(count, sizeof *outputs->complete),
                                .fits = mem_zero(count, sizeof *outputs->fits),
                                .timings = timings};
    outputs->film.measure = max_bytes > 0;
    for (size_t i = 0; i < count; i++) {
        const struct target *target = &job->targets[i];
        if (target->format->kind == FORMAT_TABLE)
            continue;
        size_limit_init(&outputs->fits[i], target->format, target->path, film, max_bytes);
        if (!open_output(outputs, i, warnings, error))
            return false;
    }
    timings_lap(timings, TIMING_ENCODE, start);
    return true;
}

void writers_finish(struct writers *outputs) {
    for (size_t i = 0; outputs->encoders && i < outputs->job->target_count; i++) {
        encoder_destroy(outputs->encoders[i]);
        encoder_destroy(outputs->complete[i]);
        size_limit_finish(&outputs->fits[i]);
    }
    free(outputs->encoders);
    free(outputs->complete);
    free(outputs->fits);
}

bool writers_survey(struct writers *outputs, const struct frame *frame, struct error *error) {
    double start = seconds_now();
    for (size_t i = 0; i < outputs->job->target_count; i++)
        if (outputs->encoders[i] && encoder_wants_survey(outputs->encoders[i]) &&
            !encoder_survey(outputs->encoders[i], frame, error))
            return false;
    timings_lap(outputs->timings, TIMING_ENCODE, start);
    return true;
}

static bool write_to(struct writers *outputs, struct encoder *encoder, const struct frame *frame,
                     long times, struct error *error) {
    double start = seconds_now(), converted = encoder_convert_seconds(encoder);
    bool good = encoder_write(encoder, frame, times, error);
    converted = encoder_convert_seconds(encoder) - converted;
    outputs->timings->seconds[TIMING_CONVERT] += converted;
    timings_lap(outputs->timings, TIMING_ENCODE, start + converted);
    return good;
}

bool writers_write(struct writers *outputs, const struct frame *frame, long index,
                   struct error *error) {
    const struct timeline *timeline = outputs->timeline;
    for (size_t i = 0; i < outputs->job->target_count; i++) {
        if (!outputs->encoders[i])
            continue;
        const struct format *format = outputs->job->targets[i].format;
        bool is_still = format->kind == FORMAT_STILL;
        if (format->language != DRAWING_NONE)
            continue;
        if (is_still && index != outputs->still)
            continue;
        struct frame given = *frame;
        if (is_still)
            given.changed =
                region_of((struct rect){0, 0, outputs->film.width, outputs->film.height});
        bool is_last = !is_still && index == timeline->frames - 1;
        long times = is_last ? 1 + timeline->hold : 1;
        if (!write_to(outputs, outputs->encoders[i], &given, times, error))
            return false;
    }
    return true;
}

static bool complete(struct writers *outputs, struct text *warnings, struct error *error) {
    outputs->has_film = outputs->has_still = outputs->wants_survey = false;
    for (size_t i = 0; i < outputs->job->target_count; i++) {
        struct encoder *encoder = outputs->encoders[i];
        if (!encoder || outputs->job->targets[i].format->language != DRAWING_NONE)
            continue;
        outputs->encoders[i] = NULL;
        struct size_limit *fit = &outputs->fits[i];
        if (!outputs->film.measure || fit->format->kind != FORMAT_FILM) {
            outputs->complete[i] = encoder;
        } else if (!size_limit_take(fit, encoder, error)) {
            return false;
        } else if (fit->done) {
            size_limit_report(fit, warnings);
            outputs->complete[i] = size_limit_best(fit);
        } else {
            struct text again = {0};
            bool good = open_output(outputs, i, &again, error);
            text_finish(&again);
            if (!good)
                return false;
        }
    }
    return true;
}

bool writers_complete(struct writers *outputs, struct text *warnings, struct error *error) {
    double start = seconds_now();
    bool good = complete(outputs, warnings, error);
    timings_lap(outputs->timings, TIMING_ENCODE, start);
    return good;
}

bool writers_draw(struct writers *outputs, const struct drawing *drawing, struct error *error) {
    bool good = true;
    for (size_t i = 0; good && i < outputs->job->target_count; i++) {
        if (outputs->job->targets[i].format->language == DRAWING_NONE)
            continue;
        good = interrupt_check(error) && encoder_draw(outputs->encoders[i], drawing, error);
        outputs->complete[i] = outputs->encoders[i];
        outputs->encoders[i] = NULL;
    }
    return good;
}

bool writers_close(struct writers *outputs, const struct trace *trace, unsigned record,
                   struct error *error) {
    double start = seconds_now();
    const struct job *job = outputs->job;
    bool good = interrupt_check(error);
    // Nearly everything that can fail comes before the first file is put in place. Numbered files
    // come last before that: they are taken back where another fails.
    for (size_t i = 0; good && i < job->target_count; i++)
        if (outputs->complete[i] && !job->targets[i].format->many_files)
            good = encoder_finish(outputs->complete[i], error);
    for (size_t i = 0; good && i < job->target_count; i++)
        if (!outputs->complete[i]) {
            outputs->complete[i] = encoder_write_table(job->targets[i].format, job->targets[i].path,
                                                       outputs->film.durable, trace, record, error);
            good = outputs->complete[i] != NULL;
        }
    for (size_t i = 0; good && i < job->target_count; i++)
        good = encoder_finish(outputs->complete[i], error);
    for (int many = 0; many < 2; many++)
        for (size_t i = 0; good && i < job->target_count; i++)
            if (job->targets[i].format->many_files == (many == 1))
                good = encoder_close(outputs->complete[i], error);
    timings_lap(outputs->timings, TIMING_ENCODE, start);
    return good;
}
