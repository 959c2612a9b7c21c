// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/title_line.h"

#include "base/memory.h"
#include "draw/text/dashes.h"
#include "draw/text/shorten.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool title_line_init(struct title_line *line, const struct stage *stage,
                     const struct scene_template *own, const char *usual, struct error *error) {
    const char *text = own->text ? own->text : usual;
    line->stage = stage;
    if (!text || !*text)
        return true;
    line->text = template_parse(stage->scene, text, own->place, error);
    return line->text != NULL;
}

void title_line_finish(struct title_line *line) {
    template_destroy(line->text);
    text_finish(&line->drawn_text);
}

bool title_line_is(const struct title_line *line) {
    return line->text != NULL;
}

// The parts of a line as they read at a state.
struct parts {
    char *texts[TITLE_SLOTS + 1]; // owned
    size_t count;
    bool has_dashes; // hyphens become what they stand for
};

static void add_part(void *context, const char *text, bool is_field) {
    (void)is_field;
    struct parts *parts = context;
    struct text part = {0};
    if (parts->count > TITLE_SLOTS)
        return;
    text_add(&part, text);
    if (parts->has_dashes)
        dashes_set(&part);
    parts->texts[parts->count++] = text_take(&part);
}

static void read_parts(const struct title_line *line, long state, struct parts *parts) {
    *parts = (struct parts){.has_dashes = line->stage->theme->symbols};
    template_visit(line->text, line->stage->trace, state, add_part, parts);
}

static void finish_parts(struct parts *parts) {
    for (size_t i = 0; i < parts->count; i++)
        free(parts->texts[i]);
}

// Writes the line of a state.
static void write_line(const struct title_line *line, long state, struct text *out) {
    template_fill(line->text, line->stage->trace, state, out);
    if (line->stage->theme->symbols)
        dashes_set(out);
    text_add(out, ""); // the text must not be NULL
}

// True if the parts of a text can be drawn apart: no formula and no right-to-left text spans them.
static bool has_parts(const char *text) {
    for (const char *c = text; *c; c++)
        if (*c == '$' || *c == '\n' || (unsigned char)*c >= 0xD6)
            return false;
    return true;
}

static struct font *font_of(const struct title_line *line, bool moves) {
    return stage_font(line->stage, moves && line->is_counter ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR);
}

// Finds the slots: which parts change in the film, and how wide each gets.
static void find_slots(struct title_line *line) {
    const struct trace *trace = line->stage->trace;
    struct parts first, now;
    long stride = trace->states / 200 + 1;
    read_parts(line, 0, &first);
    line->slot_count = first.count <= TITLE_SLOTS ? first.count : 0;
    for (int pass = 0; pass < 2; pass++) // the font of a part depends on whether it changes
        for (long state = 0;; state = trace_next(trace, state, stride)) {
            bool is_last = state >= trace->states - stride;
            read_parts(line, is_last ? trace->states - 1 : state, &now);
            for (size_t i = 0; i < line->slot_count && i < now.count; i++) {
                struct title_slot *slot = &line->slots[i];
                if (pass == 0)
                    slot->moves = slot->moves || strcmp(now.texts[i], first.texts[i]) != 0;
                else
                    slot->width = fmax(slot->width, font_width(font_of(line, slot->moves),
                                                               now.texts[i], line->size));
            }
            finish_parts(&now);
            if (is_last)
                break;
        }
    finish_parts(&first);
    for (size_t i = 0; i < line->slot_count; i++) {
        line->slots[i].x = line->width;
        line->width += line->slots[i].width;
    }
}

void title_line_measure(struct title_line *line) {
    const struct trace *trace = line->stage->trace;
    struct text text = {0};
    line->size = line->stage->theme->subtitle_size * line->stage->unit;
    line->width = 0;
    line->slot_count = 0;
    if (!line->text)
        return;
    write_line(line, 0, &text);
    if (line->is_counter && has_parts(text.data))
        find_slots(line);
    long stride = trace->states / 200 + 1;
    for (long state = 0; line->slot_count == 0 && state < trace->states;
         state = trace_next(trace, state, stride)) {
        write_line(line, state, &text);
        line->width = fmax(line->width, font_width(line->stage->font, text.data, line->size));
    }
    text_finish(&text);
}

static void draw_slots(const struct title_line *line, struct canvas *canvas, long state) {
    const struct theme *theme = line->stage->theme;
    struct parts parts;
    read_parts(line, state, &parts);
    for (size_t i = 0; i < line->slot_count && i < parts.count; i++) {
        const struct title_slot *slot = &line->slots[i];
        struct text_style style = {.size = line->size,
                                   .color = slot->moves ? theme->text : theme->muted_text,
                                   .align = slot->moves ? 1 : 0};
        font_draw(font_of(line, slot->moves), canvas, parts.texts[i],
                  line->x + slot->x + style.align * slot->width, line->baseline, &style);
    }
    finish_parts(&parts);
}

void title_line_draw(struct title_line *line, struct canvas *canvas, long state) {
    const struct stage *stage = line->stage;
    struct text text = {0}, fitted = {0};
    if (!line->text)
        return;
    if (line->slot_count > 0) {
        draw_slots(line, canvas, state);
        return;
    }
    write_line(line, state, &text);
    struct text_style style = {.color = stage->theme->muted_text};
    style.size = shorten_line(stage->font, text.data, line->size,
                              stage_text_least(stage, line->size), line->room, &fitted);
    if (strcmp(fitted.data, text.data) != 0)
        stage_warn(stage, WARNING_CUT, text.data);
    font_draw(stage->font, canvas, fitted.data, line->x, line->baseline, &style);
    text_finish(&fitted);
    text_finish(&text);
}

struct rect title_line_update(struct title_line *line, struct canvas *frame, struct canvas *ground,
                              long state, bool all) {
    struct text text = {0};
    if (!line->text)
        return (struct rect){0};
    write_line(line, state, &text);
    bool is_same = !all && line->drawn_text.data && strcmp(text.data, line->drawn_text.data) == 0;
    text_finish(&line->drawn_text);
    line->drawn_text = text;
    if (is_same)
        return (struct rect){0};
    if (all)
        line->drawn = (struct rect){0};
    struct rect stale = line->drawn;
    canvas_copy(frame, ground, stale);
    canvas_take_damage(frame);
    title_line_draw(line, frame, state);
    line->drawn = canvas_take_damage(frame);
    return rect_union(stale, line->drawn);
}
