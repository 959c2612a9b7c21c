// SPDX-License-Identifier: GPL-3.0-or-later
// The search for the best picture that fits, against a search that tries every level from the best.
#include "base/random.h"
#include "encode/format.h"
#include "film.h"
#include "film/size_limit.h"

enum { LEVELS_MAX = 2000 };

// The possible levels of a film, the best first, with their sizes.
struct levels {
    struct size_limit_level levels[LEVELS_MAX];
    int64_t bytes[LEVELS_MAX];
    int count;
};

// Lists the qualities down to 40 with all frames, then with every second frame, and so on while at
// least six frames a second are shown; with the fewest frames, down to quality 1.
static void list(struct levels *levels, int quality, double fps) {
    levels->count = 0;
    for (int step = 1; step == 1 || fps / step >= 6; step++) {
        bool is_last = fps / (step + 1) < 6;
        for (int q = quality; q >= 1 && (is_last || q >= 40 || q == quality); q--)
            levels->levels[levels->count++] = (struct size_limit_level){step, q};
    }
}

// A format whose files have the size given here.
static int64_t bytes_now;

static bool close_fake(struct encoder *encoder, struct error *error) {
    for (int64_t i = 0; i < bytes_now; i++)
        if (!atomic_file_write(encoder->output, "x", 1, error))
            return false;
    return true;
}

static const struct format fake = {
    .name = "fake",
    .extensions = (const char *const[]){NULL},
    .kind = FORMAT_FILM,
    .takes_frame_step = true,
    .default_quality = 75,
    .codec = &(const struct codec){.close = close_fake},
};

static void check(const struct levels *levels, int quality, double fps, int64_t max) {
    struct film film = film_of(fps, 10, 0);
    film.quality = quality;
    struct size_limit fit;
    struct error error = {0};
    struct text warnings = {0};
    int wanted = 0, tries = 0;
    while (wanted < levels->count && levels->bytes[wanted] > max)
        wanted++;
    size_limit_init(&fit, &fake, "film", &film, max);
    bool found = true;
    for (; found && !fit.done; tries++) {
        int at = 0;
        while (at < levels->count && (levels->levels[at].frame_step != fit.level.frame_step ||
                                      levels->levels[at].quality != fit.level.quality))
            at++;
        if (at == levels->count)
            fail_msg("quality %d, %g fps: no level of quality %d, one of %d", quality, fps,
                     fit.level.quality, fit.level.frame_step);
        bytes_now = levels->bytes[at];
        struct encoder *encoder = encoder_open(&fake, "film", &film, &warnings, &error);
        assert_non_null(encoder);
        found = size_limit_take(&fit, encoder, &error);
    }
    assert_true(tries <= 12); // by bisection
    assert_int_equal(found, wanted < levels->count);
    if (found) {
        struct encoder *best = size_limit_best(&fit);
        assert_int_equal(encoder_size(best), levels->bytes[wanted]);
        assert_true(fit.level.quality > 0);
        encoder_destroy(best);
    } else {
        char said[80];
        snprintf(said, sizeof said, " needs %lld bytes",
                 (long long)levels->bytes[levels->count - 1]);
        assert_non_null(strstr(error.message, said));
        error_finish(&error);
    }
    size_limit_finish(&fit);
}

static void test_search(void **state) {
    (void)state;
    static struct levels levels;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_NOISE, 0);
    for (int turn = 0; turn < 300; turn++) {
        int quality = 1 + (int)random_below(&stream, 100);
        double fps = random_uniform(&stream, 1, 60);
        list(&levels, quality, fps);
        levels.bytes[levels.count - 1] = 1 + random_below(&stream, 3);
        for (int i = levels.count - 1; i > 0; i--)
            levels.bytes[i - 1] = levels.bytes[i] + 1 + random_below(&stream, 3);
        // Limits equal to a size and one byte less, also for the last level.
        int64_t limit = levels.bytes[turn % 3 ? random_below(&stream, (uint32_t)levels.count)
                                              : (uint32_t)levels.count - 1];
        check(&levels, quality, fps, limit);
        check(&levels, quality, fps, limit - 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_search)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
