// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/render.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/xml.h"
#include "figure/figure.h"
#include "film/draw_ahead.h"
#include "film/freshness.h"
#include "film/page.h"
#include "film/writers.h"
#include "scene/scene.h"
#include "scene/timeline.h"
#include "sim/trace.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

// A scene that was checked.
struct checked {
    struct scene scene;
    struct figure *figure;
    struct timeline timeline;
    long still;         // frame that stills show
    struct text source; // text of the scene, with the key of its files
    struct text title;  // title in the files: the scene's name as UTF-8
    struct page page;   // for a page that computes
};

static void finish_checked(struct checked *checked) {
    figure_destroy(checked->figure);
    scene_finish(&checked->scene);
    text_finish(&checked->source);
    text_finish(&checked->title);
    page_finish(&checked->page);
}

// Checks the number of frames, what the formats can hold, and the memory that they need.
static bool check_length(const struct checked *checked, const struct job *job,
                         struct error *error) {
    enum { DRAWING_BYTES = 24 }; // per pixel: the figure's layers and a frame
    const struct timeline *timeline = &checked->timeline;
    const struct video *video = &checked->scene.video;
    struct place place = {.source = checked->scene.document.sources[0]};
    double frames = (double)timeline->frames + (double)timeline->hold + (double)timeline->fade;
    double pixels = (double)video->width * video->height;
    for (size_t i = 0; i < job->target_count; i++) {
        const struct format *format = job->targets[i].format;
        int bytes = format->pixel_bytes;
        if (format->kind == FORMAT_FILM && !limit_check(LIMIT_FRAMES, frames, place, error))
            return false;
        double held = (double)(timeline->hold + 1) / timeline->fps, most = format->picture_seconds;
        if (format->kind == FORMAT_FILM && most > 0 && held > most)
            return error_at(
                error, place,
                "%s shows a picture for at most %.0f s; 'video.hold' shows the last one "
                "for %.0f s",
                format->name, most, held);
        if (!limit_check(LIMIT_FILM_BYTES, pixels * (bytes > 0 ? bytes : DRAWING_BYTES), place,
                         error))
            return false;
    }
    return true;
}

static bool has_kind(const struct job *job, enum format_kind kind) {
    for (size_t i = 0; i < job->target_count; i++)
        if (job->targets[i].format->kind == kind)
            return true;
    return false;
}

// Warns of a film that is probably longer than intended.
static void warn_of_length(const struct checked *checked, struct text *warnings) {
    static const double most = 120;
    double seconds = timeline_seconds(&checked->timeline);
    if (checked->scene.video.duration == 0 && seconds > most)
        text_printf(
            warnings,
            "the film takes %ld:%02ld minutes; 'video.duration: 10s' would set its length\n",
            (long)seconds / 60, (long)seconds % 60);
}

// Finds the mistakes in a scene, and in its figure even if the rest has some.
static bool check(struct checked *checked, const struct job *job, const struct options *options,
                  struct text *warnings, struct error *error) {
    struct scene_overrides overrides = {.document = job->document,
                                        .root = job->root,
                                        .sets = options->sets.items,
                                        .set_count = options->sets.count,
                                        .swept = (const char *const *)job->sets,
                                        .swept_count = job->set_count,
                                        .combination = job->combination,
                                        .grid = job->grid,
                                        .width = job->size.width ? job->size.width : options->width,
                                        .height =
                                            job->size.width ? job->size.height : options->height,
                                        .fps = options->fps,
                                        .scale = options->scale,
                                        .theme = job->theme ? job->theme : options->theme,
                                        .restricted = options->restricted};
    *checked = (struct checked){0};
    struct error own = {0};
    scene_read_partly(&checked->scene, job->scene, &overrides, error);
    scene_use_threads(&checked->scene, options->threads);
    checked->figure = figure_create(&checked->scene, &own);
    error_collect(error, &own);
    if (error->kind != ERROR_NONE)
        goto fail;
    if (checked->scene.warnings.data)
        text_add(warnings, checked->scene.warnings.data);
    figure_warn(checked->figure, warnings);
    scene_warn(&checked->scene, warnings);
    xml_clean(&checked->title, checked->scene.name); // the scene's own title is a template
    checked->timeline = timeline_of(&checked->scene.video, checked->scene.states);
    long frames = checked->timeline.frames;
    checked->still = options->has_frame && options->frame >= 0 ? options->frame
                     : options->has_frame                      ? frames + options->frame
                                                               : frames - 1;
    if (checked->still < 0 || checked->still >= frames) {
        error_set(error, ERROR_USAGE,
                  "--frame %ld: %s has frames 0 to %ld, from the end -1 to -%ld", options->frame,
                  job->scene, frames - 1, frames);
        goto fail;
    }
    if (check_length(checked, job, error))
        return true;
fail:
    finish_checked(checked);
    return false;
}

// Puts the length of the film into the report.
static void report_length(struct report *report, const struct checked *checked) {
    const struct timeline *timeline = &checked->timeline;
    report->frames = timeline->frames;
    report->fps = timeline->fps;
    report->duration = timeline_seconds(timeline);
}

bool render_check(const struct job *job, const struct options *options, struct report *report,
                  struct text *warnings, struct error *error) {
    struct checked checked;
    if (!check(&checked, job, options, warnings, error))
        return false;
    warn_of_length(&checked, warnings);
    report_length(report, &checked);
    finish_checked(&checked);
    return true;
}

// Returns the properties that all films and stills of the scene share.
static struct film film_of(const struct checked *checked, const struct options *options) {
    const struct video *video = &checked->scene.video;
    struct film film = {
        .width = video->width,
        .height = video->height,
        .fps = video->fps,
        .title = checked->title.data,
        .description = checked->scene.description,
        .threads = (int)options->threads,
        .quality = (int)options->quality,
        .draft = options->draft,
        .plays_once = video->loop == LOOP_ONCE,
        .transparent = figure_is_transparent(checked->figure),
        .source = options->no_source ? NULL : checked->source.data,
        .encoder = options->encoder,
        .durable = options->sync,
        .full_chroma = options->full_chroma,
        .page = page_parts_of(&checked->page),
    };
    film.colors = figure_colors(checked->figure, &film.color_count);
    film.background = film.color_count > 0 ? film.colors[0] : 0xFFFFFF;
    return film;
}

// Returns what the pictures and tables of a job need of a run, as RECORD_ flags.
static unsigned record_of(const struct checked *checked, const struct job *job,
                          const struct options *options) {
    bool has_scores = checked->scene.problem->kind->scores;
    unsigned record = options->json && has_scores ? RECORD_SCORES : 0;
    for (size_t i = 0; i < job->target_count; i++)
        record |= job->targets[i].format->kind == FORMAT_TABLE
                      ? RECORD_WEIGHTS | options->columns | job->targets[i].format->record
                      : figure_record(checked->figure);
    return record;
}

// Returns true if some output of a job is a raster format.
static bool has_pixels(const struct job *job) {
    for (size_t i = 0; i < job->target_count; i++)
        if (job->targets[i].format->kind != FORMAT_TABLE &&
            job->targets[i].format->language == DRAWING_NONE)
            return true;
    return false;
}

// The context for drawing vector pictures.
struct shapes {
    const struct checked *checked;
    const struct trace *trace;
    struct text *warnings,
        *dropped; // `warnings` for the first picture; later ones would repeat them, into `dropped`
    bool keeps_text;
};

// A picture of shapes is laid out on a finer grid: its images are as fine, its lines fit closer.
static const double fineness = 2;

static bool write_shapes(void *context, enum drawing_language language, canvas_sink *sink, void *to,
                         struct error *error) {
    struct shapes *shapes = context;
    const struct checked *checked = shapes->checked;
    struct figure *figure = figure_create(&checked->scene, error);
    if (!figure)
        return false;
    bool is_pdf = language == DRAWING_PDF;
    enum canvas_kind kind = shapes->keeps_text ? is_pdf ? CANVAS_PDF_TEXT : CANVAS_SVG_TEXT
                            : is_pdf           ? CANVAS_PDF
                                               : CANVAS_SVG;
    figure_keep_lists(figure, fineness);
    double position = timeline_position(&checked->timeline, checked->still);
    bool good = figure_prepare(figure, shapes->trace, shapes->warnings, error) &&
                (figure_write(figure, position, kind, sink, to) ||
                 error_set(error, ERROR_RENDER, "the picture cannot be drawn")) &&
                figure_check(figure, error);
    figure_destroy(figure);
    shapes->warnings = shapes->dropped;
    return good;
}

// Draws the vector pictures. If there are raster pictures, missing glyphs were reported with those.
static bool draw_shapes(struct writers *outputs, const struct checked *checked,
                        const struct trace *trace, const struct options *options,
                        struct text *warnings, struct error *error) {
    struct text dropped = {0};
    struct shapes shapes = {checked, trace, has_pixels(outputs->job) ? &dropped : warnings,
                            &dropped, options->keeps_text};
    struct drawing drawing = {write_shapes, &shapes};
    bool good = writers_draw(outputs, &drawing, error);
    text_finish(&dropped);
    return good;
}

// Draws all frames, or only the still, for a survey (a first pass for palettes) or for the files.
static bool draw_frames(struct writers *outputs, const struct checked *checked, bool survey,
                        bool threaded, const struct render_watch *watch, struct error *error) {
    struct frame_list list = {NULL, (size_t)(checked->timeline.frames + checked->timeline.fade)};
    if (!outputs->has_film)
        list = (struct frame_list){&checked->still, 1};
    const struct video *video = &checked->scene.video;
    struct draw_ahead *frames = draw_ahead_create(checked->figure, &checked->timeline, &list,
                                                  video->width, video->height, threaded);
    long done = (long)list.count * outputs->passes++;
    long total = done + (long)list.count * (survey ? 2 : 1);
    bool good = true;
    for (size_t i = 0; good && i < list.count; i++) {
        struct frame frame = draw_ahead_next(frames);
        good = interrupt_check(error) &&
               (survey ? writers_survey(outputs, &frame, error)
                       : writers_write(outputs, &frame, frame_list_at(&list, i), error));
        if (good && watch)
            watch->frame(watch->context, ++done, total);
    }
    double *seconds = outputs->timings->seconds;
    if (good)
        draw_ahead_seconds(frames, &seconds[TIMING_DRAW], &seconds[TIMING_WAIT]);
    draw_ahead_destroy(frames);
    return good && figure_check(checked->figure, error);
}

static bool draw_outputs(struct writers *outputs, const struct checked *checked, bool threaded,
                         const struct render_watch *watch, struct text *warnings,
                         struct error *error) {
    while (outputs->has_film || outputs->has_still) {
        if (outputs->wants_survey && !draw_frames(outputs, checked, true, threaded, watch, error))
            return false;
        if (!draw_frames(outputs, checked, false, threaded, watch, error) ||
            !writers_complete(outputs, warnings, error))
            return false;
    }
    return true;
}

// Refuses to overwrite an input of the scene.
static bool spare_inputs(const struct job *job, const struct options *options,
                         const struct report *report, struct error *error) {
    for (size_t i = 0; i < job->target_count + 2; i++) {
        const char *path = i < job->target_count    ? job->targets[i].path
                           : i == job->target_count ? options->gallery
                                                    : options->depfile;
        bool numbered = i < job->target_count && job->targets[i].format->many_files;
        const char *input = (numbered ? report_numbered_input : report_input)(report, path);
        if (input)
            return error_set(error, ERROR_USAGE,
                             "%s would be written over %s, which the scene reads", path, input);
    }
    return true;
}

static void fill_report(struct report *report, const struct checked *checked) {
    struct strings inputs = {0};
    scene_inputs(&checked->scene, &inputs);
    figure_inputs(checked->figure, &inputs);
    report_inputs(report, &inputs);
    strings_finish(&inputs);
    const struct scene *scene = &checked->scene;
    if (scene->description) {
        text_add(&report->description, scene->description);
    } else {
        text_add(&report->description, "Optimizers at work: ");
        for (size_t i = 0; i < scene->optimizer_count; i++)
            text_printf(&report->description, "%s%s", i ? ", " : "", scene->optimizers[i].label);
    }
    report->width = scene->video.width;
    report->height = scene->video.height;
    report->is_dark = figure_is_dark(checked->figure);
    struct strings panels = {0};
    figure_panels(checked->figure, &panels);
    report_panels(report, &panels);
    strings_finish(&panels);
    report_length(report, checked);
}

// Returns the job with only the targets that are out of date; the array is owned by the caller. The
// report notes those that are up to date.
static struct job stale_job(const struct job *job, const struct checked *checked,
                            struct report *report) {
    struct job stale = *job;
    stale.targets = mem_zero(job->target_count, sizeof *stale.targets);
    stale.target_count = 0;
    report->stayed = mem_zero(job->target_count, sizeof *report->stayed);
    for (size_t i = 0; i < job->target_count; i++) {
        const struct target *target = &job->targets[i];
        report->stayed[i] = target->may_stay && target->format->keeps_source &&
                            freshness_check(target->path, checked->source.data);
        if (!report->stayed[i])
            stale.targets[stale.target_count++] = *target;
    }
    return stale;
}

static void *load_formats(void *argument) {
    const struct job *job = argument;
    for (size_t i = 0; i < job->target_count; i++)
        format_load(job->targets[i].format);
    return NULL;
}

// Lays out the figure while a thread loads the libraries that the formats need: FFmpeg's take about
// 50 ms.
static bool prepare(struct job *job, struct checked *checked, const struct trace *trace,
                    bool threaded, struct text *warnings, struct error *error) {
    pthread_t loader;
    bool loads = threaded && pthread_create(&loader, NULL, load_formats, job) == 0;
    bool good = !has_pixels(job) || figure_prepare(checked->figure, trace, warnings, error);
    if (loads)
        pthread_join(loader, NULL);
    return good;
}

// Collects what a page that computes is made of, where the job has one.
static bool make_page(const struct job *job, struct checked *checked, const struct trace *trace,
                      struct error *error) {
    bool computes = false;
    for (size_t i = 0; i < job->target_count; i++)
        computes = computes || job->targets[i].format->computes;
    struct strings data = {0};
    figure_data(checked->figure, &data);
    bool good = !computes || page_make(&checked->page, &checked->scene, trace, &data, error);
    strings_finish(&data);
    return good;
}

static bool render_targets(struct job *job, const struct options *options, struct checked *checked,
                           const struct trace *trace, const struct render_watch *watch,
                           struct timings *timings, struct text *warnings, struct error *error) {
    struct writers outputs = {0};
    bool threaded = options->threads > 1;
    double start = seconds_now();
    bool good = make_page(job, checked, trace, error) && make_folders(job, options, error) &&
                prepare(job, checked, trace, threaded, warnings, error);
    timings_lap(timings, TIMING_DRAW, start);
    struct film film = film_of(checked, options);
    good = good && writers_open(&outputs, job, &film, &checked->timeline, checked->still,
                                options->max_bytes, timings, warnings, error);
    if (good && has_pixels(job))
        good = draw_outputs(&outputs, checked, threaded, watch, warnings, error);
    start = seconds_now();
    good = good && draw_shapes(&outputs, checked, trace, options, warnings, error);
    timings_lap(timings, TIMING_DRAW, start);
    good = good && writers_close(&outputs, trace, options->columns, error);
    writers_finish(&outputs);
    return good;
}

static bool write_source(struct checked *checked, const struct options *options,
                         struct error *error) {
    struct strings data = {0};
    figure_data(checked->figure, &data);
    bool good = freshness_source(&checked->scene, &data, options, &checked->source, error);
    strings_finish(&data);
    return good;
}

bool render(const struct job *job, const struct options *options, const struct render_watch *watch,
            struct report *report, struct text *warnings, struct error *error) {
    struct checked checked;
    struct trace trace = {0};
    struct timings *timings = &report->timings;
    double start = seconds_now();
    if (!check(&checked, job, options, warnings, error))
        return false;
    if (has_kind(job, FORMAT_FILM))
        warn_of_length(&checked, warnings);
    fill_report(report, &checked);
    if (options->depfile)
        report_warn_of_names(report, job, warnings);
    struct view view = figure_view(checked.figure);
    bool good = spare_inputs(job, options, report, error) && write_source(&checked, options, error);
    start = timings_lap(timings, TIMING_PARSE, start);
    good = good &&
           scene_simulate(&checked.scene, view, record_of(&checked, job, options), &trace, error);
    timings_lap(timings, TIMING_SIMULATE, start);
    // Before the files are put in place: the only remaining steps can hardly fail.
    if (good)
        report_optimizers(report, &checked.scene, &trace);
    if (good) {
        struct job stale = stale_job(job, &checked, report);
        good = stale.target_count == 0 ||
               render_targets(&stale, options, &checked, &trace, watch, timings, warnings, error);
        free(stale.targets);
    }
    trace_finish(&trace);
    finish_checked(&checked);
    return good;
}
