// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/page.h"

#include <ctype.h>
#include <string.h>

enum page_role page_role_of(const struct target *target) {
    const struct format *format = target->format;
    return format->computes                          ? PAGE_FRAME
           : format->kind == FORMAT_STILL            ? PAGE_STILL
           : strncmp(format->mime, "video/", 6) == 0 ? PAGE_VIDEO
                                                     : PAGE_MOVING;
}

// Appends a text, percent-encoded but for letters, digits and what is in `kept`.
static void add_encoded(struct text *out, const char *text, const char *kept) {
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (isalnum(c) || strchr(kept, c))
            text_append(out, text, 1);
        else
            text_printf(out, "%%%02X", c);
    }
}

void page_address(struct text *out, const char *path) {
    add_encoded(out, path, "/._-~");
}

void page_base(struct text *out, const char *url) {
    add_encoded(out, url, "/._-~:%@+,=");
    text_add(out, *url && url[strlen(url) - 1] != '/' ? "/" : "");
}
