// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/page.h"

#include <ctype.h>
#include <string.h>

static const struct page_format formats[] = {
    {"mp4", "video/mp4", PAGE_VIDEO},    {"webm", "video/webm", PAGE_VIDEO},
    {"avif", "image/avif", PAGE_MOVING}, {"webp", "image/webp", PAGE_MOVING},
    {"apng", "image/apng", PAGE_MOVING}, {"gif", "image/gif", PAGE_MOVING},
    {"png", "image/png", PAGE_STILL},    {"svg", "image/svg+xml", PAGE_STILL},
};

const struct page_format *page_format_of(const struct target *target) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].format, format_name(target->format)) == 0 &&
            strcmp(target->path, "-") != 0)
            return &formats[i];
    return NULL;
}

void page_address(struct text *out, const char *path) {
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        if (isalnum(c) || strchr("/._-~", c))
            text_append(out, path, 1);
        else
            text_printf(out, "%%%02X", c);
    }
}
