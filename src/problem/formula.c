// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/formula.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "problem/formula_operations.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// The largest stack of a program, and the deepest nesting of parentheses.
enum { STACK_LIMIT = 64, NESTING_LIMIT = 200 };

enum instruction_kind { PUSH_NUMBER, PUSH_SLOT, APPLY };

struct instruction {
    enum instruction_kind kind;
    double number;
    int slot;
    const struct operation *operation;
};

struct formula {
    struct instruction *code; // owned
    size_t count, capacity;
};

struct formula_parser {
    struct formula *formula;
    const char *text, *at;
    const struct node *node;
    const struct formula_name *names;
    struct error *error;
    int depth, nesting; // current depth of the stack, and nesting of parentheses
};

// Returns the place of `length` bytes at `at`. If escapes or line folding make the scalar's text
// differ from the source, it is the place of the whole scalar.
static struct place place_of(const struct formula_parser *parser, const char *at, size_t length) {
    if (!parser->node)
        return (struct place){0};
    struct place place = parser->node->place;
    const char *end, *shown = place_text(place, &end);
    size_t size = strlen(parser->text);
    int quote = !parser->node->plain;
    if (!shown || (size_t)(end - shown) < size + (size_t)quote ||
        memcmp(shown + quote, parser->text, size) != 0)
        return place;
    place.column += quote + (int)utf8_count(parser->text, (size_t)(at - parser->text));
    place.length = (int)utf8_count(at, length);
    return place;
}

static char peek(struct formula_parser *parser) {
    while (isspace((unsigned char)*parser->at))
        parser->at++;
    return *parser->at;
}

static bool accept(struct formula_parser *parser, char c) {
    if (peek(parser) != c)
        return false;
    parser->at++;
    return true;
}

// Accepts a '^' or '**'.
static bool accept_power(struct formula_parser *parser) {
    if (peek(parser) == '*' && parser->at[1] == '*')
        parser->at++;
    else if (*parser->at != '^')
        return false;
    parser->at++;
    return true;
}

// Returns a suggestion for an operator of another notation, or NULL.
static const char *meant_by(const char *at) {
    static const struct {
        const char *sign, *hint;
    } signs[] = {
        {"\u00B2", "; a power is written ^2"},
        {"\u00B3", "; a power is written ^3"},
        {"\u00D7", "; a product is written *"},
        {"\u00B7", "; a product is written *"},
        {"\u2212", "; the minus sign of a keyboard is -"},
        {"\u221A", "; a root is written sqrt(x)"},
        {"|", "; write abs(x)"},
        {"[", "; the weights are x and y, or w0 and w1"},
        {"{", "; write (parentheses)"},
        {"=", "; a formula is only what stands behind the ="},
        {"\\", "; formulas are written as in Python, not as in TeX"},
        {"!", "; there is no factorial"},
        {"<", "; there are no comparisons"},
        {">", "; there are no comparisons"},
        {"if ", "; there are no conditions"},
        {"%", "; there is no remainder"},
        {"#", "; a comment stands behind the closing quote"},
        {";", "; a formula is one value"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(at, signs[i].sign, strlen(signs[i].sign)) == 0)
            return signs[i].hint;
    return "";
}

// Sets the error "expected WHAT" at the next character, with a suggestion. Returns false.
static bool expected(struct formula_parser *parser, const char *what) {
    char c = peek(parser);
    struct place place = place_of(parser, parser->at, c ? 1 : 0);
    if (!c)
        return error_at(parser->error, place, "the formula ends where %s should follow", what);
    const char *cursor = parser->at;
    utf8_next(&cursor, cursor + strlen(cursor));
    const char *hint = meant_by(parser->at);
    if (!*hint && strstr(what, "operator") && (isalnum((unsigned char)c) || c == '('))
        hint = "; a product has a * between its factors";
    else if (!*hint && strstr(what, "operator") && c == ',' && isdigit((unsigned char)cursor[0]))
        hint = "; decimals have a point";
    return error_at(parser->error, place, "expected %s, not '%.*s'%s", what,
                    (int)(cursor - parser->at), parser->at, hint);
}

static bool emit(struct formula_parser *parser, struct instruction instruction) {
    parser->depth += instruction.operation ? 1 - instruction.operation->arity : 1;
    if (parser->depth > STACK_LIMIT)
        return error_at(parser->error, place_of(parser, parser->at, 1),
                        "the formula is nested too deep");
    struct formula *formula = parser->formula;
    if (formula->count >= (size_t)limit_most(LIMIT_FORMULA_NODES))
        return limit_check(LIMIT_FORMULA_NODES, (double)formula->count + 1,
                           place_of(parser, parser->at, 1), parser->error);
    formula->code =
        mem_grow(formula->code, &formula->capacity, formula->count + 1, sizeof *formula->code);
    formula->code[formula->count++] = instruction;
    return true;
}

static const struct operation *find_operation(const char *name, size_t length) {
    for (const struct operation *row = formula_operations; row->name; row++)
        if (strlen(row->name) == length && memcmp(row->name, name, length) == 0)
            return row;
    return NULL;
}

static bool apply(struct formula_parser *parser, const char *name) {
    return emit(parser, (struct instruction){.kind = APPLY,
                                             .operation = find_operation(name, strlen(name))});
}

static bool parse_sum(struct formula_parser *parser);

static bool parse_number(struct formula_parser *parser) {
    const char *start = parser->at, *at = start;
    while (isdigit((unsigned char)*at) || *at == '.')
        at++;
    const char *exponent = at + 1 + (at[0] && (at[1] == '+' || at[1] == '-'));
    if ((*at == 'e' || *at == 'E') && isdigit((unsigned char)*exponent))
        for (at = exponent; isdigit((unsigned char)*at);)
            at++;
    double number;
    if (!number_parse(start, (size_t)(at - start), &number) || !isfinite(number))
        return error_at(parser->error, place_of(parser, start, (size_t)(at - start)),
                        "'%.*s' is not a number", (int)(at - start), start);
    parser->at = at;
    return emit(parser, (struct instruction){.kind = PUSH_NUMBER, .number = number});
}

static bool begins_statement(const char *name) {
    static const char *const words[] = {"lambda", "def", "return", "import", "function"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return false;
}

// Sets the error of an unknown name. Returns false.
static bool unknown_name(struct formula_parser *parser, const char *start, size_t length) {
    const char **names = NULL;
    size_t capacity = 0, count = 0;
    for (const struct formula_name *row = parser->names; row->name; row++) {
        names = mem_grow(names, &capacity, count + 1, sizeof *names);
        names[count++] = row->name;
    }
    for (const struct operation *row = formula_operations; row->name; row++) {
        names = mem_grow(names, &capacity, count + 1, sizeof *names);
        if (isalpha((unsigned char)row->name[0]) && !strchr(row->name, ' '))
            names[count++] = row->name;
    }
    names = mem_grow(names, &capacity, count + 2, sizeof *names);
    names[count++] = "pi";
    names[count++] = "e";
    char *name = mem_string(start, length);
    struct place place = place_of(parser, start, length);
    const char *equals = strchr(parser->at, '=');
    if (begins_statement(name) || (equals && equals[1] != '='))
        error_at(parser->error, place, "a formula is the value alone, such as x^2 + y^2");
    else
        error_unknown(parser->error, place, "name", name, names, count);
    free(name);
    free(names);
    return false;
}

static bool parse_call(struct formula_parser *parser, const struct operation *operation) {
    if (!accept(parser, '('))
        return expected(parser, "'(' of the function");
    for (int i = 0; i < operation->arity; i++) {
        if (i > 0 && !accept(parser, ','))
            return expected(parser, "',' and another argument");
        if (!parse_sum(parser))
            return false;
    }
    if (!accept(parser, ')'))
        return expected(parser, operation->arity == 1 ? "')' behind the value"
                                                      : "')' behind the two values");
    return emit(parser, (struct instruction){.kind = APPLY, .operation = operation});
}

static bool parse_name(struct formula_parser *parser) {
    const char *start = parser->at;
    while (isalnum((unsigned char)*parser->at) || *parser->at == '_')
        parser->at++;
    size_t length = (size_t)(parser->at - start);
    for (const struct formula_name *row = parser->names; row->name; row++)
        if (strlen(row->name) == length && memcmp(row->name, start, length) == 0)
            return emit(parser, (struct instruction){.kind = PUSH_SLOT, .slot = row->slot});
    const struct operation *operation = find_operation(start, length);
    if (operation)
        return parse_call(parser, operation);
    if (length == 2 && memcmp(start, "pi", 2) == 0)
        return emit(parser, (struct instruction){.kind = PUSH_NUMBER, .number = M_PI});
    if (length == 1 && *start == 'e')
        return emit(parser, (struct instruction){.kind = PUSH_NUMBER, .number = M_E});
    // Quote a module prefix (np.sin) as part of the unknown name.
    while (*parser->at == '.' && isalpha((unsigned char)parser->at[1]))
        for (parser->at++; isalnum((unsigned char)*parser->at) || *parser->at == '_';)
            parser->at++;
    return unknown_name(parser, start, (size_t)(parser->at - start));
}

static bool parse_primary(struct formula_parser *parser) {
    char c = peek(parser);
    if (isdigit((unsigned char)c) || c == '.')
        return parse_number(parser);
    if (isalpha((unsigned char)c) || c == '_')
        return parse_name(parser);
    if (!accept(parser, '('))
        return expected(parser, "a number, a name or '('");
    if (!parse_sum(parser))
        return false;
    return accept(parser, ')') || expected(parser, "an operator or ')'");
}

static bool parse_unary(struct formula_parser *parser) {
    if (++parser->nesting > NESTING_LIMIT)
        return error_at(parser->error, place_of(parser, parser->at, 1),
                        "the formula is nested too deep");
    bool negative = accept(parser, '-'), good;
    if (negative || accept(parser, '+')) {
        good = parse_unary(parser) && (!negative || apply(parser, "unary -"));
    } else {
        good = parse_primary(parser);
        if (good && accept_power(parser))
            good = parse_unary(parser) && apply(parser, "^");
    }
    parser->nesting--;
    return good;
}

static bool parse_product(struct formula_parser *parser) {
    if (!parse_unary(parser))
        return false;
    for (;;) {
        const char *name = accept(parser, '*') ? "*" : accept(parser, '/') ? "/" : NULL;
        if (!name)
            return true;
        if (!parse_unary(parser) || !apply(parser, name))
            return false;
    }
}

static bool parse_sum(struct formula_parser *parser) {
    if (!parse_product(parser))
        return false;
    for (;;) {
        const char *name = accept(parser, '+') ? "+" : accept(parser, '-') ? "-" : NULL;
        if (!name)
            return true;
        if (!parse_product(parser) || !apply(parser, name))
            return false;
    }
}

struct formula *formula_parse(const char *text, const struct node *node,
                              const struct formula_name *names, struct error *error) {
    struct formula *formula = mem_zero(1, sizeof *formula);
    struct formula_parser parser = {
        .formula = formula, .text = text, .at = text, .node = node, .names = names, .error = error};
    if (parse_sum(&parser) && (peek(&parser) == '\0' || expected(&parser, "an operator")))
        return formula;
    formula_destroy(formula);
    return NULL;
}

void formula_destroy(struct formula *formula) {
    if (!formula)
        return;
    free(formula->code);
    free(formula);
}

double formula_value(const struct formula *formula, const double *slots) {
    double stack[STACK_LIMIT + 1], *top = stack; // `top` points to the first free entry
    stack[0] = 0;
    for (size_t i = 0; i < formula->count; i++) {
        const struct instruction *next = &formula->code[i];
        if (next->kind != APPLY) {
            *top++ = next->kind == PUSH_SLOT ? slots[next->slot] : next->number;
        } else {
            top -= next->operation->arity;
            *top = next->operation->value(top[0], next->operation->arity == 2 ? top[1] : 0);
            top++;
        }
    }
    return stack[0];
}

struct jet formula_jet(const struct formula *formula, const double *slots) {
    struct jet stack[STACK_LIMIT + 1], *top = stack;
    stack[0] = jet_constant(0);
    for (size_t i = 0; i < formula->count; i++) {
        const struct instruction *next = &formula->code[i];
        if (next->kind == PUSH_NUMBER) {
            *top++ = jet_constant(next->number);
        } else if (next->kind == PUSH_SLOT) {
            *top++ = next->slot < 2 ? jet_variable(slots[next->slot], next->slot)
                                    : jet_constant(slots[next->slot]);
        } else {
            top -= next->operation->arity;
            *top = next->operation->jet(top[0], next->operation->arity == 2 ? top[1] : top[0]);
            top++;
        }
    }
    return stack[0];
}
