// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/scalar.h"

#include "base/number.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *text, const char *const *words) {
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

void scalar_type(struct node *node) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const truths[] = {"true", "True", "TRUE", NULL};
    static const char *const lies[] = {"false", "False", "FALSE", NULL};
    static const char *const infinities[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};
    const char *text = node->text;
    const char *unsigned_text = text + (*text == '-' || *text == '+');
    size_t length = strlen(text);
    char *end;
    if (is_one_of(text, nulls)) {
        node->kind = NODE_NULL;
    } else if (is_one_of(text, truths) || is_one_of(text, lies)) {
        node->kind = NODE_BOOL;
        node->truth = is_one_of(text, truths);
    } else if (number_parse(text, length, &node->number)) {
        node->kind = NODE_NUMBER;
    } else if (is_one_of(unsigned_text, infinities)) {
        node->kind = NODE_NUMBER;
        node->number = *text == '-' ? -INFINITY : INFINITY;
    } else if (is_one_of(text, nans)) {
        node->kind = NODE_NUMBER;
        node->number = NAN;
    } else if (text[0] == '0' && (text[1] == 'x' || text[1] == 'o') && text[2] != '\0' &&
               strspn(text + 2, "0123456789abcdefABCDEF") == length - 2) {
        unsigned long long whole = strtoull(text + 2, &end, text[1] == 'x' ? 16 : 8);
        if (*end == '\0' && whole < ULLONG_MAX) { // the largest stands for all above it
            node->kind = NODE_NUMBER;
            node->number = (double)whole;
        }
    }
}
