// SPDX-License-Identifier: GPL-3.0-or-later
// GIF89a: one palette for the film, images cropped to what changed and transparent where nothing
// did.
#include "base/memory.h"
#include "encode/format.h"
#include "encode/lzw.h"
#include "encode/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIDE_MAX = 65535,
    DELAY_MIN = 2, // centiseconds; players show shorter ones as 10
    DELAY_MAX = 65535,
    FPS_MAX = 100 / DELAY_MIN,
};

// Frames pass through two places: `current` is the newest, which one in the same centiseconds may
// still replace, and `image` is the newest that differs, which waits until its delay is known.
struct gif {
    struct palette *palette;
    int bits;       // of an index
    uint8_t *shown; // indices of the picture that `image` ends with
    uint8_t *current;
    uint8_t *cropped, *unchanged;       // room for an image
    struct rect dirty;                  // where `current` may differ from `shown`
    int64_t periods;                    // frame periods written
    int64_t current_start, image_start; // centiseconds
    struct text image;                  // without its delay; empty: none yet
};

// Returns when a frame starts, in centiseconds. Up to 50 fps that is its time rounded, so delays
// alternate and the error does not add up. Above, it is the end of its slot of 2 cs: the last frame
// of a slot is the one that is seen, and the first and the last frame always are.
static int64_t start_of(const struct film *film, int64_t period) {
    if (film->fps <= FPS_MAX)
        return llround((double)period * 100 / film->fps);
    return DELAY_MIN * (int64_t)ceil((double)period * FPS_MAX / film->fps - 1e-9);
}

static bool gif_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    const struct film *film = &encoder->film;
    if (film->width > SIDE_MAX || film->height > SIDE_MAX)
        return error_set(error, ERROR_RENDER, "cannot write %s: a GIF has at most %dx%d pixels",
                         output_name(encoder->output), SIDE_MAX, SIDE_MAX);
    if (film->fps > FPS_MAX)
        text_printf(warnings,
                    "%s: a GIF shows at most %d frames a second; of %g, some are dropped\n",
                    output_name(encoder->output), FPS_MAX, film->fps);
    struct gif *gif = encoder->state = mem_zero(1, sizeof *gif);
    size_t count = (size_t)film->width * (size_t)film->height;
    gif->palette = palette_create(film);
    gif->shown = mem_zero(count, 1);
    gif->current = mem_zero(count, 1);
    gif->cropped = mem_zero(count, 1);
    gif->unchanged = mem_zero(count, 1);
    return true;
}

static bool gif_survey(struct encoder *encoder, const struct frame *frame, struct error *error) {
    (void)error;
    struct gif *gif = encoder->state;
    palette_survey(gif->palette, frame);
    return true;
}

static void put_byte(struct text *out, int value) {
    char byte = (char)value;
    text_append(out, &byte, 1);
}

static void put_short(struct text *out, int value) {
    put_byte(out, value & 255);
    put_byte(out, value >> 8);
}

static bool write_header(struct encoder *encoder, struct error *error) {
    struct gif *gif = encoder->state;
    // One index more than there are colours: the transparent one.
    int max = encoder_quality(encoder) * 255 / 100;
    if (!palette_build(gif->palette, max > 2 ? max : 2, error))
        return false;
    int count = palette_count(gif->palette);
    const uint32_t *colors = palette_colors(gif->palette);
    for (gif->bits = 2; 1 << gif->bits < count + 1;)
        gif->bits++;

    struct text out = {0};
    text_add(&out, "GIF89a");
    put_short(&out, encoder->film.width);
    put_short(&out, encoder->film.height);
    put_byte(&out, 0xF0 | (gif->bits - 1)); // a global table, 8 bits a channel
    put_byte(&out, 0);                      // background index, which players ignore
    put_byte(&out, 0);                      // square pixels
    for (int i = 0; i < 1 << gif->bits; i++)
        for (int shift = 16; shift >= 0; shift -= 8)
            put_byte(&out, i < count ? (int)(colors[i] >> shift & 255) : 0);
    // Without this extension a GIF plays once.
    static const char loop_forever[] = "\x21\xFF\x0BNETSCAPE2.0\x03\x01\x00\x00";
    if (!encoder->film.plays_once)
        text_append(&out, loop_forever, sizeof loop_forever);
    bool done = output_write(encoder->output, out.data, out.length, error);
    text_finish(&out);
    return done;
}

static void put_delay(const struct gif *gif, struct text *out, int64_t delay) {
    text_add(out, "\x21\xF9\x04");
    put_byte(out, 1 << 2 | 1); // leave the image in place; there is a transparent index
    put_short(out, (int)delay);
    put_byte(out, palette_count(gif->palette));
    put_byte(out, 0);
}

static void put_image(const struct gif *gif, struct text *out, struct rect rect,
                      const uint8_t *pixels, const uint8_t *unchanged) {
    put_byte(out, 0x2C);
    put_short(out, rect.x);
    put_short(out, rect.y);
    put_short(out, rect.width);
    put_short(out, rect.height);
    put_byte(out, 0);
    lzw_encode(out, &(struct lzw_image){
                        .pixels = pixels,
                        .optional = unchanged,
                        .count = (size_t)rect.width * (size_t)rect.height,
                        .transparent = (uint8_t)palette_count(gif->palette),
                        .bits = gif->bits,
                    });
}

// Writes the waiting image, shown until `end`. A longer delay than fits goes on with images of one
// transparent pixel.
static bool flush_image(struct encoder *encoder, int64_t end, struct error *error) {
    struct gif *gif = encoder->state;
    if (gif->image.length == 0)
        return true;
    struct text out = {0};
    for (int64_t rest = end - gif->image_start; rest > 0;) {
        int64_t delay = rest < DELAY_MAX ? rest : DELAY_MAX;
        if (rest - delay > 0 && rest - delay < DELAY_MIN)
            delay -= DELAY_MIN;
        put_delay(gif, &out, delay);
        if (rest == end - gif->image_start) {
            text_append(&out, gif->image.data, gif->image.length);
        } else {
            uint8_t transparent = (uint8_t)palette_count(gif->palette);
            put_image(gif, &out, (struct rect){0, 0, 1, 1}, &transparent, NULL);
        }
        rest -= delay;
    }
    bool done = output_write(encoder->output, out.data, out.length, error);
    text_finish(&out);
    text_clear(&gif->image);
    return done;
}

static struct rect rect_union(struct rect a, struct rect b) {
    if (a.width <= 0 || a.height <= 0)
        return b;
    if (b.width <= 0 || b.height <= 0)
        return a;
    int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int right = a.x + a.width > b.x + b.width ? a.x + a.width : b.x + b.width;
    int bottom = a.y + a.height > b.y + b.height ? a.y + a.height : b.y + b.height;
    return (struct rect){x, y, right - x, bottom - y};
}

// Returns the smallest rectangle in `dirty` outside which both pictures are equal.
static struct rect find_difference(const struct gif *gif, int width) {
    const struct rect *dirty = &gif->dirty;
    struct rect found = {0};
    for (int y = dirty->y; y < dirty->y + dirty->height; y++) {
        const uint8_t *a = gif->shown + (ptrdiff_t)y * width + dirty->x;
        const uint8_t *b = gif->current + (ptrdiff_t)y * width + dirty->x;
        if (dirty->width <= 0 || memcmp(a, b, (size_t)dirty->width) == 0)
            continue;
        int left = 0, right = dirty->width;
        while (a[left] == b[left])
            left++;
        while (a[right - 1] == b[right - 1])
            right--;
        found = rect_union(found, (struct rect){dirty->x + left, y, right - left, 1});
    }
    return found;
}

// Makes `current` the waiting image, unless it looks the same as the one before, which then simply
// stays for longer.
static bool commit(struct encoder *encoder, struct error *error) {
    struct gif *gif = encoder->state;
    int width = encoder->film.width;
    bool first = gif->image.length == 0;
    struct rect rect =
        first ? (struct rect){0, 0, width, encoder->film.height} : find_difference(gif, width);
    gif->dirty = (struct rect){0};
    if (rect.height == 0)
        return true;
    if (!flush_image(encoder, gif->current_start, error))
        return false;
    for (int y = 0; y < rect.height; y++) {
        ptrdiff_t from = (ptrdiff_t)(rect.y + y) * width + rect.x, to = (ptrdiff_t)y * rect.width;
        for (int x = 0; x < rect.width; x++)
            gif->unchanged[to + x] = gif->shown[from + x] == gif->current[from + x];
        memcpy(gif->cropped + to, gif->current + from, (size_t)rect.width);
        memcpy(gif->shown + from, gif->current + from, (size_t)rect.width);
    }
    put_image(gif, &gif->image, rect, gif->cropped, first ? NULL : gif->unchanged);
    gif->image_start = gif->current_start;
    return true;
}

static bool gif_write(struct encoder *encoder, const struct frame *frame, long times,
                      struct error *error) {
    struct gif *gif = encoder->state;
    int64_t start = start_of(&encoder->film, gif->periods);
    if (gif->periods == 0 && !write_header(encoder, error))
        return false;
    if (start != gif->current_start && !commit(encoder, error))
        return false;
    const struct rect *changed = &frame->changed;
    for (int y = changed->y; y < changed->y + changed->height; y++) {
        const void *row = frame->pixels + (ptrdiff_t)y * frame->stride;
        palette_map(gif->palette, (const uint32_t *)row + changed->x,
                    gif->current + (ptrdiff_t)y * encoder->film.width + changed->x, changed->width);
    }
    gif->dirty = rect_union(gif->dirty, *changed);
    gif->current_start = start;
    gif->periods += times;
    return true;
}

static bool gif_close(struct encoder *encoder, struct error *error) {
    struct gif *gif = encoder->state;
    if (!commit(encoder, error))
        return false;
    int64_t end = llround((double)gif->periods * 100 / encoder->film.fps);
    end = end < gif->image_start + DELAY_MIN ? gif->image_start + DELAY_MIN : end;
    return flush_image(encoder, end, error) && output_write(encoder->output, "\x3B", 1, error);
}

static void gif_destroy(struct encoder *encoder) {
    struct gif *gif = encoder->state;
    if (!gif)
        return;
    palette_destroy(gif->palette);
    free(gif->shown);
    free(gif->current);
    free(gif->cropped);
    free(gif->unchanged);
    text_finish(&gif->image);
    free(gif);
}

extern const struct format format_gif;
const struct format format_gif = {
    .name = "gif",
    .extensions = (const char *const[]){"gif", NULL},
    .help = "animation that loops, with one palette for the film",
    .kind = FORMAT_FILM,
    .wants_survey = true,
    .default_quality = 100,
    .open = gif_open,
    .survey = gif_survey,
    .write = gif_write,
    .close = gif_close,
    .destroy = gif_destroy,
};
