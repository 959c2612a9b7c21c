// SPDX-License-Identifier: GPL-3.0-or-later
// What the parser says of a text that is none of its language.
#include "base/memory.h"
#include "base/text.h"
#include "expression/parser.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct place expression_place(const struct node *node, const char *at, size_t length,
                              const struct error *error) {
    if (!node || error->is_full)
        return (struct place){0};
    return node_place_in(node, (size_t)(at - node->text), length);
}

struct place expression_parser_place(const struct expression_parser *parser, const char *at,
                                     size_t length) {
    return expression_place(parser->node, at, length, parser->error);
}

// Returns a suggestion for an operator of another notation, or NULL.
static const char *meant_by(const char *at, bool in_rules) {
    static const struct {
        const char *sign, *in_formula, *in_rule; // NULL: nothing to say
    } signs[] = {
        {"\u00B2", "; a power is written ^2", "; a power is written ^2"},
        {"\u00B3", "; a power is written ^3", "; a power is written ^3"},
        {"\u00D7", "; a product is written *", "; a product is written *"},
        {"\u00B7", "; a product is written *", "; a product is written *"},
        {"\u2212", "; the minus sign of a keyboard is -", "; the minus sign of a keyboard is -"},
        {"\u221A", "; a root is written sqrt(x)", "; a root is written sqrt(x)"},
        {"\u2264", NULL, "; write <="},
        {"\u2265", NULL, "; write >="},
        {"\u2260", NULL, "; write !="},
        {"\u2190", NULL, "; write ="},
        {":=", NULL, "; a line is NAME = value"},
        {"|", "; write abs(x)", "; write abs(x) or norm(x); 'or' joins conditions"},
        {"&", NULL, "; 'and' joins conditions"},
        {"[", "; the weights are x and y, or w0 and w1",
         "; a line holds for all weights, there are no indices"},
        {"{", "; write (parentheses)", "; write (parentheses)"},
        {"==", "; a formula is only what stands behind the =", NULL},
        {"=", "; a formula is only what stands behind the =",
         "; values are compared by ==, and a name is set at the beginning of a line"},
        {"\\", "; formulas are written as in Python, not as in TeX",
         "; lines are written as in Python, not as in TeX"},
        {"!=", "; there is no factorial", NULL},
        {"!", "; there is no factorial", "; there is no factorial; 'not' is a word"},
        {"<", "; there are no comparisons", NULL},
        {">", "; there are no comparisons", NULL},
        {"if ", "; there are no conditions", "; write where(condition, a, b)"},
        {"else ", NULL, "; write where(condition, a, b)"},
        {"?", NULL, "; write where(condition, a, b)"},
        {"@", NULL, "; a scalar product is dot(a, b)"},
        {"%", "; there is no remainder", NULL},
        {"#", "; a comment stands behind the closing quote", NULL},
        {";", "; a formula is one value", NULL},
        {"//", NULL, "; write floor(a/b)"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *hint = in_rules ? signs[i].in_rule : signs[i].in_formula;
        if (hint && strncmp(at, signs[i].sign, strlen(signs[i].sign)) == 0)
            return hint;
    }
    return "";
}

// Whether the source has a new line where the text of the scalar has a space: YAML joins the lines
// of a text that begins without '|'.
static bool is_joined(const struct expression_parser *parser) {
    const char *before = parser->at;
    while (before > parser->text && before[-1] == ' ')
        before--;
    if (!parser->node || before == parser->at || before == parser->text)
        return false;
    struct place last = expression_parser_place(parser, before - 1, 1);
    return last.line != 0 && last.line != expression_parser_place(parser, parser->at, 1).line;
}

// What to say where YAML has ended an unquoted text at a comma.
static const char *cut_at_comma(const struct expression_parser *parser) {
    if (!parser->node || !parser->node->plain || *parser->at)
        return "";
    const char *end, *at = place_text(expression_parser_place(parser, parser->at, 0), &end);
    return at && at < end && *at == ',' ? "; YAML ends a text without quotes at this comma" : "";
}

bool expression_expected(struct expression_parser *parser, const char *what) {
    char c = expression_peek(parser);
    bool in_rules = parser->language->in_rules, is_end = !c || c == '\n';
    struct place place = expression_parser_place(parser, parser->at, is_end ? 0 : 1);
    struct place open = in_rules && parser->open ? expression_parser_place(parser, parser->open, 1)
                                                 : (struct place){0};
    if (is_end && open.line != 0 && open.line != place.line)
        return error_at(parser->error, place, "the '(' of line %d is open where the text ends",
                        open.line);
    if (is_end)
        return error_at(parser->error, place, "%s ends where %s should follow%s",
                        parser->language->subject, what, cut_at_comma(parser));
    const char *cursor = parser->at;
    utf8_next(&cursor, cursor + strlen(cursor));
    const char *hint = meant_by(parser->at, in_rules);
    bool is_operator = strstr(what, "operator") || strstr(what, "end of the line");
    if (in_rules && is_operator && is_joined(parser))
        hint = "; YAML joins these lines: write 'update: |' before them, or a ; between";
    else if (!*hint && is_operator && (isalnum((unsigned char)c) || c == '('))
        hint = "; a product has a * between its factors";
    else if (!*hint && is_operator && c == ',' && isdigit((unsigned char)cursor[0]))
        hint = "; decimals have a point";
    return error_at(parser->error, place, "expected %s, not '%.*s'%s", what,
                    (int)(cursor - parser->at), parser->at, hint);
}

static bool begins_statement(const char *name) {
    static const char *const words[] = {"lambda", "def", "return", "import", "function"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return false;
}

const char *expression_name_end(const char *at) {
    while (isalnum((unsigned char)*at) || *at == '_')
        at++;
    return at;
}

bool expression_unknown(struct expression_parser *parser, const char *start) {
    const struct expression_language *language = parser->language;
    // Quote a module prefix (np.sin) as part of the unknown name.
    parser->at = expression_name_end(start);
    while (*parser->at == '.' && isalpha((unsigned char)parser->at[1]))
        parser->at = expression_name_end(parser->at + 1);
    size_t length = (size_t)(parser->at - start), count = 0;
    const char **names =
        language->names.rows ? name_table_append(language->names, NULL, &count) : NULL;
    names = operation_names(names, &count, language->in_rules);
    size_t capacity = count;
    names = mem_grow(names, &capacity, count + 2, sizeof *names);
    names[count++] = "pi";
    names[count++] = "e";
    char *name = mem_string(start, length);
    struct place place = expression_parser_place(parser, start, length);
    const char *equals = strchr(parser->at, '=');
    if (!language->in_rules && (begins_statement(name) || (equals && equals[1] != '=')))
        error_at(parser->error, place, "a formula is the value alone, such as x^2 + y^2");
    else
        error_unknown(parser->error, place,
                      language->in_rules && expression_peek(parser) == '(' ? "function" : "name",
                      name, names, count);
    free(name);
    free(names);
    return false;
}
