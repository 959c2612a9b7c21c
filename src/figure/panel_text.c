// SPDX-License-Identifier: GPL-3.0-or-later
// Notes: lines of text with formulas and the fields of titles.
#include "base/memory.h"
#include "figure/axes.h"
#include "figure/maths.h"
#include "figure/title.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum vertical { VERTICAL_TOP, VERTICAL_MIDDLE, VERTICAL_BOTTOM };
static const char *const aligns[] = {"left", "center", "right", NULL};
static const char *const verticals[] = {
    [VERTICAL_TOP] = "top", [VERTICAL_MIDDLE] = "middle", [VERTICAL_BOTTOM] = "bottom", NULL};

struct text_options {
    const struct node *text;
    double size;
    int align, vertical;
    uint32_t color;
    bool has_color;
};

// A line as it is written; where it is too long for the cell it goes on below.
struct paragraph {
    struct title *template; // owned
};

// A line as it is drawn. Its place follows from its widest text over the film, so that it stands
// still while its numbers change.
struct text_line {
    size_t paragraph, from, to; // words
    double x, baseline;
    bool is_moving;
};

struct text_state {
    struct paragraph *paragraphs;
    size_t count, capacity;
    struct text_line *lines;
    size_t line_count, line_capacity;
    double size; // pixels
};

static bool read_text(const struct node *node, void *field, struct error *error) {
    const char *text;
    *(const struct node **)field = node;
    return node_string(node, &text, error);
}

static bool check(struct panel *panel, struct error *error) {
    const struct text_options *options = panel->options;
    struct text_state *state = panel->state;
    if (!options->text)
        return error_at(error, panel->place, "a text panel needs a `text`");
    const char *text = options->text->text;
    size_t end = strlen(text);
    while (end > 0 && text[end - 1] == '\n')
        end--;
    for (size_t at = 0; at <= end;) {
        size_t length = strcspn(text + at, "\n");
        char *line = mem_string(text + at, length);
        struct title *template = title_parse(panel->stage->scene, line,
                                             place_within(options->text->place, text, at), error);
        free(line);
        if (!template)
            return false;
        state->paragraphs = mem_grow(state->paragraphs, &state->capacity, state->count + 1,
                                     sizeof *state->paragraphs);
        state->paragraphs[state->count++] = (struct paragraph){.template = template};
        at += length + 1;
    }
    return true;
}

// Finds the next word at `*text`, which a formula is a part of, blanks in it included; moves behind
// it. False at the end.
static bool next_word(const char **text, const char **start, size_t *length) {
    const char *s = *text + strspn(*text, " ");
    *start = s;
    while (*s && *s != ' ') {
        struct maths_part part;
        const char *cursor = s;
        if (*s == '$' && maths_next_part(&cursor, &part) && part.is_formula) {
            s = cursor;
        } else {
            s += s[0] == '\\' && s[1] == '$' ? 2 : 1;
        }
    }
    *text = s;
    *length = (size_t)(s - *start);
    return *length > 0;
}

// Writes the words from `from` to before `to` of a paragraph at a state; blanks at the line's begin
// are kept, as they set it in.
static void write_words(const struct panel *panel, const struct paragraph *paragraph, long at,
                        size_t from, size_t to, struct text *out) {
    struct text whole = {0};
    title_write(paragraph->template, panel->stage->trace, at, &whole);
    const char *text = whole.data ? whole.data : "", *start;
    size_t length, word = 0;
    text_clear(out);
    text_add(out, "");
    if (from == 0)
        text_append(out, text, strspn(text, " "));
    for (; word < to && next_word(&text, &start, &length); word++) {
        if (word < from)
            continue;
        if (word > from)
            text_add(out, " ");
        text_append(out, start, length);
    }
    text_finish(&whole);
}

static size_t count_words(const struct panel *panel, const struct paragraph *paragraph) {
    struct text whole = {0};
    title_write(paragraph->template, panel->stage->trace, 0, &whole);
    const char *text = whole.data ? whole.data : "", *start;
    size_t length, count = 0;
    while (next_word(&text, &start, &length))
        count++;
    text_finish(&whole);
    return count;
}

// The widest extents of a range of words over the film; a long one is sampled.
static struct text_extents widest(const struct panel *panel, const struct paragraph *paragraph,
                                  size_t from, size_t to, double size) {
    const struct stage *stage = panel->stage;
    long states = title_is_moving(paragraph->template) ? stage->trace->states : 1;
    struct text_extents most = {0};
    struct text words = {0};
    for (long at = 0, stride = states / 50 + 1; at < states; at += stride) {
        struct text_extents extents;
        write_words(panel, paragraph, at, from, to, &words);
        font_measure(stage->font, words.data, size, false, &extents);
        most.width = fmax(most.width, extents.width);
        most.ascent = fmax(most.ascent, extents.ascent);
        most.descent = fmax(most.descent, extents.descent);
    }
    text_finish(&words);
    return most;
}

// Breaks a paragraph where its next word has no room; a word that is too long stays whole.
static void add_lines(const struct panel *panel, struct text_state *state, size_t index,
                      double size) {
    const struct paragraph *paragraph = &state->paragraphs[index];
    size_t words = count_words(panel, paragraph);
    size_t from = 0;
    do {
        size_t to = from + 1;
        while (to < words &&
               widest(panel, paragraph, from, to + 1, size).width <= panel->plot.width)
            to++;
        state->lines = mem_grow(state->lines, &state->line_capacity, state->line_count + 1,
                                sizeof *state->lines);
        state->lines[state->line_count++] =
            (struct text_line){.paragraph = index,
                               .from = from,
                               .to = to,
                               .is_moving = title_is_moving(paragraph->template)};
        from = to;
    } while (from < words);
}

// Sets all lines at a size; returns their height, and whether they are as narrow as the cell.
static double set_lines(struct panel *panel, double size, bool *fits) {
    const struct text_options *options = panel->options;
    struct text_state *state = panel->state;
    state->line_count = 0;
    state->size = size;
    *fits = true;
    for (size_t i = 0; i < state->count; i++)
        add_lines(panel, state, i, size);
    double y = 0;
    for (size_t i = 0; i < state->line_count; i++) {
        struct text_line *line = &state->lines[i];
        struct text_extents extents =
            widest(panel, &state->paragraphs[line->paragraph], line->from, line->to, size);
        double room = panel->plot.width - extents.width;
        *fits = *fits && room > -0.5;
        line->x = round(panel->plot.x + room * options->align / 2);
        line->baseline = y + extents.ascent;
        y = line->baseline + extents.descent + 0.35 * size;
    }
    return y - 0.35 * size;
}

// Takes the size that is asked for, or the largest that fits.
static void fit(struct panel *panel) {
    const struct text_options *options = panel->options;
    const struct stage *stage = panel->stage;
    struct text_state *state = panel->state;
    double points = options->size > 0 ? options->size : 1.15 * stage->theme->label_size;
    bool fits;
    double size = points * stage->unit, height = set_lines(panel, size, &fits);
    for (int i = 0; i < 40 && (!fits || height > panel->plot.height); i++) {
        size *= 0.95;
        height = set_lines(panel, size, &fits);
    }
    double spare = panel->plot.height - height;
    for (size_t i = 0; i < state->line_count; i++)
        state->lines[i].baseline =
            round(state->lines[i].baseline + panel->plot.y + spare * options->vertical / 2);
}

static void measure(struct panel *panel, struct margins *margins) {
    double edge = 3 * panel->stage->unit;
    *margins = (struct margins){edge, edge, edge + axes_title_height(panel), edge};
}

static void draw_lines(const struct panel *panel, struct canvas *canvas, long at, bool moving) {
    const struct text_options *options = panel->options;
    const struct text_state *state = panel->state;
    const struct stage *stage = panel->stage;
    struct text_style style = {.size = state->size,
                               .color = options->has_color ? options->color : stage->theme->text};
    struct text words = {0};
    for (size_t i = 0; i < state->line_count; i++) {
        const struct text_line *line = &state->lines[i];
        if (line->is_moving != moving)
            continue;
        write_words(panel, &state->paragraphs[line->paragraph], at, line->from, line->to, &words);
        font_draw(stage->font, canvas, words.data, line->x, line->baseline, &style);
    }
    text_finish(&words);
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct text_state *state = panel->state;
    struct text text = {0};
    fit(panel);
    axes_draw_title(panel, canvas);
    draw_lines(panel, canvas, 0, false);
    for (size_t i = 0; i < state->count; i++) {
        title_write(state->paragraphs[i].template, panel->stage->trace, 0, &text);
        font_check(panel->stage->font, text.data ? text.data : "", panel->stage->warnings);
    }
    text_finish(&text);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    draw_lines(panel, canvas, (long)floor(position), true);
}

static void finish(struct panel *panel) {
    struct text_state *state = panel->state;
    for (size_t i = 0; i < state->count; i++)
        title_destroy(state->paragraphs[i].template);
    free(state->paragraphs);
    free(state->lines);
}

static const struct setting settings[] = {
    {SETTING(text_options, text), .type = SETTING_CUSTOM, .read = read_text, .form = "text",
     .help = "lines with formulas and the fields of titles"},
    {SETTING(text_options, size), .type = SETTING_NUMBER, .max = 1000, .bounds = BOUNDS_ABOVE_MIN,
     .help = "of the letters in points; shrinks to fit; default: a little above the labels'"},
    {SETTING(text_options, align), .type = SETTING_CHOICE, .choices = aligns,
     .help = "where lines stand across the cell"},
    {SETTING(text_options, vertical), .type = SETTING_CHOICE, .fallback = VERTICAL_MIDDLE,
     .choices = verticals, .help = "where they stand along it"},
    {SETTING(text_options, color), .type = SETTING_COLOR,
     .given = offsetof(struct text_options, has_color), .help = "default: the theme's"},
    {0},
};

const struct panel_type panel_text = {
    .name = "text",
    .help = "lines of text with formulas and live numbers",
    .settings = settings,
    .options_size = sizeof(struct text_options),
    .state_size = sizeof(struct text_state),
    .check = check,
    .measure = measure,
    .draw_static = draw_static,
    .draw_moving = draw_moving,
    .finish = finish,
};
