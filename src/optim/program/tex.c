// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/program/tex.h"

#include "base/memory.h"
#include "optim/program/tex_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// What is nested deeper is left out: nobody could read it.
enum { DEPTH_MOST = 10 };

static const struct expression_part *part_at(const struct tex_writer *writer, size_t index) {
    return &writer->text->expression.parts[index];
}

static bool is_operation(const struct expression_part *part, enum operation_id id) {
    return part->kind == EXPRESSION_OPERATION && part->operation == id;
}

static enum tex_binding binding_of(const struct expression_part *part) {
    if (part->kind != EXPRESSION_OPERATION)
        return BINDS_ALL;
    switch (part->operation) {
    case OPERATION_WHERE:
        return BINDS_CHOICE;
    case OPERATION_OR:
        return BINDS_OR;
    case OPERATION_AND:
    case OPERATION_NOT:
        return BINDS_AND;
    case OPERATION_EQUAL:
    case OPERATION_UNEQUAL:
    case OPERATION_LESS:
    case OPERATION_AT_MOST:
    case OPERATION_GREATER:
    case OPERATION_AT_LEAST:
        return BINDS_RELATION;
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
    case OPERATION_NEGATE:
    case OPERATION_REMAINDER:
        return BINDS_SUM;
    case OPERATION_MULTIPLY:
    case OPERATION_DIVIDE:
    case OPERATION_HVP:
        return BINDS_PRODUCT;
    case OPERATION_POWER:
        return BINDS_POWER;
    default:
        return BINDS_ALL;
    }
}

static size_t simplified(const struct tex_writer *writer, size_t index) {
    return tex_simplified(writer->text, writer->are_zero, index);
}

// Appends the arguments of a call between fences.
static void write_arguments(const struct tex_writer *writer, const struct expression_part *part,
                            const char *open, const char *close, struct text *out) {
    struct text inside = {0};
    text_add(&inside, "");
    for (int i = 0; i < operations[part->operation].arity; i++) {
        text_add(&inside, i > 0 ? ",\\, " : "");
        tex_value(writer, part->arguments[i], BINDS_OR, &inside);
    }
    tex_fence(open, inside.data, close, out);
    text_finish(&inside);
}

// ---- Sums and products

// Appends the operands of a chain of left-associative operations that `belongs`, from left to
// right, to a list that the caller frees; the first has the operation OPERATION_COUNT.
struct operand {
    enum operation_id operation;
    size_t index;
};

static struct operand *collect(const struct tex_writer *writer, size_t index,
                               bool (*belongs)(const struct expression_part *part), size_t *count) {
    size_t length = 1;
    for (size_t at = index; belongs(part_at(writer, at));
         at = simplified(writer, part_at(writer, at)->arguments[0]))
        length++;
    struct operand *operands = mem_zero(length, sizeof *operands);
    size_t at = index;
    for (size_t i = length; i-- > 1; at = simplified(writer, part_at(writer, at)->arguments[0]))
        operands[i] =
            (struct operand){part_at(writer, at)->operation, part_at(writer, at)->arguments[1]};
    operands[0] = (struct operand){OPERATION_COUNT, at};
    *count = length;
    return operands;
}

static bool belongs_to_sum(const struct expression_part *part) {
    return is_operation(part, OPERATION_ADD) || is_operation(part, OPERATION_SUBTRACT);
}

static bool belongs_to_product(const struct expression_part *part) {
    return is_operation(part, OPERATION_MULTIPLY) || is_operation(part, OPERATION_DIVIDE);
}

static void write_sum(const struct tex_writer *writer, size_t index, struct text *out) {
    size_t count;
    struct operand *terms = collect(writer, index, belongs_to_sum, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_negative =
            is_operation(part_at(writer, simplified(writer, terms[i].index)), OPERATION_NEGATE);
        bool is_inner_sum = i > 0 && terms[i].operation == OPERATION_ADD && !is_negative;
        text_add(out, terms[i].operation == OPERATION_ADD        ? " + "
                      : terms[i].operation == OPERATION_SUBTRACT ? " - "
                                                                 : "");
        tex_value(writer, terms[i].index, i == 0 || is_inner_sum ? BINDS_SUM : BINDS_PRODUCT, out);
    }
    free(terms);
}

// Products are written side by side, and what is divided as a fraction. A learning rate stays
// before it, as papers have it.
static void write_product(const struct tex_writer *writer, size_t index, struct text *out) {
    size_t count;
    struct operand *factors = collect(writer, index, belongs_to_product, &count);
    struct text above = {0}, below = {0}, one = {0};
    size_t start = out->length;
    for (size_t i = 0; i <= count; i++) {
        bool is_divisor = i < count && factors[i].operation == OPERATION_DIVIDE;
        if (below.length > 0 && !is_divisor) { // what was divided ends here
            struct text fraction = {0};
            text_printf(&fraction, writer->is_small ? "%s/%s" : "\\frac{%s}{%s}", above.data,
                        below.data);
            tex_join(out, start, fraction.data);
            text_finish(&fraction);
            text_clear(&above);
            text_clear(&below);
        }
        if (i == count)
            break;
        text_clear(&one);
        const struct expression_part *part = part_at(writer, factors[i].index);
        size_t same = 1; // g*g is the square of g
        while (part->kind == EXPRESSION_NAME && i + 1 < count &&
               factors[i + 1].operation == OPERATION_MULTIPLY && !is_divisor &&
               part_at(writer, factors[i + 1].index)->kind == EXPRESSION_NAME &&
               part_at(writer, factors[i + 1].index)->name == part->name) {
            same++;
            i++;
        }
        bool is_alone = !writer->is_small &&
                        (is_divisor ? i + 1 == count || factors[i + 1].operation != OPERATION_DIVIDE
                                    : i + 1 < count && above.length == 0 &&
                                          factors[i + 1].operation == OPERATION_DIVIDE);
        tex_value(writer, factors[i].index,
                  is_alone && below.length == 0 ? BINDS_SUM
                  : is_divisor                  ? BINDS_POWER
                                                : BINDS_PRODUCT,
                  &one);
        if (same > 1)
            text_printf(&one, "^{%zu}", same);
        bool is_rate = part->kind == EXPRESSION_NAME && part->name == NAME_RATE;
        if (is_divisor) {
            tex_join(&below, 0, one.data);
        } else if (is_rate && above.length == 0 && i + 1 < count &&
                   factors[i + 1].operation == OPERATION_MULTIPLY) {
            tex_join(out, start, one.data);
        } else {
            tex_join(&above, 0, one.data);
        }
    }
    if (above.length > 0)
        tex_join(out, start, above.data);
    text_finish(&above);
    text_finish(&below);
    text_finish(&one);
    free(factors);
}

static void write_power(const struct tex_writer *writer, const struct expression_part *part,
                        struct text *out) {
    const struct expression_part *exponent = part_at(writer, part->arguments[1]);
    struct tex_writer small = *writer;
    small.is_small = true;
    if (exponent->kind == EXPRESSION_NUMBER && exponent->number == 0.5) {
        text_add(out, "\\sqrt{");
        tex_value(writer, part->arguments[0], BINDS_OR, out);
        text_add(out, "}");
        return;
    }
    const struct expression_part *base = part_at(writer, part->arguments[0]);
    bool is_bare = base->kind != EXPRESSION_OPERATION || is_operation(base, OPERATION_NORM) ||
                   is_operation(base, OPERATION_ABS);
    struct text inside = {0};
    tex_value(writer, part->arguments[0], is_bare ? BINDS_ALL : BINDS_CHOICE, &inside);
    if (is_bare)
        text_add(out, inside.data);
    else
        tex_fence("(", inside.data, ")", out);
    text_finish(&inside);
    text_add(out, "^{");
    tex_value(&small, part->arguments[1], BINDS_CHOICE, out);
    text_add(out, "}");
}

// ---- Functions

// How a function is set: its name in TeX before what it is of, or between fences of its own.
static const struct {
    const char *name, *open, *close;
} functions[OPERATION_COUNT] = {
    [OPERATION_SIN] = {"\\sin", "(", ")"},
    [OPERATION_COS] = {"\\cos", "(", ")"},
    [OPERATION_TAN] = {"\\tan", "(", ")"},
    [OPERATION_EXP] = {"\\exp", "(", ")"},
    [OPERATION_LOG] = {"\\log", "(", ")"},
    [OPERATION_LOG10] = {"\\log_{10}", "(", ")"},
    [OPERATION_LOG2] = {"\\log_2", "(", ")"},
    [OPERATION_TANH] = {"\\tanh", "(", ")"},
    [OPERATION_SIGN] = {"\\sign", "(", ")"},
    [OPERATION_CLIP] = {"\\clip", "(", ")"},
    [OPERATION_MIN] = {"\\min", "(", ")"},
    [OPERATION_MAX] = {"\\max", "(", ")"},
    [OPERATION_SMALLEST] = {"\\min", "(", ")"},
    [OPERATION_LARGEST] = {"\\max", "(", ")"},
    [OPERATION_FLOOR] = {"", "\\lfloor ", "\\rfloor "},
    [OPERATION_CEIL] = {"", "\\lceil ", "\\rceil "},
    [OPERATION_ABS] = {"", "|", "|"},
    [OPERATION_NORM] = {"", "\\|", "\\|"},
    [OPERATION_DOT] = {"", "\\langle ", "\\rangle "},
    [OPERATION_GRAD] = {"\\nabla f", "(", ")"},
    [OPERATION_VALUE] = {"f", "(", ")"},
    [OPERATION_HDIAG] = {"\\diag \\nabla^2 f", "(", ")"},
    [OPERATION_NORMAL] = {"\\mathcal{N}(0, 1)", "", ""},
    [OPERATION_RADEMACHER] = {"\\operatorname{rademacher}", "(", ")"},
};

// Whether both values of a scalar product are one name.
static bool is_same_name(const struct tex_writer *writer, const struct expression_part *part) {
    const struct expression_part *a = part_at(writer, part->arguments[0]),
                                 *b = part_at(writer, part->arguments[1]);
    return a->kind == EXPRESSION_NAME && b->kind == EXPRESSION_NAME && a->name == b->name;
}

static void write_function(const struct tex_writer *writer, const struct expression_part *part,
                           struct text *out) {
    enum operation_id id = part->operation;
    const char *name = functions[id].name;
    if (id == OPERATION_SQRT) {
        text_add(out, "\\sqrt{");
        tex_value(writer, part->arguments[0], BINDS_OR, out);
        text_add(out, "}");
    } else if (id == OPERATION_HVP) {
        text_add(out, "\\nabla^2 f(");
        tex_value(writer, part->arguments[0], BINDS_OR, out);
        text_add(out, ")\\, ");
        tex_value(writer, part->arguments[1], BINDS_POWER, out);
    } else if (id == OPERATION_DOT && is_same_name(writer, part)) {
        text_printf(out, "\\|%s\\|^{2}",
                    writer->symbols[part_at(writer, part->arguments[0])->name]);
    } else if (id == OPERATION_SUM) {
        text_add(out, "\\sum ");
        tex_value(writer, part->arguments[0], BINDS_PRODUCT, out);
    } else if (id == OPERATION_NORMAL) {
        text_add(out, name);
    } else if (name) {
        text_add(out, name);
        write_arguments(writer, part, functions[id].open, functions[id].close, out);
    } else {
        text_printf(out, "\\operatorname{%s}", operations[id].name);
        write_arguments(writer, part, "(", ")", out);
    }
}

static const char *sign_between(enum operation_id id) {
    switch (id) {
    case OPERATION_EQUAL:
        return " = ";
    case OPERATION_UNEQUAL:
        return " \\neq ";
    case OPERATION_LESS:
        return " < ";
    case OPERATION_AT_MOST:
        return " \\leq ";
    case OPERATION_GREATER:
        return " > ";
    case OPERATION_AT_LEAST:
        return " \\geq ";
    case OPERATION_AND:
        return " \\text{ and } ";
    case OPERATION_OR:
        return " \\text{ or } ";
    case OPERATION_REMAINDER:
        return " \\operatorname{mod} ";
    default:
        return NULL;
    }
}

static void write_operation(const struct tex_writer *writer, size_t index, struct text *out) {
    const struct expression_part *part = part_at(writer, index);
    const size_t *arguments = part->arguments;
    const char *sign = sign_between(part->operation);
    enum tex_binding binding = binding_of(part);
    if (sign) {
        bool is_wide = binding == BINDS_OR || binding == BINDS_AND;
        tex_value(writer, arguments[0], is_wide ? binding : binding + 1, out);
        text_add(out, sign);
        tex_value(writer, arguments[1], binding + 1, out);
    } else if (belongs_to_sum(part)) {
        write_sum(writer, index, out);
    } else if (belongs_to_product(part)) {
        write_product(writer, index, out);
    } else if (part->operation == OPERATION_POWER) {
        write_power(writer, part, out);
    } else if (part->operation == OPERATION_NEGATE) {
        text_add(out, "-");
        tex_value(writer, arguments[0], BINDS_PRODUCT, out);
    } else if (part->operation == OPERATION_NOT) {
        text_add(out, "\\text{not } ");
        tex_value(writer, arguments[0], BINDS_RELATION, out);
    } else if (part->operation == OPERATION_WHERE) {
        tex_value(writer, arguments[1], BINDS_OR, out);
        text_add(out, " \\text{ if } ");
        tex_value(writer, arguments[0], BINDS_OR, out);
        text_add(out, ",\\; \\text{else } ");
        tex_value(writer, arguments[2], BINDS_CHOICE, out);
    } else {
        write_function(writer, part, out);
    }
}

void tex_value(const struct tex_writer *writer, size_t index, enum tex_binding least,
               struct text *out) {
    index = simplified(writer, index);
    const struct expression_part *part = part_at(writer, index);
    struct tex_writer inner = *writer;
    struct text inside = {0};
    if (++inner.depth > DEPTH_MOST) {
        text_add(out, "\\ldots ");
        return;
    }
    text_add(&inside, "");
    if (tex_vanishes(writer->text, writer->are_zero, index))
        text_add(&inside, "0");
    else if (part->kind == EXPRESSION_NUMBER)
        tex_number(part, &inside);
    else if (part->kind == EXPRESSION_NAME)
        text_add(&inside, writer->symbols[part->name]);
    else
        write_operation(&inner, index, &inside);
    if (binding_of(part) < least)
        tex_fence("(", inside.data, ")", out);
    else
        text_add(out, inside.data);
    text_finish(&inside);
}
