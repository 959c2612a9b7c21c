// SPDX-License-Identifier: GPL-3.0-or-later
// Seamless films: frames that lead back to the first, and the loop count for players.
#include "film/crossfade.h"
#include "program.h"

enum { SIDE_X = 96, SIDE_Y = 64, FRAME = SIDE_X * SIDE_Y * 4 };

static const char scene[] = "optimizers: [sgd]\nepochs: 20\nlayout: [[contour]]\n"
                            "video: {size: [96, 64], fps: 20, hold: 0.25s}\n";

// Returns the largest step of a channel between two frames.
static int largest_step(const unsigned char *a, const unsigned char *b) {
    int largest = 0;
    for (int i = 0; i < FRAME; i++)
        largest = abs(a[i] - b[i]) > largest ? abs(a[i] - b[i]) : largest;
    return largest;
}

static void test_mix(void **state) {
    (void)state;
    uint32_t a[] = {0xFF000000, 0xFF102030, 0xFFFFFFFF, 0}, b[] = {0xFF0000FF, 0xFF102030, 0, 0};
    struct frame from = {(const uint8_t *)a, 8, {.count = 0}},
                 to = {(const uint8_t *)b, 8, {.count = 0}};
    struct crossfade fade;
    crossfade_init(&fade, 2, 2);
    crossfade_from(&fade, &from);
    crossfade_to(&fade, &to);
    assert_int_equal(fade.differs.width, 1); // the first column
    assert_int_equal(fade.differs.height, 2);
    static const struct {
        double part;
        uint32_t first, third;
    } mixes[] = {{0, 0xFF000000, 0xFFFFFFFF}, {0.5, 0xFF000080, 0x80808080}, {1, 0xFF0000FF, 0}};
    for (size_t i = 0; i < sizeof mixes / sizeof *mixes; i++) {
        struct frame frame = crossfade_at(&fade, mixes[i].part);
        const uint32_t *words = (const uint32_t *)(const void *)frame.pixels;
        assert_int_equal(words[0], mixes[i].first);
        assert_int_equal(words[1], a[1]);
        assert_int_equal(words[2], mixes[i].third);
        assert_int_equal(words[3], 0);
    }
    crossfade_finish(&fade);
}

static void test_seamless_film(void **state) {
    (void)state;
    char folder[64];
    scratch_make(folder);
    file_write(folder, "test.scene", scene);
    static const char *const threads[] = {"1", "2"};
    struct source films[2];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q test.scene --set video.loop=seamless "
                               "--threads %s -f raw -o - | od -An -v -tx1 | tr -d ' \\n' >%s.hex",
                               folder, threads[i], threads[i]),
                         0);
        struct text name = {0};
        text_printf(&name, "%s.hex", threads[i]);
        films[i] = file_read(folder, name.data);
        text_finish(&name);
    }
    // 20 drawn frames, 5 held, 10 of the crossfade; the same for any number of threads.
    assert_int_equal(films[0].length, 2 * 35 * FRAME);
    assert_string_equal(films[0].text, films[1].text);
    static unsigned char frames[35][FRAME];
    for (int i = 0; i < 35 * FRAME; i++) {
        char digits[3] = {films[0].text[2 * i], films[0].text[2 * i + 1], '\0'};
        frames[i / FRAME][i % FRAME] = (unsigned char)strtol(digits, NULL, 16);
    }
    int jump = largest_step(frames[24], frames[0]);
    assert_true(jump > 100);
    for (int i = 24; i < 35; i++)
        assert_in_range(largest_step(frames[i], frames[(i + 1) % 35]), 1, jump / 4);
    for (int i = 0; i < 2; i++)
        source_finish(&films[i]);
    scratch_remove(folder);
}

static void test_gif_says_how_often(void **state) {
    (void)state;
    static const struct {
        const char *loop;
        bool forever;
    } loops[] = {{"forever", true}, {"seamless", true}, {"once", false}};
    char folder[64];
    scratch_make(folder);
    file_write(folder, "test.scene", scene);
    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q test.scene --set video.loop=%s -o x.gif",
                               folder, loops[i].loop),
                         0);
        int status = shell("grep -q NETSCAPE2.0 '%sx.gif'", folder);
        assert_int_equal(status == 0, loops[i].forever);
    }
    scratch_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mix),
        cmocka_unit_test(test_seamless_film),
        cmocka_unit_test(test_gif_says_how_often),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
