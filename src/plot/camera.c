// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/camera.h"

#include <math.h>
#include <stddef.h>

struct camera_sweep {
    double from, to, turns;
    bool has_from, has_to, has_turns;
    int easing;
};

struct camera_options {
    const struct node *elevation, *azimuth, *orbit;
    double height, stretch;
    bool has_height;
};

static const char *const easings[] = {"smooth", "linear", NULL};

static const struct setting sweep_settings[] = {
    {SETTING(camera_sweep, from), .given = offsetof(struct camera_sweep, has_from), .min = -3600,
     .max = 3600, .help = "degrees at the first frame"},
    {SETTING(camera_sweep, to), .given = offsetof(struct camera_sweep, has_to), .min = -3600,
     .max = 3600, .help = "degrees at the last frame"},
    {SETTING(camera_sweep, turns), .given = offsetof(struct camera_sweep, has_turns), .min = -10,
     .max = 10, .help = "turns, such as 1 or -0.5, in place of `to`"},
    {SETTING(camera_sweep, easing), .type = SETTING_CHOICE, .choices = easings,
     .help = "how the camera starts and stops"},
    {0},
};

const struct setting camera_settings[] = {
    {SETTING(camera_options, elevation), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .rows = sweep_settings, .form = "degrees, or {from, to, easing}",
     .help = "angle above the floor; default 50"},
    {SETTING(camera_options, azimuth), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .rows = sweep_settings, .form = "degrees, or {from, to, easing}",
     .help = "angle around the vertical axis; default: the theme's"},
    {SETTING(camera_options, orbit), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .rows = sweep_settings, .form = "{from, to or turns, easing}",
     .help = "how the azimuth changes over the film"},
    {SETTING(camera_options, height), .given = offsetof(struct camera_options, has_height),
     .fallback = 0.75, .min = 0.1, .max = 5,
     .help = "height of the box, whose floor is 1 by 1; default: more in a tall cell"},
    {SETTING(camera_options, stretch), .fallback = 1.3, .min = 1, .max = 3,
     .help = "how far the picture may be stretched horizontally to fill its cell"},
    {0},
};

void camera_default(struct camera_motion *motion) {
    *motion = (struct camera_motion){
        .from = {50, 70, 0.75, 1.3}, .to = {50, 70, 0.75, 1.3}, .is_free = true};
}

static bool check_angle(const struct node *node, double angle, double low, double high,
                        struct error *error) {
    if (angle >= low && angle <= high)
        return true;
    return error_at(error, node->place, "expected degrees from %g to %g, not %g", low, high, angle);
}

// Reads an angle, or a sweep from one angle to another, into `from` and `to`.
static bool read_angle(const struct node *node, double low, double high, double *from, double *to,
                       int *easing, struct error *error) {
    if (!node)
        return true;
    if (node->kind != NODE_MAP) {
        if (!node_number(node, from, error) || !check_angle(node, *from, low, high, error))
            return false;
        *to = *from;
        return true;
    }
    struct camera_sweep sweep = {.from = *from, .to = *from, .easing = *easing};
    if (!settings_read(sweep_settings, &sweep, node, "the camera's movement", error))
        return false;
    if (sweep.has_to == sweep.has_turns)
        return error_at(error, node->place, "expected either 'to' or 'turns'");
    *from = sweep.from;
    *to = sweep.has_to ? sweep.to : sweep.from + 360 * sweep.turns;
    *easing = sweep.easing;
    return check_angle(node, *from, low, high, error) && check_angle(node, *to, low, high, error);
}

bool camera_read(const struct node *node, void *field, struct error *error) {
    struct camera_motion *motion = field;
    struct camera_options options = {0};
    camera_default(motion);
    options.height = motion->from.height;
    options.stretch = motion->from.stretch;
    if (!settings_read(camera_settings, &options, node, "the camera", error))
        return false;
    const struct node *azimuth = options.orbit ? options.orbit : options.azimuth;
    if (options.orbit && options.orbit->kind != NODE_MAP)
        return node_expected(options.orbit, "{from, to}", error);
    motion->is_free =
        !options.azimuth &&
        (!options.orbit || (!node_get(options.orbit, "from") && !node_get(options.orbit, "to")));
    // An orbit without `from` starts at the azimuth.
    if (options.orbit && options.azimuth &&
        !read_angle(options.azimuth, -360, 360, &motion->from.azimuth, &motion->to.azimuth,
                    &motion->easing, error))
        return false;
    motion->has_height = options.has_height;
    camera_raise(motion, options.height);
    motion->from.stretch = motion->to.stretch = options.stretch;
    return read_angle(options.elevation, 0, 90, &motion->from.elevation, &motion->to.elevation,
                      &motion->easing, error) &&
           read_angle(azimuth, -3600, 3600, &motion->from.azimuth, &motion->to.azimuth,
                      &motion->easing, error);
}

void camera_raise(struct camera_motion *motion, double height) {
    motion->from.height = motion->to.height = height;
}

void camera_turn(struct camera_motion *motion, double azimuth) {
    motion->to.azimuth += azimuth - motion->from.azimuth;
    motion->from.azimuth = azimuth;
}

bool camera_moves(const struct camera_motion *motion) {
    return motion->from.azimuth != motion->to.azimuth ||
           motion->from.elevation != motion->to.elevation;
}

struct camera camera_at(const struct camera_motion *motion, double part) {
    if (motion->easing == EASING_SMOOTH)
        part = part * part * (3 - 2 * part);
    struct camera camera = motion->from;
    camera.azimuth += (motion->to.azimuth - motion->from.azimuth) * part;
    camera.elevation += (motion->to.elevation - motion->from.elevation) * part;
    return camera;
}
