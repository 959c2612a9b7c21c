// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure/suptitle.h"

#include "base/memory.h"
#include "draw/text/dashes.h"
#include "draw/text/shorten.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool suptitle_init(struct suptitle *headline, const struct stage *stage, struct error *error) {
    const struct scene *scene = stage->scene;
    bool has_counter = suptitle_has_counter(stage);
    *headline = (struct suptitle){.stage = stage};
    headline->counter.is_counter = true;
    struct error own = {0};
    headline->title = template_create(scene, has_counter, &own);
    error_collect(error, &own);
    bool good = title_line_init(&headline->subtitle, stage, &scene->subtitle, NULL, &own);
    good = error_collect(error, &own) && good;
    good = title_line_init(&headline->counter, stage, &scene->counter,
                           has_counter ? template_default_counter(scene) : NULL, &own) &&
           good;
    return error_collect(error, &own) && good && headline->title;
}

bool suptitle_has_counter(const struct stage *stage) {
    const struct scene *scene = stage->scene;
    return !scene->title.text && (scene->counter.text || stage->theme->title == TITLE_LEFT);
}

void suptitle_finish(struct suptitle *headline) {
    template_destroy(headline->title);
    text_finish(&headline->text);
    title_line_finish(&headline->subtitle);
    title_line_finish(&headline->counter);
}

unsigned suptitle_record(const struct suptitle *headline) {
    const struct template *const texts[] = {headline->title, headline->subtitle.text,
                                            headline->counter.text};
    unsigned record = 0;
    for (size_t i = 0; i < 3; i++)
        record |= texts[i] ? template_record(texts[i]) : 0;
    return record;
}

static bool is_left(const struct suptitle *headline) {
    return headline->stage->theme->title == TITLE_LEFT;
}

static struct font *font_of(const struct suptitle *headline) {
    return stage_font(headline->stage, WEIGHT_SEMIBOLD);
}

// Space at the sides of the title, and above it.
static double gap_of(const struct suptitle *headline) {
    return (is_left(headline) ? SUPTITLE_SIDE : 6.5) * headline->stage->unit;
}

static double top_of(const struct suptitle *headline) {
    return (is_left(headline) ? 17.5 : 6.5) * headline->stage->unit;
}

// Width that the counter takes from the title, on its side.
static double counter_room(const struct suptitle *headline) {
    return title_line_is(&headline->counter) ? headline->counter.width + 14 * headline->stage->unit
                                             : 0;
}

static double width_of(const struct suptitle *headline, const char *text, size_t length) {
    struct text part = {0};
    text_append(&part, text, length);
    double width = font_width(font_of(headline), part.data, headline->size);
    text_finish(&part);
    return width;
}

// Returns the space after the first `words` words; NULL if there are fewer.
static char *space_behind(char *text, size_t words) {
    char *space = text;
    for (size_t i = 0; i < words && space; i++)
        space = strchr(i > 0 ? space + 1 : space, ' ');
    return space;
}

void suptitle_write(struct suptitle *headline, long state) {
    template_write(headline->title, headline->stage->trace, state, &headline->text);
    if (headline->stage->theme->symbols)
        dashes_set(&headline->text);
    text_add(&headline->text, ""); // the text must not be NULL
    char *space =
        headline->first_words ? space_behind(headline->text.data, headline->first_words) : NULL;
    if (space)
        *space = '\n';
}

// Returns the index of a line in `widest`.
static int place_of(int line) {
    return line < HEADLINE_LINES ? line : HEADLINE_LINES - 1;
}

// Writes the title of a state, updates `widest`, and returns the width of the widest line.
static double measure(struct suptitle *headline, long state) {
    double most = 0;
    suptitle_write(headline, state);
    int number = 0;
    for (const char *line = headline->text.data; *line; number++) {
        size_t length = strcspn(line, "\n");
        double width = width_of(headline, line, length);
        double *widest = &headline->widest[place_of(number)];
        *widest = fmax(*widest, width);
        most = fmax(most, width);
        line += length + (line[length] == '\n');
    }
    return most;
}

// Finds the widest title of the film. Of a long film, only a sample of states is measured.
static double find_widest(struct suptitle *headline, long *widest_state) {
    const struct trace *trace = headline->stage->trace;
    long states = trace->states, stride = states / 200 + 1;
    memset(headline->widest, 0, sizeof headline->widest);
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

// Breaks a title of one line in two, if that makes it narrower.
static void break_in_two(struct suptitle *headline, long state) {
    measure(headline, state);
    if (strchr(headline->text.data, '\n'))
        return;
    size_t end = shorten_break(font_of(headline), headline->text.data);
    for (size_t i = 0; i < end; i++)
        headline->first_words += headline->text.data[i] == ' ';
}

// Fits a title that is too wide: first by a smaller size, then in two lines. Returns the width of
// the widest line.
static double fit(struct suptitle *headline) {
    const struct stage *stage = headline->stage;
    double room =
        stage->width - 2 * gap_of(headline) - (is_left(headline) ? 1 : 2) * counter_room(headline);
    long state;
    headline->size = stage->theme->suptitle_size * stage->unit;
    double least = stage_text_least(stage, headline->size);
    double width = find_widest(headline, &state);
    if (width > room / least) {
        break_in_two(headline, state);
        width = find_widest(headline, &state);
    }
    if (width > room) {
        headline->is_cut = width > room / least;
        if (headline->is_cut)
            stage_warn(stage, "the title is too long for the picture and was cut");
        headline->size *= fmax(least, room / width);
        width = find_widest(headline, &state);
    }
    return width;
}

// Places the lines beside the title. Returns the height of the subtitle.
static double place_lines(struct suptitle *headline, double last_baseline) {
    const struct stage *stage = headline->stage;
    struct title_line *below = &headline->subtitle, *counter = &headline->counter;
    double gap = gap_of(headline), room = stage->width - 2 * gap;
    counter->room = room;
    counter->baseline = headline->baseline;
    counter->x = stage->width - gap - fmin(counter->width, room);
    below->room = room;
    below->baseline = round(last_baseline + 1.44 * below->size);
    below->x = is_left(headline) ? gap : fmax(gap, round((stage->width - below->width) / 2));
    return title_line_is(below) ? below->baseline - last_baseline : 0;
}

double suptitle_place(struct suptitle *headline) {
    const struct stage *stage = headline->stage;
    title_line_measure(&headline->counter);
    title_line_measure(&headline->subtitle);
    double width = fit(headline), size = headline->size, unit = stage->unit;
    const char *text = headline->text.data;
    bool is_shown = width > 0 || title_line_is(&headline->counter);
    double rise = font_rise(font_of(headline), text, size);
    double drop = font_drop(font_of(headline), text, size);
    headline->baseline = round(top_of(headline) + rise + size * FONT_CAP_HEIGHT);
    if (!is_shown)
        headline->baseline = top_of(headline);
    double last = headline->baseline + drop;
    double below = place_lines(headline, last);
    if (!is_shown && below <= 0)
        return 0;
    if (is_left(headline)) // from the edge of the picture to where panels begin
        return last + below + (14 - SUPTITLE_EDGE) * unit;
    return (is_shown ? size + rise + drop : 0) + below + 9 * unit;
}

// Returns where a line begins. Its widest text over the film is centred, so that it does not move.
static double begin_of(const struct suptitle *headline, int line) {
    double rest = headline->stage->width - headline->widest[place_of(line)];
    if (is_left(headline))
        return round(gap_of(headline));
    return fmax(gap_of(headline), round(rest / 2));
}

double suptitle_begin(const struct suptitle *headline) {
    return begin_of(headline, 0);
}

static void draw_part(const struct suptitle *headline, struct canvas *canvas, const char *part,
                      size_t length, double x, double baseline) {
    const struct stage *stage = headline->stage;
    struct text_style style = {.color = stage->theme->text, .size = headline->size};
    struct text text = {0}, fitted = {0};
    text_append(&text, part, length);
    if (headline->is_cut)
        shorten_line(font_of(headline), text.data, headline->size, 1,
                     stage->width - gap_of(headline) - counter_room(headline) - x + 1, &fitted);
    const char *shown = headline->is_cut ? fitted.data : text.data;
    if (*shown)
        font_draw(font_of(headline), canvas, shown, x, baseline, &style);
    text_finish(&fitted);
    text_finish(&text);
}

// Returns how far before a word the pixels still belong to the words before it.
static double word_margin(const struct suptitle *headline) {
    return 0.1 * headline->size;
}

// True if a title may be drawn word by word. It must be a single line that is not cut, without
// formulas and right-to-left characters (U+0590 and above), and large enough that no pixel belongs
// to two words.
static bool has_words(const struct suptitle *headline, const char *text) {
    double space = font_width(font_of(headline), " ", headline->size);
    if (space - word_margin(headline) < 1)
        return false;
    for (const char *c = text; *c; c++)
        if (*c == '$' || (unsigned char)*c >= 0xD6)
            return false;
    return !strchr(text, '\n') && !headline->is_cut;
}

// Draws the words from the byte `from` on. Each is drawn separately, so that its pixels depend only
// on the word and its position.
static void draw_words(const struct suptitle *headline, struct canvas *canvas, size_t from) {
    const char *text = headline->text.data;
    for (const char *word = text + from; *word;) {
        size_t length = strcspn(word, " ");
        if (length > 0)
            draw_part(headline, canvas, word, length,
                      begin_of(headline, 0) + width_of(headline, text, (size_t)(word - text)),
                      headline->baseline);
        word += length + (word[length] == ' ');
    }
}

static void draw_lines(const struct suptitle *headline, struct canvas *canvas) {
    double baseline = headline->baseline, below = 0;
    const char *line = headline->text.data;
    for (int number = 0; *line; number++) {
        struct text_extents extents;
        size_t length = strcspn(line, "\n");
        char *alone = mem_string(line, length);
        font_measure(font_of(headline), alone, headline->size, false, &extents);
        free(alone);
        if (number > 0)
            baseline += below + extents.ascent;
        draw_part(headline, canvas, line, length, begin_of(headline, number), baseline);
        below = extents.descent + FONT_LEADING * headline->size;
        line += length + (line[length] == '\n');
    }
}

void suptitle_draw(struct suptitle *headline, struct canvas *canvas, long state) {
    suptitle_write(headline, state);
    draw_lines(headline, canvas);
    title_line_draw(&headline->subtitle, canvas, state);
    title_line_draw(&headline->counter, canvas, state);
}

// Splits a rectangle at a column: returns the left part, and reduces `rect` to the right part.
static struct rect cut(struct rect *rect, double x) {
    struct rect left = *rect;
    left.width = (int)fmax(0, fmin(left.width, floor(x) - left.x));
    rect->x += left.width;
    rect->width -= left.width;
    return left;
}

static struct rect update_title(struct suptitle *headline, struct canvas *frame,
                                struct canvas *ground, long state, bool all) {
    struct text before = headline->text;
    headline->text = (struct text){0};
    suptitle_write(headline, state);
    const char *text = headline->text.data;
    const char *old = all || !before.data ? "" : before.data;
    size_t same = 0, word = 0; // length of the common prefix, and where its last word begins
    for (; text[same] && text[same] == old[same]; same++)
        word = text[same] == ' ' ? same + 1 : word;
    bool changed = all || text[same] != old[same];
    bool words = has_words(headline, text);
    word = words && has_words(headline, old) ? word : 0;
    text_finish(&before);
    if (!changed)
        return (struct rect){0};
    struct rect stale = headline->drawn, kept = {0};
    if (word > 0) // keep the words before, up to the empty space before this word
        kept = cut(&stale,
                   begin_of(headline, 0) + width_of(headline, text, word) - word_margin(headline));
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

void suptitle_update(struct suptitle *headline, struct canvas *frame, struct canvas *ground,
                     long state, bool all, struct region *changed) {
    region_add(changed, update_title(headline, frame, ground, state, all));
    region_add(changed, title_line_update(&headline->subtitle, frame, ground, state, all));
    region_add(changed, title_line_update(&headline->counter, frame, ground, state, all));
}
