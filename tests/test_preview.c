// SPDX-License-Identifier: GPL-3.0-or-later
// The preview in a pseudo-terminal, which answers as one of three kinds of terminal and records
// what it receives.
#include "program.h"

#include <pty.h>
#include <signal.h>

enum { COLUMNS = 80, ROWS = 24, CELL_WIDTH = 10, CELL_HEIGHT = 20, WIDTH = 64, HEIGHT = 48 };

#define USUAL_SIZE                                                                                 \
    { ROWS, COLUMNS, COLUMNS *CELL_WIDTH, ROWS *CELL_HEIGHT }

// Runs `arguments` in a folder, on a terminal of a size, and answers the query that ends with
// ESC[c. With `interrupts`, sends SIGINT once something was shown. Returns the output and the
// status.
static int show_on(struct winsize size, const char *folder, const char *arguments,
                   const char *answer, bool interrupts, struct text *shown) {
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
    bool answered = false, interrupted = false;
    for (ssize_t count; (count = read(terminal, buffer, sizeof buffer)) > 0;) {
        text_append(shown, buffer, (size_t)count);
        if (!answered && strstr(shown->data, "\033[c")) {
            assert_true(write(terminal, answer, strlen(answer)) >= 0);
            answered = true;
        }
        if (interrupts && !interrupted && strstr(shown->data, "\033[?2026l")) {
            kill(child, SIGINT);
            interrupted = true;
        }
    }
    close(terminal);
    text_finish(&command);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int show(const char *folder, const char *arguments, const char *answer, bool interrupts,
                struct text *shown) {
    return show_on((struct winsize)USUAL_SIZE, folder, arguments, answer, interrupts, shown);
}

static void make_scene(char scratch[64]) {
    scratch_make(scratch);
    file_write(scratch, "a.scene", "optimizers: [lamb]\nepochs: 5\nvideo: {size: [64, 48]}\n");
    assert_int_equal(shell("cd '%s' && $OPTANIM -q a.scene -o film.raw", scratch), 0);
}

static int count(const char *text, const char *word) {
    int found = 0;
    for (; text && (text = strstr(text, word)); text += strlen(word))
        found++;
    return found;
}

// Returns the first frame as drawn: R G B A.
static uint8_t *first_frame(const char *scratch) {
    struct text path = {0};
    text_printf(&path, "%sfilm.raw", scratch);
    FILE *file = fopen(path.data, "rb");
    assert_non_null(file);
    uint8_t *bytes = malloc((size_t)WIDTH * HEIGHT * 4);
    assert_int_equal(fread(bytes, 4, (size_t)WIDTH * HEIGHT, file), WIDTH * HEIGHT);
    fclose(file);
    text_finish(&path);
    return bytes;
}

static const char *const sixel_answer = "\033[?62;4;22c", *const plain_answer = "\033[?62;14c",
                         *const kitty_answer = "\033_Gi=31;OK\033\\\033[?62c";

// 64x48 pixels, enlarged 9.6 times, fit into 23 rows of 20 pixels: 61 cells of 10 pixels.
static void test_half_blocks(void **state) {
    (void)state;
    char scratch[64];
    make_scene(scratch);
    for (int colors = 0; colors < 2; colors++) {
        struct text shown = {0};
        assert_int_equal(setenv("COLORTERM", colors ? "truecolor" : "", 1), 0);
        assert_int_equal(show(scratch, "a.scene --preview --frame 0", plain_answer, false, &shown),
                         0);
        assert_int_equal(count(shown.data, "\u2580"), 61 * 23);
        const char *start = strstr(shown.data, "\0337");
        assert_non_null(start);
        const char *white = colors ? "\0337\033[38;2;255;255;255m\033[48;2;255;255;255m\u2580"
                                   : "\0337\033[38;5;231m\033[48;5;231m\u2580";
        assert_memory_equal(start, white, strlen(white));
        assert_int_equal(count(start, "\033[0m\r\r\n"), 22);
        assert_non_null(strstr(start, "\033[?25h"));
        text_finish(&shown);
    }
    assert_int_equal(shell("cd '%s'; test ! -e a.png && test ! -e a.mp4", scratch), 0);
    scratch_remove(scratch);
}

// A terminal that does not answer, or nonsense, or has no size shows half blocks, and no more than
// fit.
static void test_strange_terminals(void **state) {
    (void)state;
    static const struct {
        struct winsize size;
        const char *answer;
        int columns, rows; // at most
    } cases[] = {
        {USUAL_SIZE, "", 80, 23},
        {USUAL_SIZE, "\033[?62;4", 80, 23},
        {USUAL_SIZE, "\033_Gi=31;ENOENT\033\\\033[?c", 80, 23},
        {USUAL_SIZE, "\033[?;;c4", 80, 23},
        {USUAL_SIZE, "\033[?44;14;40c", 80, 23},
        {{0}, "\033[?62c", 80, 23},
        {{ROWS, 0, 5, 5}, "\033[?62c", 80, 23},
        {{ROWS, COLUMNS, 3, 3}, "\033[?62c", 80, 23}, // less than a pixel a cell
        {{2, 1, 10, 40}, "\033[?62c", 1, 1},
        {{1, 3, 30, 20}, "\033[?62c", 3, 1},
    };
    char scratch[64];
    make_scene(scratch);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text shown = {0};
        int status = show_on(cases[i].size, scratch, "a.scene --preview --frame 0", cases[i].answer,
                             false, &shown);
        int blocks = count(shown.data, "\u2580");
        if (status != 0 || blocks < 1 || blocks > cases[i].columns * cases[i].rows)
            fail_msg("case %zu: status %d, %d blocks", i, status, blocks);
        assert_null(strstr(shown.data, "\033_Ga=T"));
        assert_null(strstr(shown.data, "\033P"));
        text_finish(&shown);
    }
    scratch_remove(scratch);
}

static int digit(char c) {
    const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return (int)(strchr(digits, c) - digits);
}

// The kitty protocol transmits every pixel of the frame.
static void test_kitty(void **state) {
    (void)state;
    char scratch[64];
    make_scene(scratch);
    struct text shown = {0};
    assert_int_equal(show(scratch, "a.scene --preview --frame 0", kitty_answer, false, &shown), 0);
    uint8_t *frame = first_frame(scratch);
    const char *at = strstr(shown.data, "\033_Ga=T,f=24,s=64,v=48,");
    size_t pixel = 0;
    for (; at; at = strstr(at, "\033_G")) {
        at = strchr(at, ';') + 1;
        assert_true(strcspn(at, "\033") <= 4096);
        for (; *at != '\033'; at += 4, pixel++) {
            int word = digit(at[0]) << 18 | digit(at[1]) << 12 | digit(at[2]) << 6 | digit(at[3]);
            assert_true(pixel < (size_t)WIDTH * HEIGHT);
            for (int i = 0; i < 3; i++)
                assert_int_equal(word >> (16 - 8 * i) & 255, frame[4 * pixel + (size_t)i]);
        }
    }
    assert_int_equal(pixel, WIDTH * HEIGHT);
    free(frame);
    text_finish(&shown);
    scratch_remove(scratch);
}

// Decodes a sixel picture to R G B in percent; every pixel must be set once.
static void decode_sixel(const char *at, int pixels[HEIGHT][WIDTH][3]) {
    int colors[256][3] = {{0}}, color = 0, x = 0, y = 0, painted = 0;
    while (*at != '\033') {
        char *end;
        if (*at == '#') {
            color = (int)strtol(at + 1, &end, 10);
            if (*end == ';')
                for (int i = (int)strtol(end + 1, &end, 10) == 2 ? 0 : 3; i < 3; i++)
                    colors[color][i] = (int)strtol(end + 1, &end, 10);
            at = end;
        } else if (*at == '$' || *at == '-') {
            x = 0;
            y += *at++ == '-' ? 6 : 0;
        } else {
            long length = *at == '!' ? strtol(at + 1, &end, 10) : 1;
            at = *at == '!' ? end : at;
            for (; length > 0; length--, x++)
                for (int bit = 0; bit < 6; bit++)
                    if ((*at - 63) >> bit & 1) {
                        assert_true(x < WIDTH && y + bit < HEIGHT);
                        memcpy(pixels[y + bit][x], colors[color], sizeof colors[color]);
                        painted++;
                    }
            at++;
        }
    }
    assert_int_equal(painted, WIDTH * HEIGHT);
}

static void test_sixel(void **state) {
    (void)state;
    char scratch[64];
    make_scene(scratch);
    struct text shown = {0};
    assert_int_equal(show(scratch, "a.scene --preview --frame 0", sixel_answer, false, &shown), 0);
    uint8_t *frame = first_frame(scratch);
    const char *raster = "\033P0;1q\"1;1;64;48", *start = strstr(shown.data, raster);
    assert_non_null(start);
    int pixels[HEIGHT][WIDTH][3] = {{{0}}};
    decode_sixel(start + strlen(raster), pixels);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int i = 0; i < 3; i++) {
                int wanted = frame[4 * (y * WIDTH + x) + i];
                assert_true(abs(pixels[y][x][i] * 255 / 100 - wanted) <= 50);
            }
    assert_int_equal(pixels[0][0][0], 100);
    free(frame);
    text_finish(&shown);
    scratch_remove(scratch);
}

static void test_films_and_signals(void **state) {
    (void)state;
    char scratch[64];
    make_scene(scratch);
    struct text shown = {0};
    assert_int_equal(show(scratch, "a.scene --preview -o a.csv", plain_answer, false, &shown), 0);
    assert_int_equal(count(shown.data, "\033[?2026h"), 5);
    assert_int_equal(shell("test -s '%sa.csv'", scratch), 0);
    text_clear(&shown);
    static const char *const lines[] = {"--set video.fps=1", "--watch --frame 0"};
    for (size_t i = 0; i < 2; i++) {
        struct text arguments = {0};
        text_printf(&arguments, "a.scene --preview %s", lines[i]);
        assert_int_equal(show(scratch, arguments.data, plain_answer, true, &shown), 130);
        assert_non_null(strstr(shown.data, "\033[?25h"));
        text_clear(&shown);
        text_finish(&arguments);
    }
    text_finish(&shown);
    assert_int_equal(
        shell("cd '%s'; $OPTANIM a.scene --preview 2>&1 | grep -q 'needs a terminal'", scratch), 0);
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_blocks),
        cmocka_unit_test(test_strange_terminals),
        cmocka_unit_test(test_kitty),
        cmocka_unit_test(test_sixel),
        cmocka_unit_test(test_films_and_signals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
