// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sort.h"

#include "base/memory.h"
#include "base/random.h"
#include "program.h"

#include <math.h>

// The plain twin: insertion, which keeps the order of equal numbers.
static void sort_plainly(double *numbers, size_t count) {
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && numbers[k] < numbers[k - 1]; k--) {
            double swapped = numbers[k];
            numbers[k] = numbers[k - 1];
            numbers[k - 1] = swapped;
        }
}

static double random_number(struct random_stream *random, int kind) {
    static const double few[] = {0, -0.0, 1, -1, INFINITY, -INFINITY, 5e-324, -1e308};
    uint64_t bits = (uint64_t)random_word(random) << 32 | random_word(random);
    double any;
    if (kind == 0)
        return few[random_below(random, sizeof few / sizeof *few)];
    if (kind == 1)
        return random_normal(random, 0, 10);
    if (kind == 2)
        return 1e9 + random_uniform(random, 0, 1);
    memcpy(&any, &bits, sizeof any);
    return isnan(any) ? 0 : any;
}

static void test_sort(void **state) {
    (void)state;
    struct random_stream random;
    random_start(&random, 7, RANDOM_SAMPLE, 0);
    for (int i = 0; i < 400; i++) {
        size_t count = random_below(&random, i % 10 ? 40 : 2000);
        double *numbers = mem_zero(count, sizeof *numbers), *plain = mem_zero(count, sizeof *plain);
        for (size_t k = 0; k < count; k++)
            numbers[k] = plain[k] = random_number(&random, i % 4);
        sort_numbers(numbers, count);
        sort_plainly(plain, count);
        assert_memory_equal(numbers, plain, count * sizeof *numbers); // the signs of zeros, too
        free(numbers);
        free(plain);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sort)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
