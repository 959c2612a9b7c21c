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
    xml_unescape(&source, start, end);
    return text_take(&source);
}
