// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/manual.h"

#include "base/number.h"
#include "expression/operation.h"
#include "reference/catalog.h"

#include <ctype.h>
#include <string.h>

// Writes text escaped for troff: hyphens stay ASCII so that they can be copied, and no line is a
// request.
static void write_plain(const char *text, FILE *file) {
    bool at_start = true;
    for (; *text; text++) {
        if (at_start && (*text == '.' || *text == '\''))
            fputs("\\&", file);
        if (*text == '\\')
            fputs("\\e", file);
        else if (*text == '-')
            fputs("\\-", file);
        else
            fputc(*text, file);
        at_start = *text == '\n';
    }
}

static void write_heading(const char *title, FILE *file) {
    fputs(".SH \"", file);
    for (; *title; title++)
        fputc(toupper((unsigned char)*title), file);
    fputs("\"\n", file);
}

static void write_example(const char *text, FILE *file) {
    fputs(".PP\n.nf\n", file);
    write_plain(text, file);
    fputs(".fi\n", file);
}

static void write_option(const struct option *option, FILE *file) {
    fputs(".TP\n\\fB", file);
    if (option->letter)
        fprintf(file, "\\-%c\\fR, \\fB", option->letter);
    fputs("\\-\\-", file);
    write_plain(option->name, file);
    fputs("\\fR", file);
    if (option->argument)
        fprintf(file, "%s\\fI%s\\fR", option->is_joined ? "" : " ", option->argument);
    fputs("\n", file);
    write_plain(option->help, file);
    fputs(".\n", file);
}

static void write_title(const char *name, int section, FILE *file) {
    fprintf(file, ".TH %s %d \"\" \"optanim %s\" \"\"\n.SH NAME\n", name, section, OPTANIM_VERSION);
}

void manual_program(const struct command *commands, FILE *file) {
    write_title("OPTANIM", 1, file);
    fputs(
        "optanim \\- films of optimizers at work\n"
        ".SH SYNOPSIS\n\\fBoptanim\\fR \\fISCENE\\fR... [\\fIOPTION\\fR]...\n"
        ".SH DESCRIPTION\n"
        "Turns scene files into films of optimizers at work: the data with the line that is being\n"
        "fitted, the loss landscape with the path of each optimizer on it, weights and loss over\n"
        "the epochs. The language of scenes is described in\n.BR optanim\\-scene (5).\n"
        "Without \\fB\\-o\\fR a scene NAME.scene is written to NAME.mp4 in the current folder.\n"
        ".SH EXAMPLES\n",
        file);
    write_example(option_examples, file);
    for (enum option_group group = 0; group < GROUP_COUNT; group++) {
        write_heading(option_group_titles[group], file);
        const struct option *option;
        for (size_t i = 0; (option = option_at(commands, i)); i++)
            if (option->group == group)
                write_option(option, file);
    }
    fputs(
        ".SH \"EXIT STATUS\"\n"
        ".TP\n0\ndone\n"
        ".TP\n1\na render or a write failed, or a scene of a batch\n"
        ".TP\n2\nthe command line is wrong\n"
        ".TP\n3\na scene, a data file or a theme is wrong\n"
        ".TP\n130, 143\ninterrupted\n"
        ".TP\n141\nthe reader of standard output has gone\n"
        ".SH ENVIRONMENT\n"
        ".TP\nNO_COLOR\nwhere it is set and not empty, errors have no color\n"
        ".TP\nTMPDIR\nwhere the states of long runs are kept for as long as optanim works; default: /tmp\n"
        ".TP\nCOLORTERM\nwhere it is truecolor or 24bit, \\fB\\-\\-preview\\fR shows every color\n"
        ".SH \"SEE ALSO\"\n.BR optanim\\-scene (5)\n",
        file);
}

static void write_settings(const struct setting *rows, const void *values, FILE *file) {
    if (!rows || !rows->name)
        return;
    struct text lines = {0};
    settings_describe_values(rows, values, &lines);
    fputs(".RS\n", file);
    write_example(lines.data, file);
    fputs(".RE\n", file);
    text_finish(&lines);
}

static void write_entry(const struct catalog_entry *entry, FILE *file) {
    fputs(".TP\n\\fB", file);
    write_plain(entry->name, file);
    fputs("\\fR\n", file);
    write_plain(entry->help ? entry->help : "", file);
    if (entry->source) {
        fputs(" [", file);
        write_plain(entry->source, file);
        fputs("]", file);
    }
    if (entry->lr != 0) {
        struct text lr = {0};
        number_append(&lr, entry->lr);
        fprintf(file, "; lr is %s by default", lr.data);
        text_finish(&lr);
    }
    fputs("\n", file);
    write_settings(entry->settings, entry->values, file);
}

// The language of rules, as expression/expression.h and optim/program have it.
static const char rule_example[] = "    - rule:\n"
                                   "        lr: 0.1\n"
                                   "        options: {beta: 0.9}\n"
                                   "        state: {m: 0}\n"
                                   "        update: |\n"
                                   "          m = beta*m + (1 - beta)*g\n"
                                   "          w = w - lr*m/(norm(m) + 1e-12)\n"
                                   "    - rule: {file: mine.rule, options: {beta: 0.8}}\n";
static const char rule_grammar[] =
    "    lines    = [line] {(newline | \";\") [line]}\n"
    "    line     = name (\"=\" | \"+=\" | \"-=\" | \"*=\" | \"/=\" | \"**=\" | \"^=\") value\n"
    "    value    = both {\"or\" both}\n"
    "    both     = negated {\"and\" negated}\n"
    "    negated  = \"not\" negated | compared\n"
    "    compared = sum [(\"==\" | \"!=\" | \"<\" | \"<=\" | \">\" | \">=\") sum]\n"
    "    sum      = product {(\"+\" | \"-\") product}\n"
    "    product  = unary {(\"*\" | \"/\" | \"%\") unary}\n"
    "    unary    = {\"-\" | \"+\"} power\n"
    "    power    = primary [(\"^\" | \"**\") unary]\n"
    "    primary  = number | name | function \"(\" [value {\",\" value}] \")\" | \"(\" value \")\"\n";

static void write_functions(const char *title, enum operation_id from, enum operation_id to,
                            FILE *file) {
    fputs(".TP\n", file);
    write_plain(title, file);
    fputs("\n", file);
    const char *comma = "";
    for (enum operation_id id = from; id < to; id++) {
        const struct operation *operation = &operations[id];
        // Operators and what a function of two arguments is of one have a space in their names.
        const char *name = strchr(operation->name, ' ');
        if (!isalpha((unsigned char)operation->name[0]) || (name && id < OPERATION_SUM))
            continue;
        fputs(comma, file);
        write_plain(operation->example ? operation->example
                    : name             ? name + 1
                                       : operation->name,
                    file);
        comma = ", ";
    }
    fputs("\n", file);
}

static void write_rules(FILE *file) {
    write_heading("Rules as text", file);
    fputs(
        "Each line of an optimizer \\fBrule\\fR sets a name and reads the newest value of others:\n",
        file);
    write_example(rule_example, file);
    write_example(rule_grammar, file);
    fputs(
        ".PP\nA newline inside parentheses ends nothing; # begins a comment. Names are w, the weights;\n"
        "g and loss, gradient and value at the step's first w; lr, t (from 1), n (weights of the\n"
        "group), pi and e; options; states, which last from step to step and start at a number,\n"
        "at w or at g; and what a line before has set. Of these, w, states and new names may be set.\n"
        "A state is a number for its group until a line sets it to a vector. \\fBgroups\\fR (layer,\n"
        "all or each) says over which weights a norm or a number goes. \\fBreport\\fR is the point\n"
        "that is shown, if not w.\n",
        file);
    write_functions("for each weight by itself", 0, OPERATION_SUM, file);
    write_functions("a number of a vector", OPERATION_SUM, OPERATION_REDUCTION_END, file);
    write_functions("of the objective at a point, and draws", OPERATION_REDUCTION_END,
                    OPERATION_COUNT, file);
}

void manual_scene(FILE *file) {
    write_title("OPTANIM\\-SCENE", 5, file);
    fputs(
        "optanim\\-scene \\- the language of scene files\n"
        ".SH DESCRIPTION\n"
        "A scene is a YAML file with the ending \\fI.scene\\fR. Everything has a default that makes\n"
        "a good picture, so this is a whole scene:\n",
        file);
    write_example("    optimizers: [lamb]\n", file);
    fputs(".PP\nA key that is not known is an error that names the nearest one.\n", file);
    for (const struct catalog_topic *topic = catalog; topic->name; topic++) {
        write_heading(topic->title, file);
        const struct setting *common = topic->at(0).common;
        if (common) {
            fputs("Each takes:\n", file);
            write_settings(common, NULL, file);
        }
        for (size_t i = 0; topic->at(i).name; i++) {
            struct catalog_entry entry = topic->at(i);
            write_entry(&entry, file);
        }
    }
    write_rules(file);
    fputs(".SH \"SEE ALSO\"\n.BR optanim (1)\n", file);
}
