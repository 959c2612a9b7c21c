// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "expression/parser.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NESTING_LIMIT = 200 };

char expression_peek(struct expression_parser *parser) {
    bool in_rules = parser->language->in_rules;
    for (;; parser->at++) {
        if (in_rules && *parser->at == '#')
            parser->at += strcspn(parser->at, "\n");
        bool ends_line = in_rules && parser->parentheses == 0 && *parser->at == '\n';
        if (!isspace((unsigned char)*parser->at) || ends_line)
            return *parser->at;
    }
}

static bool accept(struct expression_parser *parser, char c) {
    if (expression_peek(parser) != c)
        return false;
    parser->at++;
    return true;
}

// Accepts a word such as `and`.
static bool accept_word(struct expression_parser *parser, const char *word) {
    size_t length = strlen(word);
    if (!parser->language->in_rules || expression_peek(parser) != word[0] ||
        strncmp(parser->at, word, length) != 0 ||
        expression_name_end(parser->at) != parser->at + length)
        return false;
    parser->at += length;
    return true;
}

// Accepts a '^' or '**'; in a rule not where it sets a name.
static bool accept_power(struct expression_parser *parser) {
    char c = expression_peek(parser);
    size_t length = c == '^' ? 1 : c == '*' && parser->at[1] == '*' ? 2 : 0;
    parser->at += length;
    return length > 0;
}

bool expression_add(struct expression_parser *parser, struct expression_part part) {
    struct expression *expression = parser->expression;
    enum limit limit = parser->language->limit;
    if (expression->count >= (size_t)limit_most(limit))
        return limit_check(limit, (double)expression->count + 1,
                           expression_parser_place(parser, parser->at, 1), parser->error);
    expression->parts = mem_grow(expression->parts, &expression->capacity, expression->count + 1,
                                 sizeof *expression->parts);
    expression->parts[expression->count++] = part;
    return true;
}

size_t expression_last(const struct expression_parser *parser) {
    return parser->expression->count - 1;
}

bool expression_apply(struct expression_parser *parser, enum operation_id id, const char *at,
                      size_t length, size_t a, size_t b) {
    return expression_add(parser, (struct expression_part){.kind = EXPRESSION_OPERATION,
                                                           .operation = id,
                                                           .arguments = {a, b},
                                                           .at = at,
                                                           .length = length});
}

static bool parse_number(struct expression_parser *parser) {
    const char *start = parser->at, *at = start;
    while (isdigit((unsigned char)*at) || *at == '.')
        at++;
    const char *exponent = at + 1 + (at[0] && (at[1] == '+' || at[1] == '-'));
    if ((*at == 'e' || *at == 'E') && isdigit((unsigned char)*exponent))
        for (at = exponent; isdigit((unsigned char)*at);)
            at++;
    double number;
    size_t length = (size_t)(at - start);
    if (!number_parse(start, length, &number) || !isfinite(number))
        return error_at(parser->error, expression_parser_place(parser, start, length),
                        "'%.*s' is not a number", (int)length, start);
    parser->at = at;
    return expression_add(
        parser, (struct expression_part){
                    .kind = EXPRESSION_NUMBER, .number = number, .at = start, .length = length});
}

// Sets the error of a call with too few arguments. Returns false.
static bool missing_argument(struct expression_parser *parser, const struct operation *operation) {
    static const char what[] = "',' and another argument";
    struct text said = {0};
    text_add(&said, what);
    if (operation->example)
        text_printf(&said, ", as in %s", operation->example);
    expression_expected(parser, said.data);
    text_finish(&said);
    return false;
}

static bool parse_call(struct expression_parser *parser, enum operation_id id, const char *start) {
    struct expression_part part = {.kind = EXPRESSION_OPERATION, .operation = id, .at = start};
    part.length = (size_t)(parser->at - start);
    const struct operation *operation = &operations[id];
    const char *outer = parser->open;
    if (!accept(parser, '('))
        return expression_expected(parser, "'(' of the function");
    parser->open = parser->at - 1;
    parser->parentheses++;
    // In rules, max and min of one argument are those of its numbers.
    bool reduces = parser->language->in_rules && (id == OPERATION_MAX || id == OPERATION_MIN);
    for (int i = 0; i < operation->arity; i++) {
        if (i > 0 && !accept(parser, ',')) {
            if (!reduces || expression_peek(parser) != ')')
                return missing_argument(parser, operation);
            part.operation = id == OPERATION_MAX ? OPERATION_LARGEST : OPERATION_SMALLEST;
            break;
        }
        if (!expression_parse_value(parser))
            return false;
        part.arguments[i] = expression_last(parser);
    }
    static const char *const closes[] = {"')': it takes no values", "')' behind the value",
                                         "')' behind the two values",
                                         "')' behind the three values"};
    if (!accept(parser, ')'))
        return expression_expected(parser, closes[operation->arity]);
    parser->open = outer;
    parser->parentheses--;
    return expression_add(parser, part);
}

// A name that stands for a value.
static bool add_name(struct expression_parser *parser, const char *start, size_t length) {
    const struct name_table names = parser->language->names;
    struct expression_part part = {.kind = EXPRESSION_NAME, .at = start, .length = length};
    if (!names.rows)
        return *parser->at == '.' || expression_peek(parser) == '('
                   ? expression_unknown(parser, start)
                   : expression_add(parser, part);
    for (const char *name; (name = name_table_at(names, part.name)); part.name++)
        if (strlen(name) == length && memcmp(name, start, length) == 0)
            return expression_add(parser, part);
    return expression_unknown(parser, start);
}

static bool is_reserved(const char *start, size_t length) {
    static const char *const words[] = {"and", "or", "not"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], start, length) == 0)
            return true;
    return false;
}

static bool has_row(struct name_table names, const char *start, size_t length) {
    const char *name = NULL;
    for (size_t i = 0; names.rows && (name = name_table_at(names, i)); i++)
        if (strlen(name) == length && memcmp(name, start, length) == 0)
            return true;
    return false;
}

static bool parse_name(struct expression_parser *parser) {
    const char *start = parser->at, *end = expression_name_end(start);
    size_t length = (size_t)(end - start);
    enum operation_id id;
    bool in_rules = parser->language->in_rules;
    struct expression_part part = {.kind = EXPRESSION_NUMBER, .at = start, .length = length};
    if (in_rules && is_reserved(start, length))
        return error_at(parser->error, expression_parser_place(parser, start, length),
                        "expected a value before '%.*s'", (int)length, start);
    parser->at = end;
    if (has_row(parser->language->names, start, length))
        return add_name(parser, start, length);
    if (operation_find(start, length, in_rules, &id))
        return parse_call(parser, id, start);
    if (length == 2 && memcmp(start, "pi", 2) == 0)
        part.number = M_PI;
    else if (length == 1 && *start == 'e')
        part.number = M_E;
    else
        return add_name(parser, start, length);
    return expression_add(parser, part);
}

static bool parse_primary(struct expression_parser *parser) {
    char c = expression_peek(parser);
    if (isdigit((unsigned char)c) || c == '.')
        return parse_number(parser);
    if (isalpha((unsigned char)c) || c == '_')
        return parse_name(parser);
    const char *outer = parser->open;
    if (!accept(parser, '('))
        return expression_expected(parser, "a number, a name or '('");
    parser->open = parser->at - 1;
    parser->parentheses++;
    if (!expression_parse_value(parser))
        return false;
    if (!accept(parser, ')'))
        return expression_expected(parser, "an operator or ')'");
    parser->open = outer;
    parser->parentheses--;
    return true;
}

// Counts one level deeper. False, with an error, where that is too deep.
static bool enter(struct expression_parser *parser) {
    return ++parser->nesting <= NESTING_LIMIT ||
           error_at(parser->error, expression_parser_place(parser, parser->at, 1),
                    "%s is nested too deep", parser->language->subject);
}

static bool parse_unary(struct expression_parser *parser) {
    if (!enter(parser))
        return false;
    bool is_negative = expression_peek(parser) == '-', good;
    const char *sign = parser->at;
    if (accept(parser, '-') || accept(parser, '+')) {
        good = parse_unary(parser) &&
               (!is_negative ||
                expression_apply(parser, OPERATION_NEGATE, sign, 1, expression_last(parser), 0));
    } else {
        good = parse_primary(parser);
        size_t base = good ? expression_last(parser) : 0;
        const char *at = parser->at;
        if (good && accept_power(parser)) {
            size_t length = (size_t)(parser->at - at);
            good = parse_unary(parser) && expression_apply(parser, OPERATION_POWER, at, length,
                                                           base, expression_last(parser));
        }
    }
    parser->nesting--;
    return good;
}

static bool parse_product(struct expression_parser *parser) {
    if (!parse_unary(parser))
        return false;
    for (;;) {
        char c = expression_peek(parser);
        const char *at = parser->at;
        size_t left = expression_last(parser);
        if (c != '*' && c != '/' && !(c == '%' && parser->language->in_rules))
            return true;
        parser->at++;
        enum operation_id id = c == '*'   ? OPERATION_MULTIPLY
                               : c == '/' ? OPERATION_DIVIDE
                                          : OPERATION_REMAINDER;
        if (!parse_unary(parser) ||
            !expression_apply(parser, id, at, 1, left, expression_last(parser)))
            return false;
    }
}

static bool parse_sum(struct expression_parser *parser) {
    if (!parse_product(parser))
        return false;
    for (;;) {
        char c = expression_peek(parser);
        const char *at = parser->at;
        size_t left = expression_last(parser);
        if (c != '+' && c != '-')
            return true;
        parser->at++;
        if (!parse_product(parser) ||
            !expression_apply(parser, c == '+' ? OPERATION_ADD : OPERATION_SUBTRACT, at, 1, left,
                              expression_last(parser)))
            return false;
    }
}

// Accepts a comparison. False if there is none.
static bool accept_comparison(struct expression_parser *parser, enum operation_id *id) {
    static const enum operation_id order[] = {OPERATION_EQUAL,   OPERATION_UNEQUAL,
                                              OPERATION_AT_MOST, OPERATION_AT_LEAST,
                                              OPERATION_LESS,    OPERATION_GREATER};
    expression_peek(parser);
    for (size_t i = 0; parser->language->in_rules && i < sizeof order / sizeof *order; i++) {
        const char *name = operations[order[i]].name;
        if (strncmp(parser->at, name, strlen(name)) != 0)
            continue;
        *id = order[i];
        parser->at += strlen(name);
        return true;
    }
    return false;
}

static bool parse_comparison(struct expression_parser *parser) {
    enum operation_id id, second;
    if (!parse_sum(parser))
        return false;
    size_t left = expression_last(parser);
    expression_peek(parser);
    const char *at = parser->at;
    if (!accept_comparison(parser, &id))
        return true;
    size_t length = (size_t)(parser->at - at);
    if (!parse_sum(parser) ||
        !expression_apply(parser, id, at, length, left, expression_last(parser)))
        return false;
    expression_peek(parser);
    at = parser->at;
    if (!accept_comparison(parser, &second))
        return true;
    return error_at(parser->error, expression_parser_place(parser, at, (size_t)(parser->at - at)),
                    "two comparisons are joined by a word: a < b and b < c");
}

static bool parse_negated(struct expression_parser *parser) {
    if (!enter(parser))
        return false;
    expression_peek(parser);
    const char *at = parser->at;
    bool good = accept_word(parser, "not")
                    ? parse_negated(parser) &&
                          expression_apply(parser, OPERATION_NOT, at, 3, expression_last(parser), 0)
                    : parse_comparison(parser);
    parser->nesting--;
    return good;
}

static bool parse_both(struct expression_parser *parser) {
    if (!parse_negated(parser))
        return false;
    for (;;) {
        expression_peek(parser);
        const char *at = parser->at;
        size_t left = expression_last(parser);
        if (!accept_word(parser, "and"))
            return true;
        if (!parse_negated(parser) ||
            !expression_apply(parser, OPERATION_AND, at, 3, left, expression_last(parser)))
            return false;
    }
}

bool expression_parse_value(struct expression_parser *parser) {
    if (!parser->language->in_rules)
        return parse_sum(parser);
    if (!parse_both(parser))
        return false;
    for (;;) {
        expression_peek(parser);
        const char *at = parser->at;
        size_t left = expression_last(parser);
        if (!accept_word(parser, "or"))
            return true;
        if (!parse_both(parser) ||
            !expression_apply(parser, OPERATION_OR, at, 2, left, expression_last(parser)))
            return false;
    }
}

bool expression_parse(struct expression *expression, const char *text, const struct node *node,
                      const struct expression_language *language, struct error *error) {
    struct expression_parser parser = {.expression = expression,
                                       .language = language,
                                       .text = text,
                                       .at = text,
                                       .node = node && node->text == text ? node : NULL,
                                       .error = error};
    if (!expression_parse_value(&parser))
        return false;
    char c = expression_peek(&parser);
    while (c == '\n') { // behind it may be white space and comments alone
        parser.at++;
        c = expression_peek(&parser);
    }
    return c == '\0' || expression_expected(&parser, "an operator");
}

void expression_finish(struct expression *expression) {
    free(expression->parts);
    *expression = (struct expression){0};
}
