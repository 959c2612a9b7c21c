// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/xmp.h"

#include "base/xml.h"

#include <string.h>

static const char SOURCE_OPEN[] = "<dc:source>", SOURCE_CLOSE[] = "</dc:source>";

static void add_alternative(struct text *out, const char *name, const char *value) {
    if (!value)
        return;
    text_printf(out, "<dc:%s><rdf:Alt><rdf:li xml:lang=\"x-default\">", name);
    xml_escape(out, value);
    text_printf(out, "</rdf:li></rdf:Alt></dc:%s>\n", name);
}

void xmp_put(struct text *out, const struct film *film) {
    if (!film->title && !film->description && !film->source)
        return;
    text_add(out, "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                  "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                  "<rdf:Description rdf:about=\"\" "
                  "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n");
    add_alternative(out, "title", film->title);
    add_alternative(out, "description", film->description);
    if (film->source) {
        text_add(out, SOURCE_OPEN);
        xml_escape(out, film->source);
        text_add(out, SOURCE_CLOSE);
    }
    text_add(out, "\n</rdf:Description></rdf:RDF></x:xmpmeta>\n");
}

// Drops the first bytes of a text.
static void drop(struct text *text, size_t count) {
    memmove(text->data, text->data + count, text->length - count);
    text->length -= count;
}

char *xmp_source(FILE *file, uint64_t length) {
    char piece[1 << 16];
    struct text window = {0}, source = {0}; // the window is the end of what was read
    size_t searched = 0, got = 1;
    bool is_inside = false, is_complete = false;
    while (got > 0 && !is_complete && window.length <= SOURCE_BYTES_MAX) {
        got = fread(piece, 1, length < sizeof piece ? (size_t)length : sizeof piece, file);
        length -= got;
        text_append(&window, piece, got);
        const char *mark = is_inside ? SOURCE_CLOSE : SOURCE_OPEN;
        const char *at =
            memmem(window.data + searched, window.length - searched, mark, strlen(mark));
        if (at && !is_inside) {
            drop(&window, (size_t)(at - window.data) + strlen(mark));
            is_inside = true;
            searched = 0;
            mark = SOURCE_CLOSE;
            at = memmem(window.data, window.length, mark, strlen(mark));
        }
        if (at) {
            xml_unescape(&source, window.data, at);
            is_complete = true;
            continue;
        }
        // A mark may stand across two pieces.
        searched = window.length < strlen(mark) ? 0 : window.length - strlen(mark) + 1;
        if (!is_inside) {
            drop(&window, searched);
            searched = 0;
        }
    }
    text_finish(&window);
    return is_complete ? text_take(&source) : NULL;
}
