// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/xml.h"

#include <string.h>

static const struct {
    char character;
    const char *entity;
} entities[] = {
    {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\r', "&#13;"},
};

enum { ENTITIES = sizeof entities / sizeof *entities };

// What XML 1.0 calls a Char; utf8_next gives no surrogates.
static bool is_allowed(uint32_t point) {
    return point >= 0x20 ? point != 0xFFFE && point != 0xFFFF
                         : point == '\t' || point == '\n' || point == '\r';
}

static const char *entity_of(uint32_t point) {
    for (int i = 0; i < ENTITIES; i++)
        if ((unsigned char)entities[i].character == point)
            return entities[i].entity;
    return NULL;
}

static void add(struct text *out, const char *text, bool has_entities) {
    text_add(out, "");
    for (const char *end = text + strlen(text); text < end;) {
        const char *start = text;
        uint32_t point = utf8_next(&text, end);
        const char *entity = has_entities ? entity_of(point) : NULL;
        if (entity)
            text_add(out, entity);
        else if (point == 0xFFFD || !is_allowed(point))
            text_add(out, "\xEF\xBF\xBD");
        else
            text_append(out, start, (size_t)(text - start));
    }
}

void xml_clean(struct text *out, const char *text) {
    add(out, text, false);
}

void xml_escape(struct text *out, const char *text) {
    add(out, text, true);
}

void xml_unescape(struct text *out, const char *start, const char *end) {
    while (start < end) {
        int i = 0;
        size_t length = 1;
        for (; i < ENTITIES; i++) {
            length = strlen(entities[i].entity);
            if ((size_t)(end - start) >= length && memcmp(start, entities[i].entity, length) == 0)
                break;
        }
        text_append(out, i < ENTITIES ? &entities[i].character : start, 1);
        start += i < ENTITIES ? length : 1;
    }
}
