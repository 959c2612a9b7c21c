// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a rule.
#include "base/memory.h"
#include "expression/parser.h"

#include <ctype.h>
#include <string.h>

// How a name is set; each of the operators stands before an '='.
static const struct {
    const char *sign;
    enum operation_id operation;
} setters[] = {
    {"=", OPERATION_COUNT},     {"+=", OPERATION_ADD},    {"-=", OPERATION_SUBTRACT},
    {"*=", OPERATION_MULTIPLY}, {"/=", OPERATION_DIVIDE}, {"**=", OPERATION_POWER},
    {"^=", OPERATION_POWER},
};

// Says what is wrong with a line that does not set a name. Returns false.
static bool no_line(struct expression_parser *parser, const char *start) {
    static const char *const words[] = {"if",   "elif", "else", "for",    "while",
                                        "with", "def",  "from", "return", "import"};
    size_t length = (size_t)(expression_name_end(start) - start);
    struct place place = expression_parser_place(parser, start, length);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], start, length) == 0)
            return error_at(parser->error, place,
                            "a line sets a name, there is no '%s'; a choice is "
                            "where(condition, a, b)",
                            words[i]);
    if (expression_peek(parser) == '=' && parser->at[1] == '=')
        return error_at(parser->error, expression_parser_place(parser, parser->at, 2),
                        "'==' compares; a name is set by one =");
    return expression_expected(parser, "'=' behind the name that the line sets");
}

static bool parse_line(struct expression_parser *parser, struct expression_lines *lines) {
    const char *start = parser->at;
    struct expression_line line = {.name = start, .node = parser->node};
    if (!isalpha((unsigned char)*start) && *start != '_')
        return expression_expected(parser, "a line such as w = w - lr*g");
    parser->at = expression_name_end(start);
    line.length = (size_t)(parser->at - start);
    line.first = parser->expression->count;
    expression_peek(parser);
    const char *sign = parser->at;
    size_t row = 0, rows = sizeof setters / sizeof *setters;
    while (row < rows && strncmp(sign, setters[row].sign, strlen(setters[row].sign)) != 0)
        row++;
    if (row == rows || (row == 0 && sign[1] == '='))
        return no_line(parser, start);
    size_t length = strlen(setters[row].sign);
    if (row > 0 &&
        !expression_add(parser, (struct expression_part){
                                    .kind = EXPRESSION_NAME, .at = start, .length = line.length}))
        return false;
    parser->at += length;
    if (!expression_parse_value(parser))
        return false;
    if (row > 0 && !expression_apply(parser, setters[row].operation, sign, length - 1, line.first,
                                     expression_last(parser)))
        return false;
    line.value = expression_last(parser);
    char c = expression_peek(parser);
    if (c && c != '\n' && c != ';')
        return expression_expected(parser, "an operator or the end of the line");
    lines->items = mem_grow(lines->items, &lines->capacity, lines->count + 1, sizeof *lines->items);
    lines->items[lines->count++] = line;
    return true;
}

bool expression_parse_lines(struct expression *expression, struct expression_lines *lines,
                            const char *text, const struct node *node,
                            const struct expression_language *language, struct error *error) {
    struct expression_parser parser = {.expression = expression,
                                       .language = language,
                                       .text = text,
                                       .at = text,
                                       .node = node && node->text == text ? node : NULL,
                                       .error = error};
    for (;;) {
        char c = expression_peek(&parser);
        if (!c)
            return true;
        if (c == '\n' || c == ';')
            parser.at++;
        else if (!parse_line(&parser, lines))
            return false;
    }
}
