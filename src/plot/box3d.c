// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/box3d.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// Distance of the eye from the middle of the box, whose floor is 1 by 1.
static const double eye_distance = 6;

static const double tick_out = 3.5, tick_gap = 3, label_gap = 4; // design points

enum { LABEL_MAX = 256 };

// Moves a point of the axes into the box: [-1/2, 1/2] on the floor, its height upwards.
static void to_box(const struct box3d *space, const double point[3], double box[3]) {
    for (int d = 0; d < 3; d++) {
        const struct box3d_axis *axis = &space->axes[d];
        box[d] = (point[d] - axis->low) / (axis->high - axis->low) - 0.5;
    }
    box[2] *= space->camera.height;
}

static double dot(const double a[3], const double b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

struct spot box3d_project(const struct box3d *space, const double point[3]) {
    double box[3];
    to_box(space, point, box);
    double nearness = 1 / (eye_distance - dot(box, space->toward));
    return (struct spot){space->x + space->scale[0] * dot(box, space->right) * nearness,
                         space->y - space->scale[1] * dot(box, space->up) * nearness, nearness};
}

double box3d_tolerance(double nearness) {
    return 0.025 * nearness * nearness;
}

// The end of an axis that the eye is nearer to, or farther from.
static double near_end(const struct box3d *space, int d) {
    return space->toward[d] > 0 ? space->axes[d].high : space->axes[d].low;
}

static double far_end(const struct box3d *space, int d) {
    return space->toward[d] > 0 ? space->axes[d].low : space->axes[d].high;
}

static double smooth_step(double value) {
    value = fmin(1, fmax(0, value));
    return value * value * (3 - 2 * value);
}

// The end of axis `side` at which the floor's edge along the axis `along` has its ticks: the near
// one. Seen straight on both ends are edges of the picture, and the upright axis has the left one.
static double ticks_end(const struct box3d *space, int side, int along) {
    bool is_straight = fabs(space->toward[side]) < 0.1 * hypot(space->toward[0], space->toward[1]);
    if (space->moves || !is_straight)
        return near_end(space, side);
    double point[3] = {0};
    point[along] = near_end(space, along);
    point[2] = space->axes[2].low;
    point[side] = space->axes[side].low;
    struct spot low = box3d_project(space, point);
    point[side] = space->axes[side].high;
    struct spot high = box3d_project(space, point);
    return low.x > high.x ? space->axes[side].low : space->axes[side].high;
}

// Turns the direction out of the box away from the box's middle where it all but runs along the
// edge, as on a floor that is seen from the side.
static void lift(const struct box3d *space, const struct spot *from, const struct spot *to,
                 double out[2]) {
    double length = hypot(to->x - from->x, to->y - from->y);
    if (length < 1e-9)
        return;
    double across[2] = {(to->y - from->y) / length, (from->x - to->x) / length};
    double middle[3] = {0, 0, 0};
    for (int d = 0; d < 3; d++)
        middle[d] = (space->axes[d].low + space->axes[d].high) / 2;
    struct spot inside = box3d_project(space, middle);
    bool is_inward = across[0] * (from->x - inside.x) + across[1] * (from->y - inside.y) < 0;
    double part = out[0] * across[0] + out[1] * across[1]; // the sine between edge and direction
    double turn = (is_inward ? -1 : 1) * 2 * smooth_step((0.5 - fabs(part)) / 0.3);
    out[0] += turn * across[0];
    out[1] += turn * across[1];
    length = hypot(out[0], out[1]);
    out[0] /= length;
    out[1] /= length;
}

// The direction on the screen in which one leaves the box along the axis `side` at a point of its
// rim.
static void out_of_box(const struct box3d *space, int side, const double point[3], double out[2]) {
    double beyond[3] = {point[0], point[1], point[2]};
    double width = space->axes[side].high - space->axes[side].low;
    beyond[side] += 0.1 * (beyond[side] == space->axes[side].high ? width : -width);
    struct spot spot = box3d_project(space, point), away = box3d_project(space, beyond);
    double length = hypot(away.x - spot.x, away.y - spot.y);
    out[0] = length > 1e-9 ? (away.x - spot.x) / length : 0;
    out[1] = length > 1e-9 ? (away.y - spot.y) / length : 1;
}

// Where the ticks of an axis stand: a point of the edge at `value`, and the direction out of the
// box on the screen.
static struct spot edge_at(const struct box3d *space, int d, double value, double out[2]) {
    double point[3] = {0, 0, space->axes[2].low};
    if (d == 2) {
        // The upright edge that stands farthest left, which no surface covers.
        double least = INFINITY;
        for (int corner = 0; corner < 4; corner++) {
            double upright[3] = {corner & 1 ? space->axes[0].high : space->axes[0].low,
                                 corner & 2 ? space->axes[1].high : space->axes[1].low, value};
            struct spot spot = box3d_project(space, upright);
            if (spot.x < least - 1e-6) {
                least = spot.x;
                memcpy(point, upright, sizeof point);
            }
        }
        out[0] = -1;
        out[1] = 0;
        return box3d_project(space, point);
    }
    int side = d == 0 ? 1 : 0; // the axis along which one leaves the box
    point[d] = near_end(space, d);
    point[side] = ticks_end(space, side, d);
    point[d] = value;
    out_of_box(space, side, point, out);
    // Seen from high above, the upper edge is the outer one.
    double top[3] = {point[0], point[1], space->axes[2].high};
    struct spot spot = box3d_project(space, point), above = box3d_project(space, top);
    if (space->toward[2] > 0.9 && (above.x - spot.x) * out[0] + (above.y - spot.y) * out[1] > 0) {
        memcpy(point, top, sizeof top);
        spot = above;
        out_of_box(space, side, point, out);
    }
    double ends[2][3];
    for (int end = 0; end < 2; end++) {
        memcpy(ends[end], point, sizeof point);
        ends[end][d] = end ? space->axes[d].high : space->axes[d].low;
    }
    struct spot from = box3d_project(space, ends[0]), to = box3d_project(space, ends[1]);
    lift(space, &from, &to, out);
    return spot;
}

// Where a text of a size is centred that touches `distance` from the edge in the direction out.
static void text_place(const struct spot *spot, const double out[2], double distance, double width,
                       double height, double at[2]) {
    double reach = fabs(out[0]) * width / 2 + fabs(out[1]) * height / 2;
    at[0] = spot->x + out[0] * (distance + reach);
    at[1] = spot->y + out[1] * (distance + reach);
}

// Called for each text with its middle and size.
typedef void text_visitor(void *context, const char *text, const double at[2], double width,
                          double height, double size, double alpha);

// Boxes of the texts placed so far.
struct taken {
    struct box boxes[BOX3D_TEXTS];
    size_t count;
};

// Takes the place of a text; false where another stands there already.
static bool take_place(struct taken *taken, const double at[2], double width, double height,
                       double gap) {
    struct box box = {at[0] - width / 2 - gap, at[1] - height / 2 - gap, width + 2 * gap,
                      height + 2 * gap};
    for (size_t i = 0; i < taken->count; i++) {
        const struct box *other = &taken->boxes[i];
        if (box.x < other->x + other->width && other->x < box.x + box.width &&
            box.y < other->y + other->height && other->y < box.y + box.height)
            return false;
    }
    taken->boxes[taken->count++] = box;
    return true;
}

// How far a text is from those placed before, in pixels; negative where it covers one.
static double clearance(const struct taken *taken, const double at[2], double width,
                        double height) {
    double least = INFINITY;
    for (size_t i = 0; i < taken->count; i++) {
        const struct box *other = &taken->boxes[i];
        double across = fabs(at[0] - other->x - other->width / 2) - (width + other->width) / 2;
        double down = fabs(at[1] - other->y - other->height / 2) - (height + other->height) / 2;
        least = fmin(least, fmax(across, down));
    }
    return least;
}

// The part in which an axis shows under a moving camera: nothing where its edge is about to change
// sides.
static double axis_presence(const struct box3d *space, int d) {
    double steady = d == 2 ? 0.1 : 0.06, fade = 0.1;
    double turn = d == 0   ? fabs(space->toward[1])
                  : d == 1 ? fabs(space->toward[0])
                           : fmin(fabs(space->toward[0]), fabs(space->toward[1]));
    return smooth_step((turn - steady) / fade);
}

// The distance of an axis label that clears the axis' own numbers, whatever their number: it glides
// with the camera.
static double label_distance(const struct box3d *space, const struct panel *panel, int d,
                             const double out[2]) {
    const struct stage *stage = panel->stage;
    const struct ticks *ticks = &space->axes[d].ticks;
    double unit = stage->unit, size = stage->theme->tick_size * unit, widest = 0;
    for (int i = 0; i < ticks->count; i++)
        widest = fmax(widest, font_width(stage->font, ticks->label[i], size));
    return (tick_out + tick_gap + label_gap + 2) * unit + fabs(out[0]) * widest +
           fabs(out[1]) * size * FONT_CAP_HEIGHT;
}

// The axis' label with the factor or offset that its numbers share.
static const char *label_of(const struct box3d_axis *axis, char label[LABEL_MAX]) {
    if (axis->ticks.common[0] == '\0')
        return axis->label;
    snprintf(label, LABEL_MAX, "%s%s%s", axis->label ? axis->label : "", axis->label ? " " : "",
             axis->ticks.common);
    return label;
}

static void visit_texts(const struct box3d *space, const struct panel *panel, text_visitor *visit,
                        void *context) {
    const struct stage *stage = panel->stage;
    double unit = stage->unit, size = stage->theme->tick_size * unit;
    double label_size = stage->theme->label_size * unit;
    struct taken taken = {.count = 0};
    for (int d = 0; d < 3; d++) {
        const struct box3d_axis *axis = &space->axes[d];
        double out[2], at[2];
        double height = size * FONT_CAP_HEIGHT;
        double presence = space->moves ? axis_presence(space, d) : 1;
        for (int i = 0; i < axis->ticks.count; i++) {
            const char *text = axis->ticks.label[i];
            struct spot spot = edge_at(space, d, axis->ticks.value[i], out);
            double width = font_width(stage->font, text, size), alpha = presence;
            text_place(&spot, out, (tick_out + tick_gap) * unit, width, height, at);
            if (space->moves)
                alpha *= smooth_step(clearance(&taken, at, width, height) / (4 * unit));
            // Where two axes meet, the label of the first stays.
            if (alpha > 0 && (take_place(&taken, at, width, height, 0.5 * unit) || space->moves))
                visit(context, text, at, width, height, size, alpha);
        }
        char shared[LABEL_MAX];
        const char *label = label_of(axis, shared);
        if (!label)
            continue;
        struct spot spot = edge_at(space, d, (axis->low + axis->high) / 2, out);
        double width = font_width(stage->font, label, label_size);
        if (space->moves) {
            text_place(&spot, out, label_distance(space, panel, d, out), width,
                       label_size * FONT_CAP_HEIGHT, at);
            presence *= smooth_step(clearance(&taken, at, width, label_size) / (4 * unit));
            if (presence > 0 && take_place(&taken, at, width, label_size, 0))
                visit(context, label, at, width, label_size, label_size, presence);
            continue;
        }
        double distance = (tick_out + tick_gap + label_gap) * unit;
        // Outwards until it is clear of the numbers.
        do {
            distance += unit;
            text_place(&spot, out, distance, width, label_size * FONT_CAP_HEIGHT, at);
        } while (!take_place(&taken, at, width, label_size, 4 * unit) && distance < 200 * unit);
        visit(context, label, at, width, label_size, label_size, 1);
    }
}

struct bounds {
    double low[2], high[2];
};

static void extend(struct bounds *extent, double x, double y) {
    extent->low[0] = fmin(extent->low[0], x);
    extent->high[0] = fmax(extent->high[0], x);
    extent->low[1] = fmin(extent->low[1], y);
    extent->high[1] = fmax(extent->high[1], y);
}

static void extend_text(void *context, const char *text, const double at[2], double width,
                        double height, double size, double alpha) {
    (void)alpha;
    (void)text;
    (void)size;
    extend(context, at[0] - width / 2, at[1] - height / 2);
    extend(context, at[0] + width / 2, at[1] + height / 2);
}

static struct bounds corners_extent(const struct box3d *space) {
    struct bounds extent = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (int corner = 0; corner < 8; corner++) {
        double point[3];
        for (int d = 0; d < 3; d++)
            point[d] = corner >> d & 1 ? space->axes[d].high : space->axes[d].low;
        struct spot spot = box3d_project(space, point);
        extend(&extent, spot.x, spot.y);
    }
    return extent;
}

struct box_list {
    struct box *boxes;
    size_t count;
};

static void collect_box(void *context, const char *text, const double at[2], double width,
                        double height, double size, double alpha) {
    (void)alpha;
    (void)text;
    (void)size;
    struct box_list *list = context;
    list->boxes[list->count++] = (struct box){at[0] - width / 2, at[1] - height / 2, width, height};
}

size_t box3d_text_boxes(const struct box3d *space, const struct panel *panel, struct box *boxes) {
    struct box_list list = {boxes, 0};
    visit_texts(space, panel, collect_box, &list);
    return list.count;
}

void box3d_edge(const struct box3d *space, int edge, double ends[2][2]) {
    // The edges along axis edge / 4 stand at the four corners of the other two.
    int along = edge / 4;
    for (int end = 0; end < 2; end++) {
        double point[3];
        for (int d = 0; d < 3; d++) {
            int high = d == along ? end : d == (along + 1) % 3 ? edge & 1 : edge >> 1 & 1;
            point[d] = high ? space->axes[d].high : space->axes[d].low;
        }
        struct spot spot = box3d_project(space, point);
        ends[end][0] = spot.x;
        ends[end][1] = spot.y;
    }
}

// Whether neighbouring numbers of an axis are clear of each other in one direction or the other,
// seen by one of the cameras.
static bool ticks_fit(struct box3d *space, const struct panel *panel, int d,
                      const struct camera *cameras, size_t count) {
    const struct stage *stage = panel->stage;
    double size = stage->theme->tick_size * stage->unit, widest = 0;
    const struct box3d_axis *axis = &space->axes[d];
    for (int i = 0; i < axis->ticks.count; i++)
        widest = fmax(widest, font_width(stage->font, axis->ticks.label[i], size));
    double step = axis->ticks.count > 1 ? axis->ticks.value[1] - axis->ticks.value[0]
                                        : axis->high - axis->low;
    double steps = (axis->high - axis->low) / step;
    for (size_t i = 0; i < count; i++) {
        double out[2];
        box3d_aim(space, cameras[i]);
        struct spot from = edge_at(space, d, axis->low, out);
        struct spot to = edge_at(space, d, axis->high, out);
        if (fabs(to.x - from.x) / steps > widest + 0.4 * size ||
            fabs(to.y - from.y) / steps > 1.25 * size)
            return true;
    }
    return false;
}

// Ticks as close as their labels allow on the projected edge.
static void choose_ticks(struct box3d *space, const struct panel *panel,
                         const struct camera *cameras, size_t count) {
    for (int d = 0; d < 3; d++) {
        struct box3d_axis *axis = &space->axes[d];
        for (int most = 9; most >= 2; most--) {
            if (axis->is_log) {
                ticks_choose(&axis->ticks, pow(10, axis->low), pow(10, axis->high), most, true);
                for (int i = 0; i < axis->ticks.count; i++)
                    axis->ticks.value[i] = log10(axis->ticks.value[i]);
            } else {
                ticks_choose_short(&axis->ticks, axis->low, axis->high, most, false);
            }
            if (ticks_fit(space, panel, d, cameras, count))
                break;
        }
    }
}

void box3d_aim(struct box3d *space, struct camera camera) {
    double elevation = camera.elevation * M_PI / 180, azimuth = camera.azimuth * M_PI / 180;
    double toward[3] = {cos(elevation) * cos(azimuth), cos(elevation) * sin(azimuth),
                        sin(elevation)};
    double right[3] = {-sin(azimuth), cos(azimuth), 0};
    double up[3] = {-sin(elevation) * cos(azimuth), -sin(elevation) * sin(azimuth), cos(elevation)};
    space->camera = camera;
    memcpy(space->toward, toward, sizeof toward);
    memcpy(space->right, right, sizeof right);
    memcpy(space->up, up, sizeof up);
}

static void join(struct bounds *extent, const struct bounds *other) {
    extend(extent, other->low[0], other->low[1]);
    extend(extent, other->high[0], other->high[1]);
}

// What box and texts cover, seen by all cameras.
static void measure_all(struct box3d *space, const struct panel *panel,
                        const struct camera *cameras, size_t count, struct bounds *box,
                        struct bounds *all) {
    *box = *all = (struct bounds){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (size_t i = 0; i < count; i++) {
        box3d_aim(space, cameras[i]);
        struct bounds seen = corners_extent(space);
        join(box, &seen);
        visit_texts(space, panel, extend_text, &seen);
        join(all, &seen);
    }
}

static void fit_all(struct box3d *space, const struct panel *panel, struct box room,
                    const struct camera *cameras, size_t count) {
    space->x = space->y = 0;
    space->scale[0] = space->scale[1] = fmin(room.width, room.height) * eye_distance * 0.5;
    // Text keeps its size while the box grows, so the fit is found in a few rounds.
    for (int round = 0; round < 6; round++) {
        struct bounds box, all;
        choose_ticks(space, panel, cameras, count);
        measure_all(space, panel, cameras, count, &box, &all);
        double grow[2], size[2] = {room.width, room.height};
        for (int d = 0; d < 2; d++) {
            double text = (all.high[d] - all.low[d]) - (box.high[d] - box.low[d]);
            grow[d] = fmax(1, size[d] - text) / (box.high[d] - box.low[d]);
        }
        space->scale[1] = fmin(space->scale[1] * grow[1], space->scale[0] * grow[0]);
        space->scale[0] = fmin(space->scale[0] * grow[0], space->scale[1] * cameras->stretch);
        measure_all(space, panel, cameras, count, &box, &all);
        space->x += room.x + room.width / 2 - (all.low[0] + all.high[0]) / 2;
        space->y += room.y + room.height / 2 - (all.low[1] + all.high[1]) / 2;
    }
    box3d_aim(space, cameras[0]);
}

void box3d_fit(struct box3d *space, const struct panel *panel, struct box room) {
    struct camera camera = space->camera;
    fit_all(space, panel, room, &camera, 1);
}

void box3d_fit_orbit(struct box3d *space, const struct panel *panel, struct box room,
                     const struct camera_way *way) {
    enum { LOOKS = 49 };
    struct camera cameras[LOOKS];
    for (int i = 0; i < LOOKS; i++)
        cameras[i] = camera_at(way, i / (LOOKS - 1.0));
    space->moves = camera_moves(way);
    // A box that turns must not be stretched: it would seem to swell and shrink.
    for (int i = 0; space->moves && i < LOOKS; i++)
        cameras[i].stretch = 1;
    fit_all(space, panel, room, cameras, space->moves ? LOOKS : 1);
}

static void move_to(const struct box3d *space, struct canvas *canvas, const double point[3],
                    bool is_first) {
    struct spot spot = box3d_project(space, point);
    if (is_first)
        canvas_move(canvas, spot.x, spot.y);
    else
        canvas_line(canvas, spot.x, spot.y);
}

// A line on a wall: `fixed` is the axis whose far end the wall is, the line stands at `value` of
// the axis `at` and runs along the third.
static void wall_line(const struct box3d *space, struct canvas *canvas, int fixed, int at,
                      double value) {
    int along = 3 - fixed - at;
    double point[3];
    point[fixed] = fixed == 2 ? space->axes[2].low : far_end(space, fixed);
    point[at] = value;
    point[along] = space->axes[along].low;
    move_to(space, canvas, point, true);
    point[along] = space->axes[along].high;
    move_to(space, canvas, point, false);
}

static void draw_wall(const struct box3d *space, const struct panel *panel, struct canvas *canvas,
                      int fixed) {
    const struct theme *theme = panel->stage->theme;
    double unit = panel->stage->unit;
    int u = fixed == 0 ? 1 : 0, v = fixed == 2 ? 1 : 2;
    double point[3];
    point[fixed] = fixed == 2 ? space->axes[2].low : far_end(space, fixed);
    for (int pass = 0; pass < 2; pass++) {
        for (int corner = 0; corner < 4; corner++) {
            point[u] = corner == 1 || corner == 2 ? space->axes[u].high : space->axes[u].low;
            point[v] = corner >= 2 ? space->axes[v].high : space->axes[v].low;
            move_to(space, canvas, point, corner == 0);
        }
        canvas_close(canvas);
        if (pass == 0) {
            canvas_fill(canvas, theme->wall, 1);
            struct stroke grid = {
                .color = theme->grid, .alpha = 1, .width = theme->grid_width * unit};
            for (int t = 0; t < space->axes[u].ticks.count; t++)
                wall_line(space, canvas, fixed, u, space->axes[u].ticks.value[t]);
            for (int t = 0; t < space->axes[v].ticks.count; t++)
                wall_line(space, canvas, fixed, v, space->axes[v].ticks.value[t]);
            canvas_stroke(canvas, &grid);
        } else {
            struct stroke rim = {
                .color = theme->wall_edge, .alpha = 1, .width = theme->grid_width * unit};
            canvas_stroke(canvas, &rim);
        }
    }
}

struct text_pen {
    const struct panel *panel;
    struct canvas *canvas;
};

static void draw_text(void *context, const char *text, const double at[2], double width,
                      double height, double size, double alpha) {
    (void)width;
    (void)height;
    const struct text_pen *pen = context;
    struct text_style style = {.size = size,
                               .color = color_mix(pen->panel->stage->theme->background,
                                                  pen->panel->stage->theme->muted_text, alpha),
                               .align = 0.5,
                               .middle = 0.5};
    font_draw(pen->panel->stage->font, pen->canvas, text, at[0], at[1], &style);
}

void box3d_draw(const struct box3d *space, const struct panel *panel, struct canvas *canvas) {
    const struct theme *theme = panel->stage->theme;
    double unit = panel->stage->unit;
    for (int fixed = 0; fixed < 3; fixed++)
        draw_wall(space, panel, canvas, fixed);
    struct stroke line = {.color = theme->spine, .alpha = 1, .width = theme->spine_width * unit};
    for (int d = 0; d < 3; d++) {
        const struct box3d_axis *axis = &space->axes[d];
        double out[2];
        struct spot from = edge_at(space, d, axis->low, out),
                    to = edge_at(space, d, axis->high, out);
        line.alpha = space->moves ? axis_presence(space, d) : 1;
        canvas_move(canvas, from.x, from.y);
        canvas_line(canvas, to.x, to.y);
        for (int i = 0; i < axis->ticks.count; i++) {
            struct spot spot = edge_at(space, d, axis->ticks.value[i], out);
            canvas_move(canvas, spot.x, spot.y);
            canvas_line(canvas, spot.x + out[0] * tick_out * unit,
                        spot.y + out[1] * tick_out * unit);
        }
        canvas_stroke(canvas, &line);
    }
    struct text_pen pen = {panel, canvas};
    visit_texts(space, panel, draw_text, &pen);
}
