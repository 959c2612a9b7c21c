// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/suptitle.h"

#include "draw/text/shorten.h"

#include <math.h>
#include <string.h>

bool suptitle_init(struct suptitle *headline, const struct stage *stage, struct error *error) {
    *headline = (struct suptitle){.stage = stage, .title = template_create(stage->scene, error)};
    return headline->title != NULL;
}

void suptitle_finish(struct suptitle *headline) {
    template_destroy(headline->title);
    text_finish(&headline->text);
}

static double gap_of(const struct suptitle *headline) {
    return 6.5 * headline->stage->unit;
}

// The line of the title that begins behind `words` spaces, and whether there is one.
static const char *behind_words(const char *text, size_t words) {
    for (; words > 0 && text; words--) {
        const char *space = strchr(text, ' ');
        text = space ? space + 1 : NULL;
    }
    return text;
}

// The second line of the title that stands in `text`; NULL where there is none.
static const char *second_line(const struct suptitle *headline) {
    return headline->first_words ? behind_words(headline->text.data, headline->first_words) : NULL;
}

static double width_of(const struct suptitle *headline, const char *text, size_t length) {
    struct text part = {0};
    text_append(&part, text, length);
    double width = font_width(headline->stage->font, part.data, headline->size);
    text_finish(&part);
    return width;
}

void suptitle_write(struct suptitle *headline, long state) {
    template_write(headline->title, headline->stage->trace, state, &headline->text);
    text_add(&headline->text, ""); // never NULL
}

// Writes the title of a state and returns the width of its widest line.
static double measure(struct suptitle *headline, long state) {
    suptitle_write(headline, state);
    const char *text = headline->text.data, *second = second_line(headline);
    if (*text == '\0')
        return 0;
    if (!second)
        return width_of(headline, text, strlen(text));
    return fmax(width_of(headline, text, (size_t)(second - text) - 1),
                width_of(headline, second, strlen(second)));
}

// The widest title of the film. Every state of a short film is measured, a long one's are sampled.
static double widest(struct suptitle *headline, long *widest_state) {
    const struct trace *trace = headline->stage->trace;
    long states = trace->states, stride = states / 200 + 1;
    double most = measure(headline, states - 1);
    *widest_state = states - 1;
    for (long state = 0; state < states; state = trace_next(trace, state, stride)) {
        double width = measure(headline, state);
        if (width > most) {
            most = width;
            *widest_state = state;
        }
    }
    return most;
}

// Sets a title that is too wide smaller, and then in two lines. Returns the width of the widest.
static double fit(struct suptitle *headline) {
    static const double least = 0.72;
    const struct stage *stage = headline->stage;
    double size = stage->theme->suptitle_size * stage->unit;
    double room = stage->width - 2 * gap_of(headline);
    long state;
    headline->size = size;
    double width = widest(headline, &state);
    if (width > room / least) {
        measure(headline, state);
        size_t end = shorten_break(stage->font, headline->text.data);
        for (size_t i = 0; i < end; i++)
            headline->first_words += headline->text.data[i] == ' ';
        width = widest(headline, &state);
    }
    if (width > room) {
        headline->is_cut = width > room / least;
        if (headline->is_cut)
            text_add(stage->warnings, "the title is too long for the picture and was cut\n");
        headline->size *= fmax(least, room / width);
        width = fmin(width * headline->size / size, room);
    }
    return width;
}

double suptitle_place(struct suptitle *headline) {
    const struct stage *stage = headline->stage;
    double width = fit(headline), size = headline->size, gap = gap_of(headline);
    // Centred by its widest text, so that it stands still.
    headline->x = fmax(gap, round((stage->width - width) / 2));
    const char *text = headline->text.data;
    double rise = font_rise(stage->font, text, size), drop = font_drop(stage->font, text, size);
    headline->baseline = round(gap + rise + size * FONT_CAP_HEIGHT);
    double lines = headline->first_words ? 2.2 : 1;
    return width > 0 ? lines * size + rise + drop + 9 * stage->unit : 0;
}

static void draw_part(const struct suptitle *headline, struct canvas *canvas, const char *part,
                      size_t length, double x, double baseline) {
    const struct stage *stage = headline->stage;
    struct text_style style = {.color = stage->theme->text, .size = headline->size};
    struct text text = {0}, fitted = {0};
    text_append(&text, part, length);
    if (headline->is_cut)
        shorten_line(stage->font, text.data, headline->size, 1,
                     stage->width - gap_of(headline) - headline->x + 1, &fitted);
    const char *shown = headline->is_cut ? fitted.data : text.data;
    if (*shown)
        font_draw(stage->font, canvas, shown, x, baseline, &style);
    text_finish(&fitted);
    text_finish(&text);
}

// True where a title may be drawn word by word: in one line that is not cut, without formulas and
// without characters that may be written from right to left (U+0590 and above).
static bool has_words(const struct suptitle *headline, const char *text) {
    for (const char *c = text; *c; c++)
        if (*c == '$' || (unsigned char)*c >= 0xD6)
            return false;
    return headline->first_words == 0 && !headline->is_cut;
}

// Draws the words that begin at `from` bytes or behind, each for itself: the pixels of a word
// follow from nothing but the word and its place.
static void draw_words(const struct suptitle *headline, struct canvas *canvas, size_t from) {
    const char *text = headline->text.data;
    for (const char *word = text + from; *word;) {
        size_t length = strcspn(word, " ");
        if (length > 0)
            draw_part(headline, canvas, word, length,
                      headline->x + width_of(headline, text, (size_t)(word - text)),
                      headline->baseline);
        word += length + (word[length] == ' ');
    }
}

static void draw_lines(const struct suptitle *headline, struct canvas *canvas) {
    const char *text = headline->text.data, *second = second_line(headline);
    size_t first = second ? (size_t)(second - text) - 1 : strlen(text);
    draw_part(headline, canvas, text, first, headline->x, headline->baseline);
    if (second)
        draw_part(headline, canvas, second, strlen(second), headline->x,
                  headline->baseline + 1.2 * headline->size);
}

void suptitle_draw(struct suptitle *headline, struct canvas *canvas, long state) {
    suptitle_write(headline, state);
    draw_lines(headline, canvas);
}

// Cuts a rectangle at a column: returns what is left of it, and leaves the rest.
static struct rect cut(struct rect *rect, double x) {
    struct rect left = *rect;
    left.width = (int)fmax(0, fmin(left.width, floor(x) - left.x));
    rect->x += left.width;
    rect->width -= left.width;
    return left;
}

struct rect suptitle_update(struct suptitle *headline, struct canvas *frame, struct canvas *ground,
                            long state, bool all) {
    struct text before = headline->text;
    headline->text = (struct text){0};
    suptitle_write(headline, state);
    const char *text = headline->text.data;
    const char *old = all || !before.data ? "" : before.data;
    size_t same = 0, word = 0; // equal bytes, and where the word that they end in begins
    for (; text[same] && text[same] == old[same]; same++)
        word = text[same] == ' ' ? same + 1 : word;
    bool changed = all || text[same] != old[same];
    bool words = has_words(headline, text);
    word = words && has_words(headline, old) ? word : 0;
    text_finish(&before);
    if (!changed)
        return (struct rect){0};
    struct rect stale = headline->drawn, kept = {0};
    if (word > 0) // the space in front of the word is clear
        kept = cut(&stale, headline->x + width_of(headline, text, word) - 0.1 * headline->size);
    canvas_copy(frame, ground, stale);
    canvas_take_damage(frame);
    if (words)
        draw_words(headline, frame, word);
    else
        draw_lines(headline, frame);
    struct rect drawn = canvas_take_damage(frame);
    headline->drawn = rect_union(kept, drawn);
    return rect_union(stale, drawn);
}
