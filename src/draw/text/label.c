// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/label.h"

#include "base/limits.h"
#include "base/text.h"
#include "draw/text/maths.h"

#include <string.h>

bool label_check(const char *text, struct place place, struct error *error) {
    struct maths_part part;
    const char *cursor = text;
    if (!limit_check(LIMIT_LABEL_BYTES, (double)strlen(text), place, error))
        return false;
    while (maths_next_part(&cursor, &part)) {
        if (!part.is_formula)
            continue;
        struct place at = place;
        at.column += (int)utf8_count(text, (size_t)(part.start - text));
        struct maths *maths = maths_parse(part.start, part.length, at, error);
        if (!maths)
            return false;
        maths_destroy(maths);
    }
    return true;
}

struct place label_place(const struct node *node) {
    struct place place = node->place;
    place.column += !node->plain;
    return place;
}

bool label_read(const struct node *node, void *field, struct error *error) {
    const char **text = field;
    return node_string(node, text, error) && label_check(*text, label_place(node), error);
}
