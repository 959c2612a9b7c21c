// SPDX-License-Identifier: GPL-3.0-or-later
// Notes beside the plots: lines of text with formulas and with the live fields of titles.
#include "base/limits.h"
#include "base/memory.h"
#include "base/xml.h"
#include "draw/text/label.h"
#include "draw/text/shorten.h"
#include "plot/axes.h"
#include "plot/template.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Sizes of letters, as parts of the size of labels, if the scene does not give one.
static const double largest = 1.8, smallest = 0.9;

// A row is at most and at least so many ems wide, about 70 and 20 letters; the space between rows
// is a part of the size.
static const double widest_row = 34, narrowest_row = 10, leading = 0.35;

struct text_options {
    const struct node *text;
    double size;
    int align, vertical;
    uint32_t color;
    bool has_color;
};

// A line of the scene's text.
struct text_line {
    struct template *template; // owned
    double widest;             // largest width over all states, ems
    double measure;            // width at which it is broken into rows, pixels
};

struct text_state {
    struct text_line *lines; // owned
    size_t count, capacity;
    bool moves;  // some line changes with the state
    double size; // of letters, pixels
};

static bool keep_node(const struct node *node, void *field, struct error *error) {
    const char *text;
    *(const struct node **)field = node;
    return node_string(node, &text, error);
}

// Finds where the lines of a text stand in the file. YAML has folded and unescaped them, so each
// line is searched by its words, in the line where the previous one was found and in the next.
struct line_finder {
    const struct node *node;
    const char *at; // NULL after a line was not found
    struct place place;
};

static struct line_finder finder_of(const struct node *node) {
    const struct source *source = node->place.source;
    struct line_finder finder = {node, source ? source->text : NULL, label_place(node)};
    for (int i = 1; finder.at && i < node->place.line; i++) {
        const char *newline = strchr(finder.at, '\n');
        finder.at = newline ? newline + 1 : NULL;
    }
    return finder;
}

static struct place find_line(struct line_finder *finder, const char *line, size_t length) {
    for (int tries = 0; finder->at && length > 0 && tries < 2; tries++) {
        size_t rest = strcspn(finder->at, "\n");
        const char *found = memmem(finder->at, rest, line, length);
        if (found) {
            const char *begin = found;
            while (begin > finder->node->place.source->text && begin[-1] != '\n')
                begin--;
            finder->place.column = (int)utf8_count(begin, (size_t)(found - begin)) + 1;
            finder->at = found + length;
            return finder->place;
        }
        finder->at = finder->at[rest] == '\n' ? finder->at + rest + 1 : NULL;
        finder->place.line++;
    }
    if (length > 0)
        finder->at = NULL;
    return finder->node->place;
}

// Adds a line, which takes over `template`; false if that is NULL.
static bool add_line(struct text_state *state, struct template *template) {
    if (!template)
        return false;
    state->lines = mem_grow(state->lines, &state->capacity, state->count + 1, sizeof *state->lines);
    state->lines[state->count++].template = template;
    state->moves = state->moves || template_moves(template);
    return true;
}

static bool check(struct panel *panel, struct error *error) {
    const struct text_options *options = panel->options;
    struct text_state *state = panel->state;
    const struct scene *scene = panel->stage->scene;
    if (!options->text) {
        // By default the text is the scene's description, or its name.
        const char *text = scene->description ? scene->description : scene->name;
        struct text clean = {0};
        xml_clean(&clean, text ? text : ""); // file names may contain any bytes
        bool good = add_line(state, template_parse_plain(clean.data));
        text_finish(&clean);
        return good;
    }
    const char *text = options->text->text;
    size_t total = strlen(text);
    while (total > 0 && text[total - 1] == '\n')
        total--; // a YAML block scalar ends with a line break
    double count = 1;
    for (size_t i = 0; i < total; i++)
        count += text[i] == '\n';
    if (!limit_check(LIMIT_TEXT_LINES, count, options->text->place, error))
        return false;
    struct line_finder finder = finder_of(options->text);
    for (const char *line = text;; line++) {
        size_t length = strcspn(line, "\n");
        if ((size_t)(line - text) + length > total)
            length = total - (size_t)(line - text);
        char *template = mem_string(line, length);
        bool is_only = line == text && length == total;
        struct place place =
            is_only ? label_place(options->text) : find_line(&finder, line, length);
        bool good = add_line(state, template_parse(scene, template, place, error));
        free(template);
        if (!good)
            return false;
        line += length;
        if (line >= text + total)
            return true;
    }
}

// Measures the widest text of each line at a size of 1 pixel, so that centred lines do not move as
// their numbers change.
static bool prepare(struct panel *panel, struct error *error) {
    (void)error;
    enum { LARGE = 100 }; // the size at which text is measured
    const struct stage *stage = panel->stage;
    struct text_state *state = panel->state;
    struct text text = {0};
    long states = stage->trace->states, stride = states / 200 + 1;
    for (size_t i = 0; i < state->count; i++) {
        struct text_line *line = &state->lines[i];
        long every = template_moves(line->template) ? stride : states;
        for (long k = 0; k < states; k = trace_next(stage->trace, k, every)) {
            template_fill(line->template, stage->trace, k, &text);
            double width = font_width(stage->font, text.data ? text.data : "", LARGE) / LARGE;
            line->widest = fmax(line->widest, width);
        }
    }
    text_finish(&text);
    return true;
}

static void measure(struct panel *panel, struct margins *margins) {
    *margins = (struct margins){.top = axes_title_height(panel)};
}

// Returns how many bytes of `text` fit in a row of `width` pixels: up to a space, but at least one
// word. Formulas are not split.
static size_t row_length(struct font *font, const char *text, double size, double width) {
    size_t fits = 0;
    for (size_t i = 0;; i = shorten_next(text, i)) {
        if (text[i] != '\0' && text[i] != ' ')
            continue;
        char *row = mem_string(text, i);
        double needed = font_width(font, row, size);
        free(row);
        if (fits > 0 && needed > width)
            return fits;
        fits = i;
        if (text[i] == '\0')
            return fits;
    }
}

// A row as it is drawn.
struct row {
    char *text; // owned
    double widest, ascent, descent;
};

struct rows {
    struct row *items;
    size_t count, capacity;
    double height;
};

static void add_row(const struct panel *panel, struct rows *rows, const char *text, size_t length,
                    double widest) {
    double size = ((const struct text_state *)panel->state)->size;
    rows->items = mem_grow(rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items);
    struct row *row = &rows->items[rows->count++];
    struct text_extents extents;
    row->text = mem_string(text, length);
    font_measure(panel->stage->font, row->text, size, false, &extents);
    row->widest = fmax(widest, extents.width);
    row->ascent = extents.ascent;
    row->descent = extents.descent;
    rows->height += extents.ascent + extents.descent + leading * size;
}

static void break_line(const struct panel *panel, struct rows *rows, const char *text,
                       const struct text_line *line) {
    double size = ((const struct text_state *)panel->state)->size;
    if (line->widest * size <= line->measure) {
        add_row(panel, rows, text, strlen(text), line->widest * size);
        return;
    }
    do {
        size_t length = row_length(panel->stage->font, text, size, line->measure);
        add_row(panel, rows, text, length, 0);
        text += length;
        text += *text == ' ';
    } while (*text);
}

static void rows_finish(struct rows *rows) {
    for (size_t i = 0; i < rows->count; i++)
        free(rows->items[i].text);
    free(rows->items);
}

// Breaks one line at its measure, as it is in a state, and returns the number of rows and their
// height and width.
static size_t try_line(const struct panel *panel, const struct text_line *line, long k,
                       double *height, double *width) {
    struct rows rows = {0};
    struct text text = {0};
    template_fill(line->template, panel->stage->trace, k, &text);
    break_line(panel, &rows, text.data ? text.data : "", line);
    *height = rows.height;
    *width = 0;
    for (size_t i = 0; i < rows.count; i++)
        *width = fmax(*width, rows.items[i].widest);
    size_t count = rows.count;
    rows_finish(&rows);
    text_finish(&text);
    return count;
}

// Whether the whole text fits into the plot at the size that is set; with `well`, in rows that are
// not too narrow to be read well.
static bool fits(const struct panel *panel, bool well) {
    const struct text_state *state = panel->state;
    const struct box *plot = &panel->plot;
    double whole = 0, height, width;
    for (size_t i = 0; i < state->count; i++) {
        struct text_line *line = &state->lines[i];
        line->measure = fmin(plot->width, widest_row * state->size);
        size_t rows = try_line(panel, line, panel->stage->trace->states - 1, &height, &width);
        whole += height;
        if (width > plot->width ||
            (well && rows > 1 && line->measure < narrowest_row * state->size))
            return false;
    }
    return whole <= plot->height + leading * state->size;
}

// Narrows the measure of each line as long as it has no more rows: they become about as long as
// each other, and no word stands alone in the last one.
static void balance(struct panel *panel) {
    struct text_state *state = panel->state;
    for (size_t i = 0; i < state->count; i++) {
        enum { ROUNDS = 6 };
        struct text_line *line = &state->lines[i];
        double height, width, high = line->measure, low = high / 2;
        size_t rows = try_line(panel, line, 0, &height, &width);
        for (int round = 0; round < ROUNDS && rows > 1; round++) {
            line->measure = (low + high) / 2;
            bool is_enough =
                try_line(panel, line, 0, &height, &width) == rows && width <= line->measure;
            *(is_enough ? &high : &low) = line->measure;
        }
        line->measure = high;
    }
}

// Sets the size of the letters: the scene's, or as large as the plot allows within limits.
static void choose_size(struct panel *panel) {
    const struct text_options *options = panel->options;
    struct text_state *state = panel->state;
    double unit = panel->stage->unit, label = panel->stage->theme->label_size * unit;
    state->size = options->size > 0 ? options->size * unit : largest * label;
    while (!fits(panel, true) && options->size <= 0 && state->size > smallest * label)
        state->size = fmax(smallest * label, 0.95 * state->size);
    if (!fits(panel, false))
        stage_warn(panel->stage, "panel '%s' has no room for all of its text", panel->name);
    balance(panel);
}

static void draw_text(const struct panel *panel, struct canvas *canvas, long k) {
    const struct text_options *options = panel->options;
    const struct text_state *state = panel->state;
    const struct box *plot = &panel->plot;
    struct rows rows = {0};
    struct text text = {0};
    for (size_t i = 0; i < state->count; i++) {
        template_fill(state->lines[i].template, panel->stage->trace, k, &text);
        break_line(panel, &rows, text.data ? text.data : "", &state->lines[i]);
    }
    text_finish(&text);
    double part = 0.5 * options->vertical, side = 0.5 * options->align;
    double y = plot->y + fmax(0, (plot->height - rows.height + leading * state->size) * part);
    struct text_style style = {.size = state->size,
                               .color =
                                   options->has_color ? options->color : panel->stage->theme->text};
    canvas_clip(canvas, panel->cell);
    for (size_t i = 0; i < rows.count; i++) {
        struct row *row = &rows.items[i];
        double x = plot->x + fmax(0, (plot->width - row->widest) * side);
        if (*row->text)
            font_draw(panel->stage->font, canvas, row->text, x, y + row->ascent, &style);
        y += row->ascent + row->descent + leading * style.size;
    }
    canvas_unclip(canvas);
    rows_finish(&rows);
}

static void draw_static(struct panel *panel, struct canvas *canvas) {
    const struct text_state *state = panel->state;
    axes_draw_title(panel, canvas);
    choose_size(panel);
    if (!state->moves)
        draw_text(panel, canvas, 0);
}

static void draw_moving(struct panel *panel, struct canvas *canvas, double position) {
    const struct text_state *state = panel->state;
    if (state->moves)
        draw_text(panel, canvas, (long)floor(position));
}

static unsigned record(const struct panel *panel) {
    const struct text_state *state = panel->state;
    unsigned record = 0;
    for (size_t i = 0; i < state->count; i++)
        record |= template_record(state->lines[i].template);
    return record;
}

static void finish(struct panel *panel) {
    struct text_state *state = panel->state;
    for (size_t i = 0; i < state->count; i++)
        template_destroy(state->lines[i].template);
    free(state->lines);
}

static const char *const sides[] = {"left", "center", "right", NULL};
static const char *const heights[] = {"top", "middle", "bottom", NULL};

static const struct setting settings[] = {
    {SETTING(text_options, text), .type = SETTING_CUSTOM, .read = keep_node, .form = "text",
     .help = "lines with formulas and the fields of titles; default: the scene's description"},
    {SETTING(text_options, size), .type = SETTING_NUMBER, .min = 1, .max = 200,
     .help = "size of letters in points; default: as large as the cell allows, within limits"},
    {SETTING(text_options, align), .type = SETTING_CHOICE, .choices = sides,
     .help = "horizontal alignment in the cell"},
    {SETTING(text_options, vertical), .type = SETTING_CHOICE, .choices = heights, .fallback = 1,
     .help = "vertical alignment in the cell"},
    {SETTING(text_options, color), .type = SETTING_COLOR,
     .given = offsetof(struct text_options, has_color), .form = "\"#rrggbb\"",
     .help = "color of the text; default: the theme's"},
    {0},
};

const struct panel_type panel_text = {
    .name = "text",
    .help = "notes, with formulas and live numbers",
    .settings = settings,
    .options_size = sizeof(struct text_options),
    .state_size = sizeof(struct text_state),
    .check = check,
    .record = record,
    .prepare = prepare,
    .measure = measure,
    .draw_static = draw_static,
    .draw_moving = draw_moving,
    .finish = finish,
};
