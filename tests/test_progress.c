// SPDX-License-Identifier: GPL-3.0-or-later
// Progress lines on a terminal: none is wider than it, none is left at the end, and names in them
// cannot write escapes. A pseudo-terminal's output is played on a small screen.
#include "program.h"

#include <ctype.h>
#include <pty.h>

enum { COLUMNS = 40, ROWS = 200 };

// Lines that have been written, without bounds below; a wider line would be wrapped.
struct screen {
    char cells[ROWS][COLUMNS + 1];
    int row, column;
    int erased; // lines that were erased
};

// Plays what was sent: letters, line breaks, carriage returns, "up" and "erase to the end".
static void play(struct screen *screen, const char *sent) {
    *screen = (struct screen){.row = 0};
    for (const char *at = sent; *at; at++) {
        if (strncmp(at, "\033[K", 3) == 0) {
            screen->erased += screen->cells[screen->row][screen->column] != '\0';
            memset(&screen->cells[screen->row][screen->column], 0,
                   (size_t)(COLUMNS + 1 - screen->column));
            at += 2;
        } else if (strncmp(at, "\033[A", 3) == 0) {
            assert_true(screen->row > 0);
            screen->row--;
            at += 2;
        } else if (*at == '\r') {
            screen->column = 0;
        } else if (*at == '\n') {
            assert_true(++screen->row < ROWS);
        } else if (isprint((unsigned char)*at)) {
            if (screen->column == COLUMNS)
                fail_msg("a line is wrapped: %s", screen->cells[screen->row]);
            screen->cells[screen->row][screen->column++] = *at;
        } else {
            fail_msg("byte %d is sent", *at);
        }
    }
}

// Runs a command on a terminal of COLUMNS x `rows` and returns its status.
static int run(const char *folder, const char *arguments, unsigned short rows, struct text *sent) {
    struct winsize size = {.ws_row = rows, .ws_col = COLUMNS};
    struct text command = {0};
    text_printf(&command, "cd '%s' && exec " OPTANIM " %s", folder, arguments);
    int terminal, status;
    pid_t child = forkpty(&terminal, NULL, NULL, &size);
    if (child < 0) // no pseudo-terminals here, as in a bare chroot
        skip();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command.data, (char *)NULL);
        _exit(99);
    }
    char buffer[4096];
    for (ssize_t count; (count = read(terminal, buffer, sizeof buffer)) > 0;)
        text_append(sent, buffer, (size_t)count);
    close(terminal);
    text_finish(&command);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void write_scenes(const char *folder, int count) {
    for (int i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%d_a_rather_long_name_of_a_scene.scene", i);
        file_write(folder, name,
                   "optimizers: [sgd, adam]\nepochs: 60\nvideo: {size: [640, 360]}\n");
    }
}

// Whether the film's name stands alone in a row of the screen, and nothing else in any other.
static void check_reports(const struct screen *screen, int count) {
    int seen = 0;
    for (int row = 0; row < ROWS; row++) {
        const char *line = screen->cells[row];
        bool is_report = strstr(line, "_a_rather_long_name_of_a_scene.raw");
        if (*line && !is_report)
            fail_msg("'%s' is left on the screen", line);
        seen += is_report;
    }
    assert_int_equal(seen, count);
    assert_true(screen->erased > 0); // there was progress
}

static void test_lines(void **state) {
    (void)state;
    static const struct {
        int scenes, jobs;
        unsigned short rows;
    } cases[] = {{1, 1, 24}, {4, 2, 24}, {6, 6, 5}, {5, 5, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char folder[64];
        struct text arguments = {0}, sent = {0};
        struct screen screen;
        scratch_make(folder);
        write_scenes(folder, cases[i].scenes);
        text_printf(&arguments, "*.scene -f raw -o ./ -j %d", cases[i].jobs);
        assert_int_equal(run(folder, arguments.data, cases[i].rows, &sent), 0);
        play(&screen, sent.data);
        check_reports(&screen, cases[i].scenes);
        scratch_remove(folder);
        text_finish(&arguments);
        text_finish(&sent);
    }
}

// A mistake begins a line of its own; it is red only where NO_COLOR allows.
static void test_mistakes(void **state) {
    (void)state;
    static const char mistake[] = "z.scene:1:14: %serror:%s unknown optimizer 'sgdd'";
    char folder[64];
    scratch_make(folder);
    write_scenes(folder, 2);
    file_write(folder, "z.scene", "optimizers: [sgdd]\n");
    for (int is_red = 0; is_red < 2; is_red++) {
        struct text sent = {0}, wanted = {0};
        setenv("NO_COLOR", is_red ? "" : "1", 1);
        assert_int_equal(run(folder, "*.scene -f raw -o ./ -j 3 --force", 24, &sent), 1);
        text_printf(&wanted, mistake, is_red ? "\033[1;31m" : "", is_red ? "\033[0m" : "");
        const char *at = strstr(sent.data, wanted.data);
        if (!at)
            fail_msg("no '%s' in '%s'", wanted.data, sent.data);
        assert_true(at == sent.data || at[-1] == '\n' || at[-1] == 'K');
        text_finish(&sent);
        text_finish(&wanted);
    }
    unsetenv("NO_COLOR");
    scratch_remove(folder);
}

// A name is shown without what it would do to a terminal.
static void test_names(void **state) {
    (void)state;
    char folder[64];
    struct text sent = {0};
    scratch_make(folder);
    file_write(folder, "a\033]52;c;aGk=\a\tb.scene",
               "optimizers: [sgd]\nepochs: 60\nvideo: {size: [640, 360]}\n");
    assert_int_equal(run(folder, "*.scene -f raw -o ./", 24, &sent), 0);
    assert_non_null(strstr(sent.data, "a\\x1b]52;c;"));
    for (const char *at = sent.data; (at = strchr(at, '\033')); at += 3)
        assert_true(at[1] == '[' && (at[2] == 'K' || at[2] == 'A'));
    scratch_remove(folder);
    text_finish(&sent);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines),
                                       cmocka_unit_test(test_mistakes),
                                       cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
