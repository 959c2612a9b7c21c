// SPDX-License-Identifier: GPL-3.0-or-later
// How high losses are drawn, and the ticks of such an axis.
#include "base/maths.h"
#include "base/random.h"
#include "plot/height.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct random_stream stream;

static int start_stream(void **state) {
    (void)state;
    random_start(&stream, 1, RANDOM_DATA_X, 0);
    return 0;
}

static double power(double low, double high) {
    return m_pow(10, random_uniform(&stream, low, high));
}

static struct height_scale draw_scale(void) {
    struct height_scale scale = {.is_log = random_below(&stream, 3) > 0};
    scale.knee = scale.is_log && random_below(&stream, 2) ? power(-12, 3) : 0;
    return scale;
}

static void test_there_and_back(void **state) {
    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct height_scale scale = draw_scale();
        double loss = power(-10, 8), more = loss * (1 + random_uniform(&stream, 0.01, 1));
        double back = height_loss(&scale, height_of_loss(&scale, loss));
        if (fabs(back - loss) > 1e-9 * (loss + scale.knee))
            fail_msg("%g comes back as %g (knee %g)", loss, back, scale.knee);
        if (!(height_of_loss(&scale, more) > height_of_loss(&scale, loss)) &&
            loss > 1e-12 * scale.knee)
            fail_msg("%g is no higher than %g (knee %g)", more, loss, scale.knee);
    }
    assert_true(height_of_loss(&(struct height_scale){true, 1}, -3) == 0);
    assert_true(height_of_loss(&(struct height_scale){true, 0}, 0) == (double)-INFINITY);
    assert_true(height_of_loss(&(struct height_scale){false, 0}, -3) == -3);
}

// Ticks rise within the range. With a knee, those above 0 are the ones that the range of losses has
// without it, and the floor has its own.
static void test_ticks(void **state) {
    (void)state;
    int zeros = 0;
    for (int i = 0; i < 5000; i++) {
        struct height_scale scale = draw_scale();
        double least = scale.knee > 0 && random_below(&stream, 2) ? 0 : power(-8, 3);
        double low = height_of_loss(&scale, least),
               high = height_of_loss(&scale, (least + scale.knee) * (1 + power(-1, 6)));
        int most = 3 + (int)random_below(&stream, 8);
        struct ticks ticks;
        height_ticks(&scale, &ticks, low, high, most);
        assert_in_range(ticks.count, 2, most + 1);
        double margin = 1e-6 * (high - low);
        for (int k = 0; k < ticks.count; k++)
            if (!(ticks.value[k] >= low - margin && ticks.value[k] <= high + margin) ||
                (k > 0 && !(ticks.value[k] > ticks.value[k - 1])))
                fail_msg("tick %d of %g to %g (knee %g) is at %g", k, low, high, scale.knee,
                         ticks.value[k]);
        if (!scale.is_log || scale.knee <= 0 || low > 0 || strcmp(ticks.label[0], "0") != 0 ||
            height_loss(&scale, high) <= 1000 * scale.knee)
            continue;
        struct ticks others;
        double first = height_loss(&scale, ticks.value[1]), top = height_loss(&scale, high);
        ticks_choose_short(&others, 0.9 * first, top, most, true);
        zeros++;
        assert_true(ticks.value[0] == 0);
        assert_string_equal(ticks.label[ticks.count - 1], others.label[others.count - 1]);
        assert_string_equal(ticks.label[1], others.label[0]);
    }
    assert_true(zeros > 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup(test_there_and_back, start_stream),
                                       cmocka_unit_test_setup(test_ticks, start_stream)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
