// SPDX-License-Identifier: GPL-3.0-or-later
// A transparent film in a format that has no transparency is the film on its background.
#include "encode/format.h"
#include "film.h"

// Leaves the pixels out that have an even sum of coordinates in the right half, or fills them.
static struct frame draw_holes(uint32_t *words, long index, const uint32_t *background) {
    struct frame frame = draw(words, index);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = WIDTH / 2; x < WIDTH; x++)
            if ((x + y) % 2 == 0)
                words[y * WIDTH + x] = background ? 0xFF000000 | *background : 0;
    return frame;
}

static void write_film(const char *name, const char *path, bool transparent) {
    static uint32_t words[WIDTH * HEIGHT];
    struct film film = film_of(10, 6, 0);
    struct error error = {0};
    struct text warnings = {0};
    film.transparent = transparent;
    film.background = 0x336699;
    const uint32_t *background = transparent ? NULL : &film.background;
    struct encoder *encoder = encoder_open(format_by_path(name), path, &film, &warnings, &error);
    bool done = encoder != NULL;
    for (long i = 0; done && encoder_wants_survey(encoder) && i < film.frames; i++) {
        struct frame frame = draw_holes(words, i, background);
        done = encoder_survey(encoder, &frame, &error);
    }
    for (long i = 0; done && i < film.frames; i++) {
        struct frame frame = draw_holes(words, i, background);
        done = encoder_write(encoder, &frame, 1, &error);
    }
    if (!done || !encoder_close(encoder, &error))
        fail_msg("%s: %s", name, error.message);
    encoder_destroy(encoder);
    text_finish(&warnings);
}

static void test_same_bytes(void **state) {
    (void)state;
    static const char *const names[] = {"a.y4m", "a.mp4"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_film(names[i], "holes", true);
        write_film(names[i], "filled", false);
        if (system("cmp holes filled") != 0)
            fail_msg("%s: a transparent film is another than on its background", names[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_bytes, enter, leave)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
