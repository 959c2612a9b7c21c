// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/program/tex_parts.h"

#include <ctype.h>
#include <string.h>

void tex_number(const struct expression_part *part, struct text *out) {
    const char *end = part->at + part->length;
    const char *exponent = memchr(part->at, 'e', part->length);
    exponent = exponent ? exponent : memchr(part->at, 'E', part->length);
    if (isalpha((unsigned char)part->at[0])) { // pi and e
        text_add(out, part->length == 2 ? "\\pi" : "e");
        return;
    }
    if (!exponent) {
        text_append(out, part->at, part->length);
        return;
    }
    size_t digits = (size_t)(exponent - part->at);
    bool is_one = digits == 1 && part->at[0] == '1';
    if (!is_one)
        text_printf(out, "%.*s \\cdot ", (int)digits, part->at);
    exponent += 1 + (exponent[1] == '+');
    text_add(out, "10^{");
    if (*exponent == '-')
        text_append(out, exponent++, 1);
    while (exponent + 1 < end && *exponent == '0')
        exponent++;
    text_append(out, exponent, (size_t)(end - exponent));
    text_add(out, "}");
}

// Whether a formula is higher than a line, so that its fences must grow.
static bool is_tall(const char *tex) {
    return strstr(tex, "\\frac") || strstr(tex, "\\sum") || strstr(tex, "\\left");
}

void tex_fence(const char *open, const char *inside, const char *close, struct text *out) {
    if (is_tall(inside))
        text_printf(out, "\\left%s%s\\right%s", open, inside, close);
    else
        text_printf(out, "%s%s%s", open, inside, close);
}

void tex_join(struct text *out, size_t start, const char *factor) {
    size_t length = out->length - start;
    if (length > 0) {
        const char *before = out->data + start;
        char last = before[length - 1];
        bool is_letter = (isalpha((unsigned char)factor[0]) && factor[1] != '(') ||
                         (factor[0] == '\\' && strncmp(factor, "\\frac", 5) != 0 &&
                          strncmp(factor, "\\left", 5) != 0 && !strchr(factor, '(') &&
                          strncmp(factor, "\\math", 5) != 0 && strncmp(factor, "\\sqrt", 5) != 0 &&
                          factor[1] != '|');
        bool is_word = strstr(before, "\\mathrm{") != NULL;
        if (isdigit((unsigned char)factor[0]))
            text_add(out, " \\cdot ");
        else
            text_add(out, is_letter && !is_word && !strchr(")|}", last) ? " " : "\\, ");
    }
    text_add(out, factor);
}

bool tex_vanishes(const struct rule_text *text, const bool *are_zero, size_t index) {
    const struct expression_part *part = &text->expression.parts[index];
    if (part->kind == EXPRESSION_NAME)
        return are_zero[part->name];
    if (part->kind != EXPRESSION_OPERATION)
        return false;
    bool a =
        operations[part->operation].arity > 0 && tex_vanishes(text, are_zero, part->arguments[0]);
    switch (part->operation) {
    case OPERATION_MULTIPLY:
        return a || tex_vanishes(text, are_zero, part->arguments[1]);
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
        return a && tex_vanishes(text, are_zero, part->arguments[1]);
    case OPERATION_DIVIDE:
    case OPERATION_NEGATE:
        return a;
    default:
        return false;
    }
}

// Whether a sum or product has a name of 0 in it; a 1 that is written stays.
static bool part_reads_zero(const struct rule_text *text, const bool *are_zero, size_t index) {
    const struct expression_part *part = &text->expression.parts[index];
    return part->kind == EXPRESSION_OPERATION &&
           (part->operation == OPERATION_ADD || part->operation == OPERATION_SUBTRACT) &&
           (tex_vanishes(text, are_zero, part->arguments[0]) ||
            tex_vanishes(text, are_zero, part->arguments[1]));
}

static bool is_one(const struct rule_text *text, const bool *are_zero, size_t index) {
    const struct expression_part *part =
        &text->expression.parts[tex_simplified(text, are_zero, index)];
    return part->kind == EXPRESSION_NUMBER && part->number == 1;
}

size_t tex_simplified(const struct rule_text *text, const bool *are_zero, size_t index) {
    for (;;) {
        const struct expression_part *part = &text->expression.parts[index];
        size_t a = part->arguments[0], b = part->arguments[1];
        bool is_operation = part->kind == EXPRESSION_OPERATION;
        enum operation_id id = part->operation;
        bool is_sum = is_operation && (id == OPERATION_ADD || id == OPERATION_SUBTRACT);
        bool is_product = is_operation && (id == OPERATION_MULTIPLY || id == OPERATION_DIVIDE);
        bool leaves_a =
            (is_sum && tex_vanishes(text, are_zero, b)) ||
            (is_product && part_reads_zero(text, are_zero, b) && is_one(text, are_zero, b));
        bool leaves_b = (is_sum && id == OPERATION_ADD && tex_vanishes(text, are_zero, a)) ||
                        (is_product && id == OPERATION_MULTIPLY &&
                         part_reads_zero(text, are_zero, a) && is_one(text, are_zero, a));
        bool is_ruled_out =
            is_operation && id == OPERATION_WHERE && tex_vanishes(text, are_zero, a);
        if (!leaves_a && !leaves_b && !is_ruled_out)
            return index;
        index = leaves_a ? a : leaves_b ? b : part->arguments[2];
    }
}
