// SPDX-License-Identifier: GPL-3.0-or-later
// An AVIF that plays once holds the same pictures as one that loops, and an edit list that says so.
#include "base/bytes.h"
#include "film.h"
#include "program.h"

#include <math.h>

enum { HEAD = 8 };

// Counts the boxes of a kind in [from, to), which must be boxes all through.
static int count_boxes(const uint8_t *bytes, size_t from, size_t to, const char *kind,
                       size_t *last) {
    int count = 0;
    while (from < to) {
        size_t length = (size_t)bytes_be(bytes + from, 4);
        assert_true(length >= HEAD && length <= to - from);
        if (memcmp(bytes + from + 4, kind, 4) == 0) {
            count++;
            *last = from;
        }
        from += length;
    }
    return count;
}

static void test_edit_list(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene",
               "optimizers: [adam]\nepochs: 12\nvideo: {fps: 10, size: [96, 64], loop: once}\n");
    assert_int_equal(
        shell("cd '%s' && \"$OPTANIM\" -q a.scene -o once.avif && \"$OPTANIM\" -q a.scene "
              "--set video.loop=forever -o ever.avif && test \"$(\"$OPTANIM\" --extract "
              "once.avif | head -n 1)\" = 'optimizers: [adam]'",
              scratch),
        0);
    struct source file = file_read(scratch, "once.avif");
    const uint8_t *bytes = (const uint8_t *)file.text;
    size_t movie = 0, track = 0, edits = 0, list = 0;
    assert_int_equal(count_boxes(bytes, 0, file.length, "moov", &movie), 1);
    size_t movie_end = movie + (size_t)bytes_be(bytes + movie, 4);
    assert_int_equal(count_boxes(bytes, movie + HEAD, movie_end, "trak", &track), 1);
    size_t track_end = track + (size_t)bytes_be(bytes + track, 4);
    assert_int_equal(count_boxes(bytes, track + HEAD, track_end, "edts", &edits), 1);
    size_t edits_end = edits + (size_t)bytes_be(bytes + edits, 4);
    assert_int_equal(count_boxes(bytes, edits + HEAD, edits_end, "elst", &list), 1);
    assert_int_equal(bytes_be(bytes + list + HEAD, 4), 0);     // version 0, does not repeat
    assert_int_equal(bytes_be(bytes + list + HEAD + 4, 4), 1); // one edit
    size_t header = 0;
    assert_int_equal(count_boxes(bytes, movie + HEAD, movie_end, "mvhd", &header), 1);
    double unit = (double)bytes_be(bytes + header + 20, 4);
    assert_true((double)bytes_be(bytes + list + HEAD + 8, 4) == 1.2 * unit);
    source_finish(&file);

    struct decoded once, ever;
    struct text path = {0};
    text_printf(&path, "%sonce.avif", scratch);
    decode(&once, path.data);
    text_clear(&path);
    text_printf(&path, "%sever.avif", scratch);
    decode(&ever, path.data);
    text_finish(&path);
    assert_int_equal(once.count, 12);
    assert_int_equal(ever.count, 12);
    for (int i = 0; i < 12; i++)
        for (int y = 0; y < 64; y++)
            assert_memory_equal(once.frames[i]->data[0] + y * once.frames[i]->linesize[0],
                                ever.frames[i]->data[0] + y * ever.frames[i]->linesize[0], 96);
    decoded_finish(&once);
    decoded_finish(&ever);
    scratch_remove(scratch);
}

// What does not move cannot loop.
static void test_one_frame(void **state) {
    (void)state;
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene",
               "optimizers: [adam]\nepochs: 1\nvideo: {size: [96, 64], loop: once}\n");
    assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q a.scene -o a.avif", scratch), 0);
    scratch_remove(scratch);
}

// Frames that last over a second keep their time.
static void test_slow_films(void **state) {
    (void)state;
    static const double rates[] = {0.1, 0.3, 0.9, 0.999, 1, 1.5};
    char scratch[64];
    scratch_make(scratch);
    file_write(scratch, "a.scene",
               "optimizers: [adam]\nepochs: 4\nvideo: {size: [96, 64], loop: once}\n");
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        assert_int_equal(shell("cd '%s' && \"$OPTANIM\" -q a.scene --set video.fps=%g -o a.avif "
                               "-o a.webm",
                               scratch, rates[i]),
                         0);
        struct source file = file_read(scratch, "a.avif");
        const uint8_t *bytes = (const uint8_t *)file.text;
        size_t at[4] = {0}, header = 0, from = 0, to = file.length;
        static const char *const boxes[] = {"moov", "trak", "edts", "elst"};
        for (size_t k = 0; k < 4; k++) {
            assert_int_equal(count_boxes(bytes, from, to, boxes[k], &at[k]), 1);
            from = at[k] + HEAD;
            to = at[k] + (size_t)bytes_be(bytes + at[k], 4);
        }
        to = at[0] + (size_t)bytes_be(bytes + at[0], 4);
        assert_int_equal(count_boxes(bytes, at[0] + HEAD, to, "mvhd", &header), 1);
        double seconds = (double)bytes_be(bytes + at[3] + HEAD + 8, 4) /
                         (double)bytes_be(bytes + header + 20, 4);
        if (fabs(seconds - 4 / rates[i]) > 0.01)
            fail_msg("%g fps: %g s", rates[i], seconds);
        source_finish(&file);
    }
    scratch_remove(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_edit_list),
                                       cmocka_unit_test(test_slow_films),
                                       cmocka_unit_test(test_one_frame)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
