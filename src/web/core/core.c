// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/core.h"

#include "base/memory.h"
#include "draw/canvas_list.h"
#include "draw/text/glyph_read.h"
#include "encode/format.h"
#include "scene/problem_pool.h"
#include "sim/simulation.h"
#include "web/core/files.h"
#include "web/core/log_tables.h"
#include "web/core/session.h"

#include <stdlib.h>
#include <string.h>

static struct session *session;
static struct text room, answer;
static char **sets; // owned
static size_t set_count, set_capacity;
static bool *hidden; // owned
static size_t hidden_count, hidden_capacity;
static const struct figure_layer *layers; // of the last picture
static size_t layer_count;
static bool layers_restart;
static struct canvas *outline; // of the last glyph

// The page calls this one first.
char *core_room(size_t length) {
    static bool is_ready;
    if (!is_ready)
        log_tables_make();
    is_ready = true;
    text_clear(&room);
    room.data = mem_grow(room.data, &room.capacity, length + 1, 1);
    room.data[length] = '\0';
    return room.data;
}

void core_file(size_t length) {
    size_t name = strlen(room.data) + 1;
    files_put(room.data, room.data + name, length - name);
}

void core_glyphs(size_t length) {
    char *tables = mem_string(room.data, length); // faces point into it as long as the page lives
    glyph_tables_use(tables, length);
}

void core_set(void) {
    sets = mem_grow(sets, &set_capacity, set_count + 1, sizeof *sets);
    sets[set_count++] = mem_string(room.data, strlen(room.data));
}

void core_hide(size_t optimizer) {
    hidden = mem_grow(hidden, &hidden_capacity, optimizer + 1, sizeof *hidden);
    hidden_count = optimizer + 1 > hidden_count ? optimizer + 1 : hidden_count;
    hidden[optimizer] = true;
}

void core_reset(void) {
    if (hidden)
        memset(hidden, 0, hidden_count * sizeof *hidden);
    hidden_count = 0;
    while (set_count > 0)
        free(sets[--set_count]);
}

bool core_open(double scale, int width, int height, bool is_moving) {
    struct error error = {0};
    static struct problem_pool *pool;
    pool = pool ? pool : problem_pool_create();
    struct wish wish = {(const char *const *)sets,
                        set_count,
                        hidden,
                        hidden_count,
                        pool,
                        scale,
                        width,
                        height,
                        is_moving,
                        session};
    struct session *own = session_open(&wish, &error);
    text_clear(&answer);
    if (own) {
        session_close(session);
        session = own;
        problem_pool_turn(pool);
        layer_count = 0;
    } else {
        text_add(&answer, error.what ? error.what : error.message);
    }
    error_finish(&error);
    return own;
}

const char *core_text(void) {
    return answer.data;
}

size_t core_text_length(void) {
    return answer.length;
}

void core_about(void) {
    text_clear(&answer);
    session_about(session, &answer);
}

void core_runs(double position) {
    text_clear(&answer);
    session_runs(session, position, &answer);
}

void core_point(double x, double y, double position) {
    text_clear(&answer);
    session_point(session, x, y, position, &answer);
}

void core_source(void) {
    text_clear(&answer);
    text_add(&answer, session->scene.source.data);
}

// The table goes into the answer.
bool atomic_file_write(struct atomic_file *output, const void *bytes, size_t length,
                       struct error *error) {
    (void)output, (void)error;
    text_append(&answer, bytes, length);
    return true;
}

void core_csv(void) {
    struct error error = {0};
    text_clear(&answer);
    format_csv.codec->write_table(NULL, &session->trace, RECORD_WEIGHTS, &error);
}

size_t core_draw(double position) {
    layers = figure_layers(session->figure, position, &layer_count, &layers_restart);
    return layer_count;
}

static struct figure_growth slots[CORE_SLOTS];

void core_keep(size_t slot) {
    figure_growth_keep(session->figure, &slots[slot]);
}

void core_restore(size_t slot) {
    figure_growth_restore(session->figure, &slots[slot]);
}

static const double *view_of(const struct canvas *canvas, enum layer_change change, double alpha) {
    static double view[12];
    const struct list *list = canvas_list(canvas);
    view[0] = (double)(uintptr_t)list->numbers;
    view[1] = (double)list->count;
    view[2] = change;
    view[3] = alpha;
    view[4] = (double)(uintptr_t)list->images;
    view[5] = (double)list->image_count;
    view[6] = layers_restart;
    view[7] = (double)(uintptr_t)canvas;
    view[8] = list->bounds.x;
    view[9] = list->bounds.y;
    view[10] = list->bounds.width;
    view[11] = list->bounds.height;
    return view;
}

const double *core_layer(size_t index) {
    const struct figure_layer *layer = &layers[index];
    return view_of(layer->list, layer->change, layer->alpha);
}

static const struct canvas_font *font_of(size_t layer, size_t index) {
    return canvas_list(layers[layer].list)->fonts[index];
}

int core_font(size_t layer, size_t index) {
    return font_of(layer, index)->number;
}

const double *core_glyph(size_t layer, size_t font, uint32_t glyph) {
    const struct canvas_font *own = font_of(layer, font);
    canvas_destroy(outline);
    outline = canvas_create_kind(CANVAS_LIST, 16, 16);
    own->outline(own->face, glyph, outline, 0, 0, 1);
    return view_of(outline, LAYER_STAYS, 1);
}
