// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/template.h"

#include "base/limits.h"
#include "base/memory.h"
#include "draw/text/label.h"
#include "draw/text/maths.h"
#include "plot/series.h"
#include "plot/template_fields.h"
#include "plot/title_option.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Literal text followed by a field; NULL for the last part.
struct part {
    char *text; // owned
    const struct template_field *field;
    struct layer_series series; // of a field that is one
    size_t optimizer;
    char format[16]; // a printf format; "": the field's default
    bool in_formula; // inside a formula, where powers of ten are typeset
};

struct template {
    struct part *parts;
    size_t count, capacity;
    bool in_formula;  // while it is parsed: what is read is inside a formula
    bool is_of_cells; // for a comparison: divergence is noted in each cell instead of here
};

void template_destroy(struct template *title) {
    if (!title)
        return;
    for (size_t i = 0; i < title->count; i++)
        free(title->parts[i].text);
    free(title->parts);
    free(title);
}

static struct part *add_part(struct template *title, struct text *text) {
    title->parts = mem_grow(title->parts, &title->capacity, title->count + 1, sizeof *title->parts);
    struct part *part = &title->parts[title->count++];
    part->text = text_take(text);
    part->in_formula = title->in_formula;
    return part;
}

// Converts a format such as ".3f" to a printf format.
static bool read_format(struct part *part, const char *spec, size_t length, struct place place,
                        struct error *error) {
    static const char digits[] = "0123456789";
    size_t at = strspn(spec, "+");
    size_t width = strspn(spec + at, digits), precision = 0;
    at += width;
    if (spec[at] == '.')
        at += 1 + (precision = strspn(spec + at + 1, digits));
    bool good = width <= 2 && precision <= 2 && at <= 8 && at + 1 == length;
    bool is_whole = length > 0 && spec[length - 1] == 'd';
    if (!good || !strchr("efg", spec[at]))
        return error_at(error, place, "unknown format '%.*s'; write it as .3f, .2e or .6g%s",
                        (int)length, spec, is_whole ? "; a whole number is .0f" : "");
    snprintf(part->format, sizeof part->format, "%%%.*s", (int)length, spec);
    return true;
}

// Writes a number for a formula: 1e-05 becomes a power of ten.
static void write_power(struct text *out, const char *number) {
    const char *e = strchr(number, 'e');
    if (!e) {
        text_add(out, number);
        return;
    }
    size_t length = (size_t)(e - number);
    bool is_one = length == 1 && number[0] == '1';
    if (!is_one)
        text_append(out, number, length);
    text_printf(out, "%s10^{%ld}", is_one ? "" : "\\times ", strtol(e + 1, NULL, 10));
}

// Writes a number in the format of a part.
static void write_number(const struct part *part, double value, struct text *out) {
    struct text number = {0};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    text_printf(&number, part->format[0] ? part->format : "%.6g", value); // checked by read_format
#pragma GCC diagnostic pop
    if (part->in_formula)
        write_power(out, number.data);
    else
        text_add(out, number.data);
    text_finish(&number);
}

// Appends a constant number to the literal text of a part.
static void append_number(struct part *part, double value) {
    struct text whole = {0};
    text_add(&whole, part->text);
    write_number(part, value, &whole);
    free(part->text);
    part->text = text_take(&whole);
}

// Parses the content of braces: [LABEL.]FIELD[:FORMAT].
static bool read_field(struct template *title, const struct scene *scene, struct text *before,
                       const char *inside, size_t length, struct place place, struct error *error) {
    const char *colon = memchr(inside, ':', length);
    size_t name_length = colon ? (size_t)(colon - inside) : length;
    char *name = mem_string(inside, name_length);
    struct part *part = add_part(title, before);
    bool good = false;
    // The label may contain dots, so the field is what follows the last one.
    char *dot = strrchr(name, '.');
    const char *field_name = dot ? dot + 1 : name;
    bool is_bare = !dot;
    if (dot) {
        *dot = '\0';
        if (scene->is_labelled && !title_optimizer(scene, name, &part->optimizer, place, error))
            goto done;
    }
    const char *names[FIELD_COUNT];
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        names[i] = template_fields[i].name;
        if (strcmp(names[i], field_name) == 0)
            part->field = &template_fields[i];
    }
    if (!part->field && scene->is_labelled) {
        double value;
        bool is_option;
        if (!title_option(scene, is_bare ? NULL : &part->optimizer, field_name, &value, &is_option,
                          place, error))
            goto done;
        if (is_option) {
            good = !colon || read_format(part, colon + 1, length - name_length - 1, place, error);
            append_number(part, value);
            goto done;
        }
    }
    if (!part->field) {
        error_unknown(error, place, "title field", field_name, names, FIELD_COUNT);
        goto done;
    }
    if (scene->problem && !coordinates_check(part->field->coordinates, field_name,
                                             scene->problem->shape.n, place, error))
        goto done;
    if (scene->problem && part->field->series &&
        !series_read(scene, scene, field_name, place, &part->series, error))
        goto done;
    if (part->field == &template_fields[FIELD_PLANE] && scene->plane.kind != PLANE_PCA &&
        !scene->has_mistakes) {
        error_at(error, place,
                 "{plane} is the share of variance that 'plane: pca' shows; this "
                 "scene has another plane");
        goto done;
    }
    bool is_shared_by_all = !scene->is_labelled || template_field_is_shared(scene, part->field);
    if (!is_shared_by_all && scene->optimizer_count < 2) {
        error_at(error, place, "{%s} differs between the starts", field_name);
        goto done;
    }
    if (is_bare && !is_shared_by_all) {
        struct text choices = {0};
        for (size_t i = 0; i < scene->optimizer_count && i < 3; i++)
            text_printf(&choices, "%s{%s.%s}", i ? ", " : "", scene->optimizers[i].label,
                        field_name);
        error_at(error, place, "{%s} differs between the optimizers; write %s%s", field_name,
                 choices.data, scene->optimizer_count > 3 ? ", ..." : "");
        text_finish(&choices);
        goto done;
    }
    if (colon && !part->field->value && !part->field->series) {
        error_at(error, place, "{%s} is a name and cannot have a number format", field_name);
        goto done;
    }
    good = !colon || read_format(part, colon + 1, length - name_length - 1, place, error);
done:
    free(name);
    return good;
}

// True if braces contain a field, or what only a field of an optimizer can be. Otherwise they may
// be a group of a formula.
static bool is_field(const struct scene *scene, const char *inside, size_t length) {
    const char *colon = memchr(inside, ':', length);
    char *name = mem_string(inside, colon ? (size_t)(colon - inside) : length);
    char *dot = scene->is_labelled ? strrchr(name, '.') : NULL;
    bool found = false;
    if (dot) {
        size_t optimizer;
        struct error unknown = {0};
        *dot = '\0';
        found = title_optimizer(scene, name, &optimizer, (struct place){0}, &unknown);
        error_finish(&unknown);
    }
    for (size_t i = 0; !dot && i < FIELD_COUNT; i++)
        found |= strcmp(template_fields[i].name, name) == 0;
    free(name);
    return found;
}

// Returns the closing dollar sign of the formula that begins at `s`; NULL if none begins there.
static const char *formula_end(const char *template, const char *s) {
    if (s > template && s[-1] == '\\')
        return NULL;
    struct maths_part part;
    const char *cursor = s;
    return maths_next_part(&cursor, &part) && part.is_formula ? cursor - 1 : NULL;
}

// Checks the formulas of a template. Fields are replaced by a 0 and blanks of the same length, so
// that columns in messages are those of the template.
static bool check_formulas(const struct scene *scene, const char *template, struct place place,
                           struct error *error) {
    char *filled = mem_string(template, strlen(template));
    for (char *s = filled; *s; s++) {
        size_t length = *s == '{' ? strcspn(s + 1, "{}") : 0;
        if (length == 0 || s[1 + length] != '}' || !is_field(scene, s + 1, length))
            continue;
        memset(s, ' ', length + 2);
        s[0] = '0';
    }
    bool good = label_check(filled, place, error);
    free(filled);
    return good;
}

static bool parse(struct template *title, const struct scene *scene, const char *template,
                  struct place whole, struct error *error) {
    if (!limit_check(LIMIT_LABEL_BYTES, (double)strlen(template), whole, error))
        return false;
    struct text text = {0};
    const char *formula = NULL; // the end of the formula around `s`; NULL: outside of one
    for (const char *s = template; *s; s++) {
        if (*s == '$' && !formula)
            formula = formula_end(template, s);
        else if (s == formula)
            formula = NULL;
        // Inside a formula, braces belong to TeX unless they contain a field.
        if (formula && (*s == '{' || *s == '}')) {
            size_t length = strcspn(s + 1, "{}");
            if (*s == '}' || s[1 + length] != '}' || !is_field(scene, s + 1, length)) {
                text_append(&text, s, 1);
                continue;
            }
        }
        struct place place = whole;
        place.column += (int)utf8_count(template, (size_t)(s - template));
        place.length = 1;
        if (s[0] == '{' && s[1] == '{') {
            text_append(&text, s++, 1);
        } else if (s[0] == '}') {
            if (s[1] != '}') {
                text_finish(&text);
                return error_at(error, place, "a '}' alone; write '}}' for a brace");
            }
            text_append(&text, s++, 1);
        } else if (s[0] == '{') {
            size_t length = strcspn(s + 1, "{}");
            if (s[1 + length] != '}') {
                text_finish(&text);
                return error_at(error, place, "a '{' without its '}'; write '{{' for a brace");
            }
            place.length = (int)utf8_count(s, length + 2);
            title->in_formula = formula != NULL;
            if (!read_field(title, scene, &text, s + 1, length, place, error))
                return false;
            s += length + 1;
        } else {
            text_append(&text, s, 1);
        }
    }
    add_part(title, &text);
    return check_formulas(scene, template, whole, error);
}

struct template *template_create(const struct scene *scene, bool has_counter, struct error *error) {
    struct template *title = mem_zero(1, sizeof *title);
    title->is_of_cells = scene->comparison != NULL;
    const char *text = scene->title.text;
    text = text ? text : template_default(scene, has_counter);
    if (!parse(title, scene, text, scene->title.place, error)) {
        template_destroy(title);
        return NULL;
    }
    return title;
}

struct template *template_parse(const struct scene *scene, const char *template, struct place place,
                                struct error *error) {
    struct template *title = mem_zero(1, sizeof *title);
    if (parse(title, scene, template, place, error))
        return title;
    template_destroy(title);
    return NULL;
}

struct template *template_parse_plain(const char *text) {
    struct template *title = mem_zero(1, sizeof *title);
    struct text whole = {0};
    text_add(&whole, text);
    add_part(title, &whole);
    return title;
}

unsigned template_record(const struct template *title) {
    unsigned record = 0;
    for (size_t i = 0; i < title->count; i++)
        if (title->parts[i].series.series)
            record |= title->parts[i].series.series->record;
    return record;
}

bool template_moves(const struct template *title) {
    for (size_t i = 0; i < title->count; i++)
        if (title->parts[i].field)
            return true;
    return false;
}

// Writes a part in percent. Only all is 100 %.
static void write_percent(struct text *out, double percent) {
    bool is_nearly_all = percent >= 99.5 && percent < 100;
    text_printf(out, is_nearly_all ? "%.1f %%" : "%.0f %%",
                is_nearly_all ? fmin(99.9, percent) : percent);
}

static void write_field(const struct part *part, const struct trace *trace, long state,
                        struct text *out) {
    size_t first = 0, end = trace->run_count; // runs are in the order of their optimizers
    while (first < end) {
        size_t middle = (first + end) / 2;
        if (trace->runs[middle].optimizer < part->optimizer)
            first = middle + 1;
        else
            end = middle;
    }
    const struct run *run = &trace->runs[first];
    // The fields of a diverged run keep the values of its last valid state.
    long last = run->diverged > 0 ? run->diverged - 1 : 0;
    bool is_over = part->field->is_own && run->diverged >= 0 && state >= run->diverged;
    if (part->field->is_own)
        state = (long)run_position(run, (double)state);
    struct moment moment = {trace, run, is_over ? last : state};
    double value;
    if (part->series.series) {
        value = series_value(&part->series, NULL, moment.run, moment.state);
    } else if (part->field->value) {
        value = part->field->value(&moment);
    } else {
        text_add(out, moment.run->config->label);
        return;
    }
    bool is_plain = part->format[0] == '\0';
    if (is_plain && part->field == &template_fields[FIELD_EPOCH])
        trace_write_epochs(trace, moment.state + 1, out);
    else if (is_plain && part->field == &template_fields[FIELD_EPOCHS])
        trace_write_epochs(trace, trace->states, out);
    else if (is_plain && part->field == &template_fields[FIELD_PLANE])
        write_percent(out, value);
    else
        write_number(part, value, out);
}

// Appends " - sgd diverged at epoch 3"; the name is left out if there is only one run.
static void write_diverged(const struct trace *trace, long state, struct text *out) {
    size_t count = 0;
    const struct run *first = NULL;
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct run *run = &trace->runs[i];
        if (run->diverged < 0 || run->diverged > state)
            continue;
        count++;
        if (!first || run->diverged < first->diverged)
            first = run;
    }
    if (count == 0)
        return;
    // An isolate, as this is read from left to right also where the title is not.
    bool is_isolated = out->data && utf8_is_right_to_left(out->data);
    bool is_first = !out->data || !*out->data;
    text_add(out, is_isolated ? " - \u2066" : is_first ? "" : " - ");
    if (count > 1)
        text_printf(out, "%zu runs diverged, the first ", count);
    else if (trace->run_count > 1)
        text_printf(out, "%s diverged ", first->label);
    else
        text_add(out, "diverged ");
    text_add(out, "at ");
    trace_write_place(trace, first->diverged, out);
    if (is_isolated)
        text_add(out, "\u2069");
}

void template_fill(const struct template *title, const struct trace *trace, long state,
                   struct text *out) {
    text_clear(out);
    for (size_t i = 0; i < title->count; i++) {
        text_add(out, title->parts[i].text);
        if (title->parts[i].field)
            write_field(&title->parts[i], trace, state, out);
    }
}

void template_visit(const struct template *title, const struct trace *trace, long state,
                    template_visitor *visit, void *context) {
    struct text field = {0};
    for (size_t i = 0; i < title->count; i++) {
        if (title->parts[i].text[0])
            visit(context, title->parts[i].text, false);
        if (!title->parts[i].field)
            continue;
        text_clear(&field);
        write_field(&title->parts[i], trace, state, &field);
        visit(context, field.data, true);
    }
    text_finish(&field);
}

void template_write(const struct template *title, const struct trace *trace, long state,
                    struct text *out) {
    template_fill(title, trace, state, out);
    if (!title->is_of_cells)
        write_diverged(trace, state, out);
}
