// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/xmp.h"

#include <string.h>

static const char SOURCE_OPEN[] = "<dc:source>", SOURCE_CLOSE[] = "</dc:source>";

static const struct {
    char character;
    const char *entity;
} entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'\r', "&#13;"}};

enum { ENTITIES = sizeof entities / sizeof *entities };

static void add_escaped(struct text *out, const char *text) {
    for (; *text; text++) {
        int i = 0;
        while (i < ENTITIES && entities[i].character != *text)
            i++;
        if (i < ENTITIES)
            text_add(out, entities[i].entity);
        else
            text_append(out, text, 1);
    }
}

static void add_alternative(struct text *out, const char *name, const char *value) {
    if (!value)
        return;
    text_printf(out, "<dc:%s><rdf:Alt><rdf:li xml:lang=\"x-default\">", name);
    add_escaped(out, value);
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
        add_escaped(out, film->source);
        text_add(out, SOURCE_CLOSE);
    }
    text_add(out, "\n</rdf:Description></rdf:RDF></x:xmpmeta>\n");
}

// Appends the text of XML between two places.
static void add_unescaped(struct text *out, const char *start, const char *end) {
    while (start < end) {
        int i = 0;
        while (i < ENTITIES && strncmp(start, entities[i].entity, strlen(entities[i].entity)) != 0)
            i++;
        text_append(out, i < ENTITIES ? &entities[i].character : start, 1);
        start += i < ENTITIES ? strlen(entities[i].entity) : 1;
    }
}

char *xmp_source(const char *bytes, size_t length) {
    const char *start = memmem(bytes, length, SOURCE_OPEN, strlen(SOURCE_OPEN));
    if (!start)
        return NULL;
    start += strlen(SOURCE_OPEN);
    const char *end =
        memmem(start, (size_t)(bytes + length - start), SOURCE_CLOSE, strlen(SOURCE_CLOSE));
    struct text source = {0};
    if (!end)
        return NULL;
    add_unescaped(&source, start, end);
    return text_take(&source);
}
