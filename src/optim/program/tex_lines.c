// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of an equation, and under which conditions each is shown.
#include "base/memory.h"
#include "optim/program/tex.h"
#include "optim/program/tex_parts.h"

#include <stdlib.h>
#include <string.h>

static const struct expression_part *part_at(const struct rule_text *text, size_t index) {
    return &text->expression.parts[index];
}

// Whether a line sets a name to what does not depend on what it was: the first line that does, of
// a name that no line has read before.
static bool is_definition(const struct rule_text *text, size_t line) {
    size_t target = text->targets[line];
    if (text->names[target].kind == NAME_WEIGHTS || text->names[target].first_line != line)
        return false;
    for (size_t i = 0; i <= text->lines.items[line].value; i++)
        if (text->expression.parts[i].kind == EXPRESSION_NAME &&
            text->expression.parts[i].name == target)
            return false;
    return true;
}

// Appends a value; a choice, and one of what is chosen otherwise, as cases below each other.
static void write_choice(const struct tex_writer *writer, size_t index, struct text *out) {
    const struct rule_text *text = writer->text;
    size_t rows = 0;
    for (;; rows++) {
        index = tex_simplified(text, writer->are_zero, index);
        const struct expression_part *part = part_at(text, index);
        if (part->kind != EXPRESSION_OPERATION || part->operation != OPERATION_WHERE)
            break;
        text_add(out, rows == 0 ? "\\begin{cases} " : "");
        tex_value(writer, part->arguments[1], BINDS_OR, out);
        text_add(out, " & \\text{if } ");
        tex_value(writer, part->arguments[0], BINDS_OR, out);
        text_add(out, " \\\\ ");
        index = part->arguments[2];
    }
    tex_value(writer, index, BINDS_OR, out);
    text_add(out, rows > 0 ? " & \\text{otherwise} \\end{cases}" : "");
}

// Appends a line; "" where it changes nothing.
static void write_line(const struct tex_writer *writer, size_t index, struct text *out) {
    const struct rule_text *text = writer->text;
    size_t target = text->targets[index], value = text->lines.items[index].value;
    const struct expression_part *part =
        part_at(text, tex_simplified(text, writer->are_zero, value));
    text_add(out, "");
    if (part->kind == EXPRESSION_NAME && part->name == target)
        return;
    text_printf(out, "%s%s ", writer->symbols[target],
                is_definition(text, index) ? " =" : " \\leftarrow");
    write_choice(writer, value, out);
    text_add(out, "\n");
}

enum { OPTIONS_MOST = 3, PARTS_MOST = 200 };

static bool reads(const struct rule_text *text, size_t index, size_t name) {
    const struct expression_line *line = &text->lines.items[index];
    for (size_t i = line->first; i <= line->value; i++)
        if (part_at(text, i)->kind == EXPRESSION_NAME && part_at(text, i)->name == name)
            return true;
    return false;
}

// Finds the options that change a line where they are 0; returns how many, at most OPTIONS_MOST.
// Those that are 0 by default come first.
static int find_options(struct tex_writer *writer, bool *are_zero, size_t index,
                        size_t options[OPTIONS_MOST]) {
    const struct rule_text *text = writer->text;
    const struct expression_line *line = &text->lines.items[index];
    struct text whole = {0}, without = {0};
    int count = 0;
    write_line(writer, index, &whole);
    size_t names = line->value - line->first < PARTS_MOST ? text->name_count : 0;
    for (int others = 0; others < 2; others++)
        for (size_t i = 0; i < names && count < OPTIONS_MOST; i++) {
            const struct rule_name *name = &text->names[i];
            if (name->kind != NAME_OPTION || (name->number != 0) != others ||
                !reads(text, index, i))
                continue;
            text_clear(&without);
            are_zero[i] = true;
            write_line(writer, index, &without);
            are_zero[i] = false;
            if (strcmp(whole.data, without.data) != 0)
                options[count++] = i;
        }
    text_finish(&whole);
    text_finish(&without);
    return count;
}

// Appends a line for each choice of its options that are 0, with that as its condition.
static void write_choices(struct tex_writer *writer, bool *are_zero, size_t index,
                          struct text *out) {
    size_t options[OPTIONS_MOST];
    int count = find_options(writer, are_zero, index, options);
    for (unsigned choice = 0; choice < 1u << count; choice++) {
        struct text line = {0}, condition = {0};
        for (int k = 0; k < count; k++) {
            are_zero[options[k]] = choice >> k & 1;
            text_printf(&condition, "%s%s%s", k > 0 ? " " : "[", choice >> k & 1 ? "!" : "",
                        writer->text->names[options[k]].name);
        }
        write_line(writer, index, &line);
        if (line.length > 0)
            text_printf(out, "%s%s%s", condition.data ? condition.data : "", count > 0 ? "]" : "",
                        line.data);
        text_finish(&line);
        text_finish(&condition);
    }
    for (int k = 0; k < count; k++)
        are_zero[options[k]] = false;
}

char *tex_equation(const struct rule_text *text, char *const *symbols) {
    bool *are_zero = mem_zero(text->name_count, sizeof *are_zero);
    struct tex_writer writer = {.text = text, .symbols = symbols, .are_zero = are_zero};
    struct text out = {0};
    text_add(&out, text->names[NAME_GRADIENT].is_read ? "" : "without g\n");
    for (size_t i = 0; i < text->lines.count; i++)
        write_choices(&writer, are_zero, i, &out);
    if (text->has_report) {
        text_add(&out, "\\text{shown: } ");
        write_choice(&writer, text->report, &out);
        text_add(&out, "\n");
    }
    free(are_zero);
    return text_take(&out);
}
