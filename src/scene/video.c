// SPDX-License-Identifier: GPL-3.0-or-later
// Reads `video:` of a scene: size and timing of the film.
#include "base/limits.h"
#include "base/maths.h"
#include "base/number.h"
#include "scene/scene.h"
#include "tree/settings.h"

#include <math.h>
#include <string.h>

static const double SECONDS_MAX = 86400;

const char *video_size_problem(double width, double height) {
    if (!(width >= 16 && width <= 16384 && height >= 16 && height <= 16384))
        return "width and height must be 16 to 16384 pixels";
    if (width != (int)width || height != (int)height)
        return "width and height must be whole numbers of pixels";
    if (width * height > limit_most(LIMIT_PIXELS))
        return "a picture may have at most 64 million pixels, the limit 'pixels'";
    return NULL;
}

static bool read_size(const struct node *node, void *field, struct error *error) {
    double size[2];
    if (!node_numbers(node, 2, size, error))
        return false;
    const char *problem = video_size_problem(size[0], size[1]);
    if (problem)
        return error_at(error, node->place, "%s, not %s x %s", problem, node->items[0]->text,
                        node->items[1]->text);
    struct video *video = field;
    video->width = (int)size[0];
    video->height = (int)size[1];
    return true;
}

// Reads seconds: a number, "2s" or "500ms".
static bool read_seconds(const struct node *node, void *field, struct error *error) {
    double seconds = -1, unit = 1;
    if (node->kind == NODE_NUMBER) {
        seconds = node->number;
    } else if (node->kind == NODE_STRING) {
        size_t length = strlen(node->text);
        if (length > 2 && strcmp(node->text + length - 2, "ms") == 0) {
            unit = 1e-3;
            length -= 2;
        } else if (length > 1 && node->text[length - 1] == 's') {
            length -= 1;
        }
        if (!number_parse(node->text, length, &seconds))
            return node_expected(node, "a time, such as 2s or 500ms", error);
        seconds *= unit;
    } else {
        return node_expected(node, "a time, such as 2s or 500ms", error);
    }
    if (!(seconds >= 0 && seconds <= SECONDS_MAX))
        return error_at(error, node->place, "a time must be from 0s to %gs, not %s", SECONDS_MAX,
                        node->text);
    *(double *)field = seconds;
    return true;
}

static const struct setting speed_settings[] = {
    {SETTING(speed, from), .type = SETTING_NUMBER, .min = 0.001, .max = 1e9,
     .help = "states a second at the beginning"},
    {SETTING(speed, to), .type = SETTING_NUMBER, .min = 0.001, .max = 1e9,
     .help = "states a second at the end"},
    {0},
};

static bool read_speed(const struct node *node, void *field, struct error *error) {
    struct speed *speed = field;
    *speed = (struct speed){0};
    if (node->kind != NODE_MAP) {
        static const char *const kinds[] = {"linear", "log", NULL};
        static const struct setting row = {"speed", SETTING_CHOICE, offsetof(struct speed, kind),
                                           .choices = kinds};
        if (node->kind != NODE_STRING)
            return node_expected(node, "linear, log or {from: 2, to: 50}, states a second", error);
        return settings_read_one(&row, speed, node, error);
    }
    if (!settings_read(speed_settings, speed, node, "the speed", error))
        return false;
    if (speed->from == 0 || speed->to == 0)
        return error_at(error, node->place, "a speed range needs both ends, {from: 2, to: 50}");
    speed->kind = SPEED_RANGE;
    return true;
}

static const char *const loops[] = {"forever", "once", "seamless", NULL};

const struct setting scene_video_settings[] = {
    {"size", SETTING_CUSTOM, offsetof(struct video, width),
     .schema =
         "\"allOf\": [{" SCHEMA_NUMBERS("2") "}], \"items\": {\"minimum\": 16, \"maximum\": 16384}",
     .read = read_size, .form = "[width, height]", .help = "pixels", .usual = "[690, 394]"},
    {SETTING(video, scale), .type = SETTING_NUMBER, .fallback = 1, .min = VIDEO_SCALE_MIN,
     .max = VIDEO_SCALE_MAX, .help = "output pixels per pixel of size: the same picture, finer"},
    {SETTING(video, fps), .type = SETTING_NUMBER, .fallback = VIDEO_FPS, .min = VIDEO_FPS_MIN,
     .max = VIDEO_FPS_MAX, .help = "frames a second"},
    {SETTING(video, hold), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("time"),
     .read = read_seconds, .form = "a time", .help = "how long the last frame is held",
     .usual = "0s"},
    {SETTING(video, every), .type = SETTING_INTEGER, .min = 1, .max = STATES_MAX,
     .help = "states per frame"},
    {SETTING(video, duration), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("time"),
     .read = read_seconds, .form = "a time", .help = "length of the film, in place of every"},
    {SETTING(video, speed), .type = SETTING_CUSTOM,
     .schema = SCHEMA_EITHER("\"enum\": [\"linear\", \"log\"]",
                             "\"type\": \"object\", \"required\": [\"from\", \"to\"]"),
     .read = read_speed, .rows = speed_settings, .form = "linear, log or {from, to}",
     .help = "log: slow first, then ever faster; from, to: states a second", .usual = "linear"},
    {SETTING(video, loop), .type = SETTING_CHOICE, .choices = loops,
     .help = "at the end: begin again, stop, or fade back to the beginning in half a second"},
    {SETTING(video, progress), .type = SETTING_BOOL, .help = "a progress bar along the bottom"},
    {NULL},
};

// Applies the scale to the size. `node` is the scene's scale, `asked` the command line's (0: none).
static bool scale_size(struct video *video, const struct node *node, double asked,
                       struct error *error) {
    video->scale = asked != 0 ? asked : video->scale;
    double width = round(video->width * video->scale), height = round(video->height * video->scale);
    const char *problem = video_size_problem(width, height);
    if (problem && asked != 0)
        return error_set(error, ERROR_USAGE, "--scale: %s, not %.0f x %.0f", problem, width,
                         height);
    if (problem)
        return error_at(error, node->place, "%s, not %.0f x %.0f", problem, width, height);
    video->width = (int)width;
    video->height = (int)height;
    return true;
}

bool video_read(struct video *video, const struct node *node,
                const struct scene_overrides *overrides, struct error *error) {
    settings_default(scene_video_settings, video);
    video->width = 690;
    video->height = 394;
    if (!settings_read(scene_video_settings, video, node, "video", error))
        return false;
    const struct node *every = node_get(node, "every"), *duration = node_get(node, "duration");
    if (every && duration)
        return error_at(error, every->place,
                        "'every' and 'duration' both set the length of the film; give one");
    if (every && video->speed.kind != SPEED_LINEAR)
        return error_at(error, every->place, "'every' goes at one pace; leave out 'speed'");
    if (duration && video->duration == 0)
        return error_at(error, duration->place, "the duration must be above 0s");
    if (overrides->width) {
        video->width = overrides->width;
        video->height = overrides->height;
    }
    if (overrides->fps != 0)
        video->fps = overrides->fps;
    return scale_size(video, node_get(node, "scale"), overrides->scale, error);
}

double speed_seconds(const struct speed *speed, long states) {
    double distance = (double)(states - 1);
    if (fabs(speed->to - speed->from) < 1e-9 * speed->from)
        return distance / speed->from;
    return distance * m_log(speed->to / speed->from) / (speed->to - speed->from);
}

bool video_check(const struct video *video, const struct node *node, long states,
                 struct error *error) {
    if (video->speed.kind != SPEED_RANGE || video->duration > 0)
        return true;
    double seconds = speed_seconds(&video->speed, states);
    if (seconds <= SECONDS_MAX)
        return true;
    return error_at(error, node_get(node, "speed")->place,
                    "at this speed %ld states take %.0f seconds; a film has at most %.0f", states,
                    seconds, SECONDS_MAX);
}
