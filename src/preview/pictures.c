// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/pictures.h"

#include "base/bytes.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static int channel(uint32_t color, int shift) {
    return (int)(color >> shift & 255);
}

static int cube_level(int step) {
    return step ? 55 + 40 * step : 0;
}

static int nearest_step(int value) {
    return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
}

// Returns the nearest of xterm's colours 16 to 255 (a 6x6x6 cube and 24 greys), and its RGB value.
static int nearest_color(uint32_t color, int rgb[3]) {
    int cube = 16, cube_error = 0, grey_error = 0, sum = 0;
    for (int i = 0; i < 3; i++) {
        int value = channel(color, 16 - 8 * i), step = nearest_step(value);
        rgb[i] = cube_level(step);
        cube += step * (i == 0 ? 36 : i == 1 ? 6 : 1);
        cube_error += (value - rgb[i]) * (value - rgb[i]);
        sum += value;
    }
    int grey = (sum / 3 - 3) / 10;
    grey = grey < 0 ? 0 : grey > 23 ? 23 : grey;
    for (int i = 0; i < 3; i++) {
        int apart = channel(color, 16 - 8 * i) - (8 + 10 * grey);
        grey_error += apart * apart;
    }
    if (grey_error >= cube_error)
        return cube;
    rgb[0] = rgb[1] = rgb[2] = 8 + 10 * grey;
    return 232 + grey;
}

static void set_color(struct text *out, int layer, uint32_t color, bool true_color) {
    int rgb[3];
    if (true_color)
        text_printf(out, "\033[%d;2;%d;%d;%dm", layer, channel(color, 16), channel(color, 8),
                    channel(color, 0));
    else
        text_printf(out, "\033[%d;5;%dm", layer, nearest_color(color, rgb));
}

void picture_blocks(const struct picture *picture, bool true_color, struct text *out) {
    enum { FOREGROUND = 38, BACKGROUND = 48 };
    for (int y = 0; y + 1 < picture->height; y += 2) {
        const uint32_t *upper = picture->pixels + (ptrdiff_t)y * picture->width;
        const uint32_t *lower = upper + picture->width;
        for (int x = 0; x < picture->width; x++) {
            if (x == 0 || upper[x] != upper[x - 1])
                set_color(out, FOREGROUND, upper[x], true_color);
            if (x == 0 || lower[x] != lower[x - 1])
                set_color(out, BACKGROUND, lower[x], true_color);
            text_add(out, "\u2580");
        }
        text_add(out, y + 3 < picture->height ? "\033[0m\r\n" : "\033[0m\r");
    }
}

// Appends a run of one sixel character, run-length encoded if that is shorter.
static void add_run(struct text *out, char bits, int length) {
    if (length > 3)
        text_printf(out, "!%d%c", length, bits);
    for (int i = 0; length <= 3 && i < length; i++)
        text_append(out, &bits, 1);
}

// Appends the pixels of one colour in a band of six rows.
static void add_layer(struct text *out, const uint8_t *indices, int width, int rows, int color) {
    char run = 0;
    int length = 0;
    text_printf(out, "#%d", color);
    for (int x = 0; x < width; x++) {
        int bits = 0;
        for (int y = 0; y < rows; y++)
            bits |= (indices[(ptrdiff_t)y * width + x] == color) << y;
        char next = (char)(63 + bits);
        if (next != run) {
            add_run(out, run, length);
            run = next;
            length = 0;
        }
        length++;
    }
    add_run(out, run, length);
    text_add(out, "$");
}

void picture_sixel(const struct picture *picture, struct text *out) {
    size_t count = (size_t)picture->width * (size_t)picture->height;
    uint8_t *indices = mem_zero(count, 1);
    bool defined[256] = {false};
    text_printf(out, "\033P0;1q\"1;1;%d;%d", picture->width, picture->height);
    for (size_t i = 0; i < count; i++) {
        int rgb[3];
        indices[i] = (uint8_t)nearest_color(picture->pixels[i], rgb);
        if (!defined[indices[i]])
            text_printf(out, "#%d;2;%d;%d;%d", indices[i], (rgb[0] * 100 + 127) / 255,
                        (rgb[1] * 100 + 127) / 255, (rgb[2] * 100 + 127) / 255);
        defined[indices[i]] = true;
    }
    for (int y = 0; y < picture->height; y += 6) {
        int rows = picture->height - y < 6 ? picture->height - y : 6;
        const uint8_t *band = indices + (ptrdiff_t)y * picture->width;
        bool used[256] = {false};
        for (int i = 0; i < rows * picture->width; i++)
            used[band[i]] = true;
        for (int color = 0; color < 256; color++)
            if (used[color])
                add_layer(out, band, picture->width, rows, color);
        text_add(out, "-");
    }
    text_add(out, "\033\\");
    free(indices);
}

void picture_kitty(const struct picture *picture, int id, struct text *out) {
    enum { CHUNK = 1024 }; // pixels, four base64 digits each
    size_t count = (size_t)picture->width * (size_t)picture->height;
    for (size_t i = 0; i < count; i += CHUNK) {
        size_t end = i + CHUNK < count ? i + CHUNK : count;
        text_add(out, "\033_G");
        if (i == 0)
            text_printf(out, "a=T,f=24,s=%d,v=%d,i=%d,p=1,C=1,q=2,", picture->width,
                        picture->height, id);
        text_printf(out, "m=%d;", end < count);
        for (size_t k = i; k < end; k++) {
            uint32_t color = picture->pixels[k];
            text_put_base64(out,
                            (const uint8_t[]){color >> 16 & 255, color >> 8 & 255, color & 255}, 3);
        }
        text_add(out, "\033\\");
    }
}
