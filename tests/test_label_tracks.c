// SPDX-License-Identifier: GPL-3.0-or-later
// Where names stand over a film, on random paths of heads: inside, without hops, and not over each
// other where there is room.
#include "plot/label_tracks.h"

#include "base/memory.h"
#include "base/random.h"
#include "plot/label_motion.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LABELS = 12, SAMPLES = 300, TRACK = 200 };

static const struct label_ground plain = {.room = {40, 30, 620, 330}, .unit = 1, .rate = 25};

static struct random_stream stream;

static double any(double low, double high) {
    return random_uniform(&stream, low, high);
}

// Heads, and the names that they have.
struct crowd {
    struct moving_label labels[LABELS];
    double heads[LABELS][SAMPLES][2];
    size_t count, samples;
};

enum path_kind { PATH_STILL, PATH_STRAIGHT, PATH_WINDING, PATH_LEAPING, PATH_GAPS, PATH_KINDS };

// All heads begin at one place, as those of optimizers do.
static void make_crowd(struct crowd *crowd, size_t count, enum path_kind kind) {
    double begin[2] = {any(60, 640), any(50, 340)};
    crowd->count = count;
    crowd->samples = SAMPLES;
    for (size_t i = 0; i < count; i++) {
        double speed[2] = {any(-2, 2), any(-1, 1)}, at[2] = {begin[0], begin[1]};
        crowd->labels[i] =
            (struct moving_label){.width = any(20, 90), .height = 13, .head = crowd->heads[i]};
        for (size_t k = 0; k < SAMPLES; k++) {
            for (int d = 0; d < 2; d++) {
                at[d] += kind == PATH_STILL ? 0 : speed[d];
                if (kind == PATH_WINDING)
                    speed[d] += any(-0.3, 0.3);
                if (kind == PATH_LEAPING)
                    at[d] = any(-100, 800);
                crowd->heads[i][k][d] =
                    kind == PATH_GAPS && random_below(&stream, 3) ? (double)NAN : at[d];
            }
        }
    }
}

static void solve(struct label_tracks *tracks, const struct crowd *crowd, bool column) {
    if (column)
        label_tracks_solve_column(tracks, crowd->labels, crowd->count, crowd->samples, &plain, 10,
                                  16);
    else
        label_tracks_solve(tracks, crowd->labels, crowd->count, crowd->samples, &plain);
}

static void check_inside(const struct label_tracks *tracks, const struct crowd *crowd) {
    const struct box *room = &plain.room;
    static const double near = 1e-6;
    for (size_t i = 0; i < crowd->count; i++)
        for (size_t k = 0; k < crowd->samples; k++) {
            struct box box = label_tracks_box(tracks, crowd->labels, i, (double)k);
            if (!(box.x >= room->x - near && box.y >= room->y - near &&
                  box.x + box.width <= room->x + room->width + near &&
                  box.y + box.height <= room->y + room->height + near))
                fail_msg("name %zu is at %g, %g in sample %zu", i, box.x, box.y, k);
        }
}

static void check_speed(const struct label_tracks *tracks, const struct crowd *crowd, bool column) {
    double most = label_speed(&plain, crowd->samples) + 0.01; // rounded to parts of a pixel
    for (size_t i = 0; i < crowd->count; i++)
        for (size_t k = 1; k < crowd->samples; k++) {
            const double(*at)[2] = (const double(*)[2])tracks->at + i * crowd->samples + k;
            double x = column ? 0 : at[0][0] - at[-1][0], y = at[0][1] - at[-1][1];
            if (!(hypot(x, y) <= most))
                fail_msg("name %zu hops by %g, %g pixels in sample %zu; the most is %g", i, x, y, k,
                         most);
        }
}

// Whatever the heads do, names stay inside and do not hop.
static void test_anything(void **state) {
    (void)state;
    static struct crowd crowd;
    for (uint64_t seed = 0; seed < 150; seed++) {
        random_start(&stream, seed, RANDOM_START, 0);
        struct label_tracks tracks;
        bool column = random_below(&stream, 2);
        make_crowd(&crowd, 1 + random_below(&stream, LABELS),
                   (enum path_kind)random_below(&stream, PATH_KINDS));
        crowd.samples = random_below(&stream, 4) ? SAMPLES : 1 + random_below(&stream, 9);
        solve(&tracks, &crowd, column);
        check_inside(&tracks, &crowd);
        check_speed(&tracks, &crowd, column);
        label_tracks_finish(&tracks);
    }
}

// The speed is a limit that is seen: a name crosses the room in most of a second.
static void test_speed(void **state) {
    (void)state;
    assert_true(label_speed(&plain, SAMPLES) < 0.06 * hypot(plain.room.width, plain.room.height));
}

static bool boxes_meet(struct box a, struct box b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
           b.y < a.y + a.height;
}

static bool holds(struct box box, const double at[2]) {
    return at[0] > box.x && at[0] < box.x + box.width && at[1] > box.y &&
           at[1] < box.y + box.height;
}

// Returns the part of samples and names in which a name meets another or hides a head.
static double hidden_part(const struct label_tracks *tracks, const struct crowd *crowd) {
    size_t hidden = 0;
    for (size_t k = 0; k < crowd->samples; k++)
        for (size_t i = 0; i < crowd->count; i++) {
            struct box box = label_tracks_box(tracks, crowd->labels, i, (double)k);
            bool is_hidden = false;
            for (size_t j = 0; j < crowd->count; j++) {
                struct box other = label_tracks_box(tracks, crowd->labels, j, (double)k);
                is_hidden = is_hidden || (j != i && boxes_meet(box, other)) ||
                            holds(box, crowd->heads[j][k]);
            }
            hidden += is_hidden;
        }
    return (double)hidden / (double)(crowd->samples * crowd->count);
}

// Heads that stay at one place have names around them that do not meet, and stay, too.
static void test_still(void **state) {
    (void)state;
    static struct crowd crowd;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct label_tracks tracks;
        random_start(&stream, seed, RANDOM_START, 0);
        make_crowd(&crowd, 1 + random_below(&stream, LABELS), PATH_STILL);
        solve(&tracks, &crowd, false);
        if (hidden_part(&tracks, &crowd) > 0)
            fail_msg("seed %d: %zu names around one head meet", (int)seed, crowd.count);
        for (size_t i = 0; i < crowd.count; i++)
            for (size_t k = 1; k < SAMPLES; k++)
                assert_memory_equal(tracks.at[i * SAMPLES + k], tracks.at[i * SAMPLES],
                                    sizeof *tracks.at);
        label_tracks_finish(&tracks);
    }
}

// Moving heads pass each other, but their names are over something in few frames only.
static void test_moving(void **state) {
    (void)state;
    static struct crowd crowd;
    double sum = 0;
    enum { TURNS = 40 };
    for (uint64_t seed = 0; seed < TURNS; seed++) {
        struct label_tracks tracks;
        random_start(&stream, seed, RANDOM_START, 0);
        make_crowd(&crowd, 2 + random_below(&stream, 5),
                   random_below(&stream, 2) ? PATH_STRAIGHT : PATH_WINDING);
        for (size_t i = 0; i < crowd.count; i++) // inside, as there is no room beside others
            for (size_t k = 0; k < SAMPLES; k++)
                label_keep_inside(crowd.heads[i][k], 0, 0, plain.room);
        solve(&tracks, &crowd, false);
        sum += hidden_part(&tracks, &crowd);
        label_tracks_finish(&tracks);
    }
    if (sum / TURNS > 0.02)
        fail_msg("names meet or hide a head in %.1f %% of the frames", 100 * sum / TURNS);
}

// One name is beside its head, without a leader, and goes with it.
static void test_beside(void **state) {
    (void)state;
    static struct crowd crowd;
    struct label_tracks tracks;
    random_start(&stream, 1, RANDOM_START, 0);
    make_crowd(&crowd, 1, PATH_STILL);
    for (size_t k = 0; k < SAMPLES; k++) {
        crowd.heads[0][k][0] = 100 + (double)k;
        crowd.heads[0][k][1] = 200;
    }
    solve(&tracks, &crowd, false);
    for (size_t k = 0; k < SAMPLES; k++) {
        struct box box = label_tracks_box(&tracks, crowd.labels, 0, (double)k);
        assert_true(fabs(box.x - crowd.heads[0][k][0] - 8) < 4.1);
        assert_true(fabs(box.y + box.height / 2 - 200) < 0.1);
    }
    label_tracks_finish(&tracks);
}

static double weight_below(const void *context, struct box box, size_t sample) {
    (void)context, (void)sample;
    return box.y + box.height > 150 ? 40 : 0;
}

// A name keeps off what is drawn, where that is near enough.
static void test_covered(void **state) {
    (void)state;
    static struct crowd crowd;
    struct label_tracks tracks;
    struct label_ground ground = plain;
    ground.covered = weight_below;
    make_crowd(&crowd, 1, PATH_STILL);
    for (size_t k = 0; k < SAMPLES; k++) {
        crowd.heads[0][k][0] = 300;
        crowd.heads[0][k][1] = 160;
    }
    label_tracks_solve(&tracks, crowd.labels, 1, SAMPLES, &ground);
    struct box box = label_tracks_box(&tracks, crowd.labels, 0, 100);
    assert_true(box.y + box.height <= 150);
    label_tracks_finish(&tracks);
}

// In a column names are apart wherever their heads are, except while two pass each other.
static void test_column(void **state) {
    (void)state;
    static struct crowd crowd;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct label_tracks tracks;
        random_start(&stream, seed, RANDOM_START, 0);
        make_crowd(&crowd, 2 + random_below(&stream, LABELS - 1), PATH_STILL);
        for (size_t i = 0; i < crowd.count; i++) {
            double y = any(0, 400);
            for (size_t k = 0; k < SAMPLES; k++)
                crowd.heads[i][k][1] = y;
        }
        solve(&tracks, &crowd, true);
        for (size_t i = 0; i < crowd.count; i++)
            for (size_t j = 0; j < i; j++)
                for (size_t k = 0; k < SAMPLES; k += 7) {
                    double apart = tracks.at[i * SAMPLES + k][1] - tracks.at[j * SAMPLES + k][1];
                    assert_true(fabs(apart) > 16 - 1e-6);
                    double heads = crowd.heads[i][k][1] - crowd.heads[j][k][1];
                    assert_true(fabs(heads) < 0.6 * 16 || heads * apart > 0 ||
                                crowd.heads[i][k][1] < plain.room.y ||
                                crowd.heads[i][k][1] > plain.room.y + plain.room.height);
                }
        label_tracks_finish(&tracks);
    }
}

static void make_track(double (*track)[2]) {
    double at[2] = {0, 0};
    for (size_t k = 0; k < TRACK; k++)
        for (int d = 0; d < 2; d++)
            track[k][d] = at[d] += random_below(&stream, 9) ? any(-3, 4) : any(-200, 200);
}

static double length_of(double (*track)[2], int d) {
    double sum = 0;
    for (size_t k = 1; k < TRACK; k++)
        sum += fabs(track[k][d] - track[k - 1][d]);
    return sum;
}

// What motion_ functions promise.
static void test_motion(void **state) {
    (void)state;
    double track[TRACK][2], moved[TRACK][2];
    for (uint64_t seed = 0; seed < 50; seed++) {
        random_start(&stream, seed, RANDOM_START, 0);
        make_track(track);
        memcpy(moved, track, sizeof moved);
        motion_straighten(moved, TRACK, 5);
        for (int d = 0; d < 2; d++) {
            for (size_t k = 0; k < TRACK; k++)
                assert_true(fabs(moved[k][d] - track[k][d]) < 5 + 1e-6);
            assert_true(length_of(moved, d) < length_of(track, d));
            assert_true(moved[0][d] == track[0][d]);
            assert_true(fabs(moved[TRACK - 1][d] - track[TRACK - 1][d]) < 1e-9);
        }
        memcpy(moved, track, sizeof moved);
        motion_limit(moved, TRACK, 6);
        double most = 0;
        for (size_t k = 0; k < TRACK; k++)
            for (size_t j = 0; j < k; j++)
                most = fmax(most, hypot(track[k][0] - track[j][0], track[k][1] - track[j][1]));
        for (size_t k = 1; k < TRACK; k++)
            assert_true(hypot(moved[k][0] - moved[k - 1][0], moved[k][1] - moved[k - 1][1]) <
                        6 + most / (TRACK - 1) + 1e-6);
        assert_memory_equal(moved[0], track[0], sizeof track[0]);
        for (int d = 0; d < 2; d++)
            assert_true(fabs(moved[TRACK - 1][d] - track[TRACK - 1][d]) < 1e-9);
        memcpy(moved, track, sizeof moved);
        motion_smooth(moved, TRACK, 1 + random_below(&stream, 300));
        assert_memory_equal(moved[0], track[0], sizeof track[0]);
        assert_memory_equal(moved[TRACK - 1], track[TRACK - 1], sizeof track[0]);
        for (size_t k = 0; k < TRACK; k++)
            track[k][0] = moved[k][0] = 3 * (double)k, track[k][1] = moved[k][1] = -7;
        motion_smooth(moved, TRACK, 20);
        for (size_t k = 0; k < TRACK; k++)
            assert_true(hypot(moved[k][0] - track[k][0], moved[k][1] - track[k][1]) < 1e-9);
    }
}

// A track that swings around a place rests there.
static void test_rest(void **state) {
    (void)state;
    double track[TRACK][2];
    random_start(&stream, 1, RANDOM_START, 0);
    for (size_t k = 0; k < TRACK; k++)
        for (int d = 0; d < 2; d++)
            track[k][d] = k == 0 || k == TRACK - 1 ? 50 : 50 + any(-3.9, 3.9);
    motion_straighten(track, TRACK, 4);
    for (size_t k = 0; k < TRACK; k++)
        assert_true(track[k][0] == 50 && track[k][1] == 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anything), cmocka_unit_test(test_speed),
        cmocka_unit_test(test_still),    cmocka_unit_test(test_moving),
        cmocka_unit_test(test_beside),   cmocka_unit_test(test_covered),
        cmocka_unit_test(test_column),   cmocka_unit_test(test_motion),
        cmocka_unit_test(test_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
