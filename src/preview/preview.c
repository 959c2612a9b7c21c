// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/preview.h"

#include "base/memory.h"
#include "base/quit.h"
#include "encode/format.h"
#include "preview/pictures.h"
#include "preview/terminal.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct preview {
    struct terminal terminal;
    int columns, rows;   // size of the picture, in cells
    int width, height;   // size of the picture, in pixels
    uint32_t *pixels;    // 0xRRGGBB; owned
    struct timespec due; // time of the next frame
    struct text out;
};

static int at_least_one(double value) {
    return value < 1 ? 1 : (int)value;
}

// Computes the largest size that fits into the terminal with one line left free; never enlarges.
static void fit(struct preview *preview, const struct film *film) {
    const struct terminal *terminal = &preview->terminal;
    bool has_blocks = terminal->graphics == GRAPHICS_BLOCKS;
    double across = (double)terminal->columns * terminal->cell_width / film->width;
    double down = (double)(terminal->rows - 1) * terminal->cell_height / film->height;
    double scale = across < down ? across : down;
    scale = scale > 1 && !has_blocks ? 1 : scale;
    double width = film->width * scale + 1e-6, height = film->height * scale + 1e-6;
    preview->width = at_least_one(width);
    preview->height = at_least_one(height);
    preview->columns = at_least_one(width / terminal->cell_width);
    preview->rows = (preview->height + terminal->cell_height - 1) / terminal->cell_height;
    if (has_blocks) {
        preview->rows = at_least_one(height / terminal->cell_height + 0.5);
        preview->width = preview->columns;
        preview->height = 2 * preview->rows;
    }
}

// Writes the buffer to the terminal. A signal ends it.
static bool flush(struct preview *preview) {
    const char *at = preview->out.data;
    size_t left = preview->out.length;
    while (left > 0) {
        ssize_t count = write(STDOUT_FILENO, at, left);
        if (count < 0)
            return false;
        at += count;
        left -= (size_t)count;
    }
    text_clear(&preview->out);
    return true;
}

static bool preview_open(struct encoder *encoder, struct text *warnings, struct error *error) {
    (void)warnings, (void)error;
    struct preview *preview = encoder->state = mem_zero(1, sizeof *preview);
    terminal_ask(&preview->terminal);
    fit(preview, &encoder->film);
    preview->pixels =
        mem_zero((size_t)preview->width * (size_t)preview->height, sizeof *preview->pixels);
    // Print newlines to scroll up, then move the cursor back to the first of the new lines.
    quit_restores("\033[0m\r\n\033[?25h");
    text_add(&preview->out, "\033[?25l");
    for (int i = 0; i < preview->rows; i++)
        text_add(&preview->out, "\r\n");
    text_printf(&preview->out, "\033[%dA", preview->rows);
    return true;
}

// Downscales the frame: each pixel of the picture is the average of those it covers.
static void scale(struct preview *preview, const struct film *film, const struct frame *frame) {
    for (int y = 0; y < preview->height; y++)
        for (int x = 0; x < preview->width; x++) {
            int left = (int)((int64_t)x * film->width / preview->width);
            int top = (int)((int64_t)y * film->height / preview->height);
            int right = (int)((int64_t)(x + 1) * film->width / preview->width);
            int bottom = (int)((int64_t)(y + 1) * film->height / preview->height);
            right = right > left ? right : left + 1;
            bottom = bottom > top ? bottom : top + 1;
            uint64_t sum[3] = {0}, count = (uint64_t)(right - left) * (uint64_t)(bottom - top);
            for (int v = top; v < bottom; v++) {
                const uint32_t *row = (const void *)(frame->pixels + (ptrdiff_t)v * frame->stride);
                for (int u = left; u < right; u++)
                    for (int i = 0; i < 3; i++)
                        sum[i] += row[u] >> (16 - 8 * i) & 255;
            }
            uint64_t color = 0;
            for (int i = 0; i < 3; i++)
                color = color << 8 | (sum[i] + count / 2) / count;
            preview->pixels[(ptrdiff_t)y * preview->width + x] = (uint32_t)color;
        }
}

// Waits until the next frame is due. A film that is late does not try to catch up. A signal ends
// the wait.
static void keep_time(struct preview *preview, double fps) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    bool is_late = preview->due.tv_sec < now.tv_sec ||
                   (preview->due.tv_sec == now.tv_sec && preview->due.tv_nsec < now.tv_nsec);
    if (is_late)
        preview->due = now;
    else
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &preview->due, NULL);
    preview->due.tv_nsec += (long)(1e9 / fps);
    preview->due.tv_sec += preview->due.tv_nsec / 1000000000;
    preview->due.tv_nsec %= 1000000000;
}

static bool preview_write(struct encoder *encoder, const struct frame *frame, long times,
                          struct error *error) {
    (void)times; // no need to hold the last frame: it stays on the screen
    struct preview *preview = encoder->state;
    struct text *out = &preview->out;
    const int id = 77;
    scale(preview, &encoder->film, frame);
    const struct picture picture = {preview->pixels, preview->width, preview->height};
    keep_time(preview, encoder->film.fps);
    // A synchronized update, on terminals that support it. The cursor position is restored.
    text_add(out, "\033[?2026h\0337");
    if (preview->terminal.graphics == GRAPHICS_KITTY)
        picture_kitty(&picture, id, out);
    else if (preview->terminal.graphics == GRAPHICS_SIXEL)
        picture_sixel(&picture, out);
    else
        picture_blocks(&picture, preview->terminal.has_true_color, out);
    text_add(out, "\0338\033[?2026l");
    return flush(preview) || error_set(error, ERROR_RENDER, "cannot write to the terminal");
}

// Leaves the picture on the screen, with the cursor below it.
static void preview_destroy(struct encoder *encoder) {
    struct preview *preview = encoder->state;
    if (!preview)
        return;
    text_printf(&preview->out, "\033[0m\033[%dB\r\033[?25h", preview->rows);
    flush(preview);
    quit_restores(NULL);
    text_finish(&preview->out);
    free(preview->pixels);
    free(preview);
}

bool preview_is(const struct format *format) {
    return format == &format_preview || format == &format_preview_still;
}

static const struct codec preview_codec = {
    .open = preview_open,
    .write = preview_write,
    .destroy = preview_destroy,
};

const struct format format_preview = {
    .name = "preview",
    .extensions = (const char *const[]){NULL},
    .help = "the terminal",
    .kind = FORMAT_FILM,
    .codec = &preview_codec,
};

static const struct codec preview_still_codec = {
    .open = preview_open,
    .write = preview_write,
    .destroy = preview_destroy,
};

const struct format format_preview_still = {
    .name = "preview",
    .extensions = (const char *const[]){NULL},
    .help = "a frame on the terminal",
    .kind = FORMAT_STILL,
    .codec = &preview_still_codec,
};
