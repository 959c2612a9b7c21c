// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/hand.h"

#include "base/memory.h"
#include "sim/hold.h"
#include "tree/yaml_write.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Of a tenth of a second that a change may take, what runs get.
static const double seconds = 0.06;

// Writes all that a run of an optimizer depends on. A pool has a problem at one address as long as
// it is asked for.
static char *text_of_run(const struct scene *scene, size_t optimizer, unsigned record) {
    const struct plane_choice *plane = &scene->plane;
    struct text text = {0};
    yaml_write_flow(&text, scene->optimizers[optimizer].node);
    text_printf(&text, " %p %ju %ld %ld %ld %u %d %zu %zu %zu", (const void *)scene->problem,
                (uintmax_t)scene->seed, scene->states, scene->batch, scene->random_starts, record,
                (int)plane->kind, plane->weights[0], plane->weights[1], plane->optimizer);
    for (size_t i = 0; scene->start && i < scene->problem->shape.n; i++)
        text_printf(&text, " %a", scene->start[i]);
    return text_take(&text);
}

void hand_hold(struct session *session, const struct wish *wish, unsigned record) {
    static bool *is_same; // by optimizer
    static bool was_at_rest;
    const struct scene *scene = &session->scene;
    struct hold *hold = scene->hold;
    const struct session *before = wish->before;
    size_t count = scene->optimizer_count, others = before ? before->scene.optimizer_count : 0;
    hold->trace = NULL;
    // Two weights are fast, and their views decide what counts as diverged.
    if (scene->comparison || scene->problem->shape.n == 2)
        return;
    session->run_texts = mem_zero(count, sizeof *session->run_texts);
    free(is_same);
    is_same = mem_zero(count, sizeof *is_same);
    for (size_t i = 0; i < count; i++) {
        session->run_texts[i] = text_of_run(scene, i, record);
        is_same[i] = i < others && before->run_texts &&
                     strcmp(before->run_texts[i], session->run_texts[i]) == 0;
    }
    hold->trace = before ? &before->trace : NULL;
    hold->run_count = before ? before->run_count : 0;
    hold->is_same = is_same;
    // The first picture may be rough, too.
    hold->is_moving = wish->is_moving;
    was_at_rest = was_at_rest || !wish->is_moving;
    hold->is_coarse = !was_at_rest;
    hold->seconds = seconds;
    hold_begin(hold);
}
