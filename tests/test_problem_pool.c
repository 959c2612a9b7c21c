// SPDX-License-Identifier: GPL-3.0-or-later
// Problems that are kept for scenes that are read again: those in use stay what and where they are.
#include "base/random.h"
#include "program.h"
#include "scene/problem_pool.h"
#include "tree/document.h"

enum { KINDS = 12 };

static const struct problem *read_from(struct problem_pool *pool, size_t kind) {
    struct document document = {0};
    struct error error = {0};
    char text[64];
    snprintf(text, sizeof text, "{formula: 'w0^2 + %zu*w1^2'}", kind + 1);
    const struct node *node = document_parse_set(&document, text, 1, &error);
    const struct problem *problem = node ? problem_pool_read(pool, node, 1, &error) : NULL;
    if (!problem)
        fail_msg("%s: %s", text, error.message);
    document_finish(&document);
    return problem;
}

static void test_turns(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_DATA_X, 0);
    struct problem_pool *pool = problem_pool_create();
    const struct problem *last[KINDS] = {NULL}; // those of the turn before
    for (int turn = 0; turn < 200; turn++) {
        const struct problem *now[KINDS] = {NULL};
        size_t asked = random_below(&stream, KINDS);
        for (size_t i = 0; i < asked; i++) {
            size_t kind = random_below(&stream, KINDS);
            const struct problem *problem = read_from(pool, kind);
            assert_true(problem_value(problem, (double[]){2, 3}) == 4 + 9 * ((double)kind + 1));
            assert_true(!now[kind] || now[kind] == problem);
            assert_true(!last[kind] || last[kind] == problem);
            now[kind] = problem;
        }
        problem_pool_turn(pool);
        memcpy(last, now, sizeof last);
    }
    problem_pool_destroy(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_turns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
