// SPDX-License-Identifier: GPL-3.0-or-later
// The manual and the completion scripts name everything in the tables.
#include "app/commands.h"
#include "program.h"
#include "reference/catalog.h"
#include "reference/completion.h"
#include "reference/manual.h"

static char *written(void (*write)(FILE *)) {
    char *buffer = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&buffer, &length);
    write(file);
    fclose(file);
    return buffer;
}

// Removes the backslashes that troff needs before hyphens.
static void drop_escapes(char *text) {
    char *to = text;
    for (const char *from = text; *from; from++)
        if (from[0] != '\\' || from[1] != '-')
            *to++ = *from;
    *to = '\0';
}

static void print_program(FILE *file) {
    manual_program(command_table, file);
}

static void test_pages(void **state) {
    (void)state;
    char *page = written(print_program);
    drop_escapes(page);
    const struct option *option;
    for (size_t i = 0; (option = option_at(command_table, i)); i++) {
        char form[64];
        snprintf(form, sizeof form, "--%s\\fR", option->name);
        assert_non_null(strstr(page, form));
        assert_non_null(strstr(page, option->help));
    }
    free(page);
    page = written(manual_scene);
    drop_escapes(page);
    for (const struct catalog_topic *topic = catalog; topic->name; topic++) {
        assert_non_null(topic->at(0).name);
        for (size_t i = 0; topic->at(i).name; i++) {
            char form[64];
            snprintf(form, sizeof form, "\\fB%s\\fR\n", topic->at(i).name);
            if (!strstr(page, form))
                fail_msg("%s.%s is not in the manual", topic->name, topic->at(i).name);
            for (const struct setting *row = topic->at(i).settings; row && row->name; row++)
                if (!strstr(page, row->name))
                    fail_msg("%s.%s: no '%s'", topic->name, topic->at(i).name, row->name);
        }
    }
    free(page);
}

// A line that begins with a dot is a troff request; only these are used.
static void test_requests(void **state) {
    (void)state;
    static const char *const requests[] = {".TH ",  ".SH ",  ".TP\n", ".PP\n", ".nf\n",
                                           ".fi\n", ".RS\n", ".RE\n", ".BR ",  NULL};
    void (*const pages[])(FILE *) = {print_program, manual_scene};
    for (int i = 0; i < 2; i++) {
        char *page = written(pages[i]);
        for (const char *line = page; line;
             line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
            bool is_known = line[0] != '.' && line[0] != '\'';
            for (size_t k = 0; requests[k]; k++)
                is_known = is_known || strncmp(line, requests[k], strlen(requests[k])) == 0;
            if (!is_known)
                fail_msg("'%.40s' is no request", line);
        }
        free(page);
    }
}

static void test_shells(void **state) {
    (void)state;
    for (size_t i = 0; completion_shells[i]; i++) {
        char *buffer = NULL;
        size_t length = 0;
        FILE *file = open_memstream(&buffer, &length);
        completion_print(completion_shells[i], command_table, file);
        fclose(file);
        const struct option *option;
        for (size_t k = 0; (option = option_at(command_table, k)); k++)
            if (!strstr(buffer, option->name))
                fail_msg("%s does not complete --%s", completion_shells[i], option->name);
        free(buffer);
    }
}

// bash is on every build machine, so its completion is really run.
static void test_bash(void **state) {
    (void)state;
    static const struct {
        const char *words, *reply;
    } cases[] = {
        {"optanim --compl", "--completion"},
        {"optanim --theme po", "post"},
        {"optanim -f mp", "mp4"},
        {"optanim --list optim", "optimizers"},
        {"optanim --man sc", "scene"},
        {"optanim --list --jso", "--json"},
        {"optanim --progress = al", "always"},
        {"optanim --quality \\\"\\\"", "draft"},
        {"optanim --gallery lamb.m", "lamb.mp4"},
        {"optanim --list optimizers.lam", "optimizers.lamb"},
        {"optanim x.scene --progress al", "always"},
        {"optanim lam", "lamb.scene"},
    };
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "lamb.scene", "optimizers: [lamb]\n");
    file_write(scratch, "lamb.mp4", "no scene\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = shell("cd '%s' && \"$OPTANIM\" --completion bash >c && "
                           "bash -c '. ./c; COMP_WORDS=(%s); "
                           "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _optanim; "
                           "[ \"${COMPREPLY[*]}\" = \"%s\" ]'",
                           scratch, cases[i].words, cases[i].reply);
        if (status != 0)
            fail_msg("'%s' is not completed to '%s'", cases[i].words, cases[i].reply);
    }
    scratch_remove(scratch);
}

// One line of JSON for each entry of the tables.
static void test_list_as_json(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    assert_int_equal(shell("\"$OPTANIM\" --list --json >%slist", scratch), 0);
    size_t count = 0;
    for (const struct catalog_topic *topic = catalog; topic->name; topic++)
        for (size_t i = 0; topic->at(i).name; i++, count++)
            if (shell("grep -q '^{\"topic\": \"%s\", \"name\": \"%s\".*}$' %slist", topic->name,
                      topic->at(i).name, scratch) != 0)
                fail_msg("%s.%s is not in the list", topic->name, topic->at(i).name);
    assert_int_equal(shell("test $(wc -l <%slist) = %zu", scratch, count), 0);
    assert_int_equal(shell("\"$OPTANIM\" --list losses.huber --json | "
                           "grep -q '\"name\": \"delta\", \"type\": \"number\", \"default\": 1'"),
                     0);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_shells),       cmocka_unit_test(test_bash),
        cmocka_unit_test(test_list_as_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
