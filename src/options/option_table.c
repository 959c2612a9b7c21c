// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/option_table.h"

#include "base/memory.h"
#include "base/name_table.h"
#include "base/number.h"
#include "base/path.h"
#include "options/variants.h"
#include "scene/scene.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const option_group_titles[GROUP_COUNT] = {
    [GROUP_OUTPUT] = "What is written",
    [GROUP_SCENE] = "Changes to the scene",
    [GROUP_RUN] = "How it runs",
    [GROUP_INSTEAD] = "Instead of a film",
};

const char option_examples[] =
    "  optanim scenes/lamb_lr1.scene -o lamb.mp4         the format follows the ending\n"
    "  optanim lamb.scene -o lamb.mp4 -o lamb.gif        several outputs\n"
    "  optanim scenes/*.scene -o renders/ -f mp4,gif     a batch into a folder\n"
    "  optanim lamb.scene -o lamb.png --frame 40         a still; default: the last frame\n"
    "  optanim lamb.scene -o lamb.csv                    the numbers\n"
    "  optanim lamb.scene -f raw -o - | other-program    frames, 8-bit RGBA\n"
    "  optanim lamb.scene --set lr=0.5                   another value for one key\n"
    "  sed s/lamb/adam/ lamb.scene | optanim - -o a.mp4  a scene from standard input\n";

static bool read_number(const char *name, const char *text, double min, double max, double *value,
                        struct error *error) {
    if (!number_parse(text, strlen(text), value))
        return error_set(error, ERROR_USAGE, "%s: expected a number, not '%s'", name, text);
    if (*value < min || *value > max)
        return error_set(error, ERROR_USAGE, "%s: expected a number from %.15g to %.15g, not %s",
                         name, min, max, text);
    return true;
}

static bool read_whole(const char *name, const char *text, double min, double max, long *value,
                       struct error *error) {
    double number;
    if (!read_number(name, text, min, max, &number, error))
        return false;
    *value = (long)number;
    return number == (double)*value ||
           error_set(error, ERROR_USAGE, "%s: expected a whole number, not %s", name, text);
}

static bool apply_output(struct options *options, const char *name, const char *argument,
                         struct error *error) {
    if (argument[0] == '\0')
        return error_set(error, ERROR_USAGE, "%s: expected a path, not nothing", name);
    strings_add(&options->outputs, argument);
    return true;
}

static bool unknown_format(const char *name, const char *typed, struct error *error) {
    size_t count = 0;
    const char **names =
        name_table_append((struct name_table)NAME_POINTERS(format_table), NULL, &count);
    error_unknown_argument(error, name, "format", typed, names, count);
    free(names);
    return false;
}

static bool apply_formats(struct options *options, const char *name, const char *argument,
                          struct error *error) {
    for (const char *part = argument;; part++) {
        size_t length = strcspn(part, ",");
        char *one = mem_string(part, length);
        const struct format *format = format_by_name(one);
        if (!format)
            unknown_format(name, one, error);
        free(one);
        if (!format)
            return false;
        options->formats = mem_grow(options->formats, &options->format_capacity,
                                    options->format_count + 1, sizeof(struct format *));
        options->formats[options->format_count++] = format;
        part += length;
        if (*part == '\0')
            return true;
    }
}

static const char *const column_sets[] = {"state", "scores", "norms", "sharpness", NULL};

static bool apply_columns(struct options *options, const char *name, const char *argument,
                          struct error *error) {
    static const unsigned flags[] = {RECORD_STATE, RECORD_SCORES, RECORD_NORMS | RECORD_RATIOS,
                                     RECORD_SHARPNESS | RECORD_STABILITY};
    const struct name_table sets = NAME_ROWS(column_sets);
    for (const char *part = argument;; part++) {
        size_t length = strcspn(part, ",");
        char *one = mem_string(part, length);
        size_t index = name_table_find(sets, one);
        bool is_known = column_sets[index] != NULL;
        if (!is_known)
            error_unknown_argument(error, name, "set of columns", one, column_sets, index);
        free(one);
        if (!is_known)
            return false;
        options->columns |= flags[index];
        part += length;
        if (*part == '\0')
            return true;
    }
}

static bool apply_frame(struct options *options, const char *name, const char *argument,
                        struct error *error) {
    options->has_frame = true;
    return read_whole(name, argument, -1e9, 1e9, &options->frame, error);
}

// Checks for KEY=VALUE. With a space in place of the '=', the value is a separate argument.
static bool check_pair(const char *name, const char *argument, const char *example,
                       struct error *error) {
    const char *equals = strchr(argument, '=');
    if (!equals)
        return error_set(error, ERROR_USAGE, "%s %s: the = is missing, as in %s %s=%s", name,
                         argument, name, argument, example);
    return equals > argument ||
           error_set(error, ERROR_USAGE, "%s %s: a key is missing before the =", name, argument);
}

static bool apply_set(struct options *options, const char *name, const char *argument,
                      struct error *error) {
    strings_add(&options->sets, argument);
    return check_pair(name, argument, "0.5", error);
}

static bool apply_sweep(struct options *options, const char *name, const char *argument,
                        struct error *error) {
    strings_add(&options->sweeps, argument);
    return check_pair(name, argument, "0.01,0.1,1", error);
}

// Reads K/N.
static bool apply_shard(struct options *options, const char *name, const char *argument,
                        struct error *error) {
    const char *slash = strchr(argument, '/');
    double part = 0, parts = 0;
    bool good = slash && number_parse(argument, (size_t)(slash - argument), &part) &&
                number_parse(slash + 1, strlen(slash + 1), &parts) && part == (double)(long)part &&
                parts == (double)(long)parts && part >= 1 && part <= parts && parts <= 1e6;
    if (!good)
        return error_set(error, ERROR_USAGE,
                         "%s: expected K/N with K from 1 to N, such as 2/8, "
                         "not '%s'",
                         name, argument);
    options->shard = (long)part;
    options->shards = (long)parts;
    return true;
}

static bool apply_size(struct options *options, const char *name, const char *argument,
                       struct error *error) {
    struct picture_size size;
    if (!picture_size_read(&size, name, argument, strlen(argument), error))
        return false;
    options->width = size.width;
    options->height = size.height;
    return true;
}

static bool apply_fps(struct options *options, const char *name, const char *argument,
                      struct error *error) {
    return read_number(name, argument, VIDEO_FPS_MIN, VIDEO_FPS_MAX, &options->fps, error);
}

static bool apply_scale(struct options *options, const char *name, const char *argument,
                        struct error *error) {
    return read_number(name, argument, VIDEO_SCALE_MIN, VIDEO_SCALE_MAX, &options->scale, error);
}

static bool apply_restrict(struct options *options, const char *name, const char *argument,
                           struct error *error) {
    options->restricted = argument ? argument : "";
    return !argument || path_is_folder(argument) ||
           error_set(error, ERROR_USAGE, "%s: '%s' is no folder", name, argument);
}

static bool apply_jobs(struct options *options, const char *name, const char *argument,
                       struct error *error) {
    return read_whole(name, argument, 1, 1024, &options->jobs, error);
}

static bool apply_keep_going(struct options *options, const char *name, const char *argument,
                             struct error *error) {
    (void)name, (void)argument, (void)error;
    options->fail_fast = false;
    return true;
}

static bool apply_threads(struct options *options, const char *name, const char *argument,
                          struct error *error) {
    return read_whole(name, argument, 1, 1024, &options->threads, error);
}

static const char *const quality_words[] = {"draft", NULL};

static bool apply_quality(struct options *options, const char *name, const char *argument,
                          struct error *error) {
    options->draft = strcmp(argument, quality_words[0]) == 0;
    options->quality = 0;
    return options->draft || read_whole(name, argument, 1, 100, &options->quality, error);
}

// Decimal units: the limit then also holds if binary units were meant.
static bool apply_max_size(struct options *options, const char *name, const char *argument,
                           struct error *error) {
    static const struct {
        const char *suffix;
        double bytes;
    } units[] = {{"", 1}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}};
    size_t length = strspn(argument, "0123456789.");
    double number;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcasecmp(argument + length, units[i].suffix) == 0 &&
            number_parse(argument, length, &number) && number * units[i].bytes >= 1 &&
            number * units[i].bytes <= 1e15) {
            options->max_bytes = (int64_t)(number * units[i].bytes);
            return true;
        }
    return error_set(error, ERROR_USAGE, "%s: expected bytes, such as 500K or 1.5M, not '%s'", name,
                     argument);
}

static const char *const progress_choices[] = {
    [PROGRESS_AUTO] = "auto", [PROGRESS_ALWAYS] = "always", [PROGRESS_NEVER] = "never", NULL};

static bool apply_progress(struct options *options, const char *name, const char *argument,
                           struct error *error) {
    size_t index = name_table_find((struct name_table)NAME_ROWS(progress_choices), argument);
    options->progress = (int)index;
    if (progress_choices[index])
        return true;
    return error_set(error, ERROR_USAGE, "%s: expected auto, always or never, not '%s'", name,
                     argument);
}

static const char *const pixel_choices[] = {"yuv420p", "yuv444p", NULL};

static bool apply_pixels(struct options *options, const char *name, const char *argument,
                         struct error *error) {
    options->full_chroma = strcmp(argument, pixel_choices[1]) == 0;
    return options->full_chroma || strcmp(argument, pixel_choices[0]) == 0 ||
           error_set(error, ERROR_USAGE, "%s: expected yuv420p or yuv444p, not '%s'", name,
                     argument);
}

const char *option_choice(const char *name, const char *argument, const char *const *choices,
                          struct error *error) {
    const char *found = NULL;
    struct text all = {0};
    for (size_t i = 0; choices[i]; i++) {
        text_printf(&all, "%s%s", i ? ", " : "", choices[i]);
        if (strcmp(choices[i], argument) == 0)
            found = choices[i];
    }
    if (!found)
        error_set(error, ERROR_USAGE, "%s: there are %s, not '%s'", name, all.data, argument);
    text_finish(&all);
    return found;
}

static const char *const text_choices[] = {"paths", "text", NULL};

static bool apply_text(struct options *options, const char *name, const char *argument,
                       struct error *error) {
    options->keeps_text = strcmp(argument, text_choices[1]) == 0;
    return options->keeps_text || strcmp(argument, text_choices[0]) == 0 ||
           error_set(error, ERROR_USAGE, "%s: expected paths or text, not '%s'", name, argument);
}

const char *const embed_names[] = {"html", "markdown", "jekyll", "hugo", "quarto", "github", NULL};

static bool apply_embed(struct options *options, const char *name, const char *argument,
                        struct error *error) {
    const char *found = option_choice(name, argument, embed_names, error);
    for (int i = 0; found && embed_names[i]; i++)
        if (embed_names[i] == found)
            options->embed = EMBED_HTML + i;
    return found != NULL;
}

const struct option *option_at(const struct command *commands, size_t index) {
    size_t count = 0;
    while (option_table[count].name)
        count++;
    const struct option *option =
        index < count ? &option_table[index] : &commands[index - count].option;
    return option->name ? option : NULL;
}

void options_help(const struct command *commands, FILE *file) {
    fprintf(file,
            "Usage: optanim SCENE... [OPTION]...\n"
            "Turns scene files into films of optimizers at work.\n\n%s",
            option_examples);
    for (enum option_group group = 0; group < GROUP_COUNT; group++) {
        fprintf(file, "\n%s:\n", option_group_titles[group]);
        const struct option *option;
        for (size_t i = 0; (option = option_at(commands, i)); i++) {
            if (option->group != group)
                continue;
            struct text form = {0};
            if (option->letter)
                text_printf(&form, "-%c, ", option->letter);
            else
                text_add(&form, "    ");
            text_printf(&form, "--%s%s%s", option->name,
                        option->argument && !option->is_joined ? " " : "",
                        option->argument ? option->argument : "");
            fprintf(file, "  %-26s %s\n", form.data, option->help);
            text_finish(&form);
        }
    }
}

const struct option option_table[] = {
    {'o', "output", "PATH", false, GROUP_OUTPUT,
     "a file, or a folder (made if absent); may be repeated", NULL, apply_output},
    {'f', "format", "LIST", false, GROUP_OUTPUT,
     "formats, such as mp4,gif; default: by ending, or mp4", NULL, apply_formats,
     .topic = "formats"},
    {0, "columns", "LIST", false, GROUP_OUTPUT,
     "more columns of csv: state (numbers that each rule keeps), scores (of a network), norms (of "
     "layers, with trust ratios), sharpness",
     column_sets, apply_columns},
    {0, "frame", "N", false, GROUP_OUTPUT, "which frame a still shows, from 0; -1 is the last",
     NULL, apply_frame},
    {0, "quality", "N", false, GROUP_OUTPUT,
     "quality of films, 1 (smallest) to 100 (best), or draft: soon made, but larger", quality_words,
     apply_quality},
    {0, "max-size", "BYTES", false, GROUP_OUTPUT,
     "the best quality that fits into so many bytes, such as 500K or 1.5M", NULL, apply_max_size},
    {0, "encoder", "NAME:OPTIONS", false, GROUP_OUTPUT,
     "FFmpeg encoder for video, such as libx265:crf=20,preset=slow", NULL, NULL,
     STORED_IN(encoder)},
    {0, "pixels", "KIND", false, GROUP_OUTPUT,
     "pixels of video: yuv420p (default), or yuv444p, which few players show", pixel_choices,
     apply_pixels},
    {0, "no-source", NULL, false, GROUP_OUTPUT, "do not store the scene in the files",
     STORED_IN(no_source)},
    {0, "text", "HOW", false, GROUP_OUTPUT, "text in svg and pdf: paths (default), or text",
     text_choices, apply_text},
    {0, "sync", NULL, false, GROUP_OUTPUT, "flush the files to the disk before ending",
     STORED_IN(sync)},
    {0, "poster", NULL, false, GROUP_OUTPUT, "also write a still, NAME.poster.png",
     STORED_IN(poster)},
    {0, "set", "KEY=VALUE", false, GROUP_SCENE,
     "set a key or an option: lr (of every optimizer), adam.lr; may be repeated", NULL, apply_set},
    {0, "sweep", "KEY=VALUES", false, GROUP_SCENE,
     "a film for each value: lr=0.1,1; repeated: one for each combination", NULL, apply_sweep},
    {0, "grid", NULL, false, GROUP_SCENE, "show a sweep of one or two keys as one picture of cells",
     STORED_IN(grid)},
    {0, "size", "WxH", false, GROUP_SCENE, "size in pixels, such as 1920x1080", NULL, apply_size},
    {0, "scale", "N", false, GROUP_SCENE,
     "the same picture with N times the width and height in pixels", NULL, apply_scale},
    {0, "fps", "N", false, GROUP_SCENE, "frames per second", NULL, apply_fps},
    {0, "theme", "NAME", false, GROUP_SCENE, "the look: see --list themes, or a file.theme", NULL,
     NULL, STORED_IN(theme), .topic = "themes"},
    {0, "themes", "NAME,...", false, GROUP_SCENE,
     "a film for each look: light,dark; a page takes that of its reader's scheme", NULL,
     options_add_themes},
    {0, "sizes", "WxH,...", false, GROUP_SCENE,
     "a film for each size: 690x394,360x450; a page takes the one that fits its reader's screen",
     NULL, options_add_sizes},
    {'j', "jobs", "N", false, GROUP_RUN, "scenes rendered at a time; default: one per core", NULL,
     apply_jobs},
    {0, "shard", "K/N", false, GROUP_RUN, "only every Nth scene, from the Kth: a part of a batch",
     NULL, apply_shard},
    {'k', "keep-going", NULL, false, GROUP_RUN,
     "continue with the other scenes when one fails (the default)", NULL, apply_keep_going},
    {0, "fail-fast", NULL, false, GROUP_RUN, "start no other scene after one has failed",
     STORED_IN(fail_fast)},
    {0, "force", NULL, false, GROUP_RUN, "render also files in a folder that are up to date",
     STORED_IN(force)},
    {0, "restrict", "[=DIR]", true, GROUP_RUN,
     "let scenes read files in DIR only; default: the scene's folder", NULL, apply_restrict,
     .is_joined = true},
    {0, "threads", "N", false, GROUP_RUN,
     "threads per scene; default: the cores divided among the scenes; same files", NULL,
     apply_threads},
    {0, "progress", "WHEN", false, GROUP_RUN, "auto (on a terminal), always or never",
     progress_choices, apply_progress},
    {0, "preview", NULL, false, GROUP_OUTPUT, "show the film in the terminal; -o writes it as well",
     STORED_IN(preview)},
    {'q', "quiet", NULL, false, GROUP_RUN, "print errors only", STORED_IN(quiet)},
    {0, "json", NULL, false, GROUP_RUN,
     "print a line of JSON for each finished scene, or entry of --list", STORED_IN(json)},
    {0, "timings", NULL, false, GROUP_RUN, "print how long each stage of a scene took",
     STORED_IN(timings)},
    {0, "embed", "KIND", false, GROUP_RUN,
     "print markup that shows the films: html, markdown, jekyll, hugo, quarto or github",
     embed_names, apply_embed},
    {0, "embed-base", "URL", false, GROUP_RUN,
     "what the markup puts before the names of the files, such as /assets/", NULL, NULL,
     STORED_IN(embed_base)},
    {0, "gallery", "FILE", false, GROUP_RUN,
     "write a page that shows the films, such as renders/index.html", NULL, NULL,
     STORED_IN(gallery)},
    {0, "gallery-title", "TEXT", false, GROUP_RUN, "the heading of that page", NULL, NULL,
     STORED_IN(gallery_title)},
    {0, "gallery-text", "TEXT", false, GROUP_RUN, "a paragraph beneath the heading", NULL, NULL,
     STORED_IN(gallery_text)},
    {0, "depfile", "FILE", false, GROUP_RUN,
     "write the dependencies of the outputs, for make and ninja", NULL, NULL, STORED_IN(depfile)},
    {0},
};
