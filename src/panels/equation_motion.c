// SPDX-License-Identifier: GPL-3.0-or-later
// Which symbol of an equation moves most, so that the eye finds it. A symbol moves by the change of
// its numbers relative to their size; what it moves is summed over a short part of the film. A
// symbol stays in the lead until another one clearly moves more, so that the lead does not flicker.
#include "panels/equation.h"

#include <math.h>

// The part of a film that is looked back, in moments, and how much more a symbol must move to take
// the lead.
enum { WINDOW = MOMENTS / 16 };
static const double clearly = 1.5;

// Only what a rule computes is compared: the gradient, and the state. Weights are the path itself.
static bool competes(const struct equation_row *row) {
    return !row->is_constant &&
           (row->symbol.kind == SYMBOL_STATE || row->symbol.kind == SYMBOL_GRADIENT);
}

static double relative_change(const double *from, const double *to, size_t count) {
    double change = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        change = fmax(change, fabs(to[i] - from[i]));
        size = fmax(size, fmax(fabs(to[i]), fabs(from[i])));
    }
    return isfinite(change) && isfinite(size) && size > 0 ? change / size : 0;
}

static size_t leader_of(const double *moved, size_t count, size_t last) {
    size_t best = last;
    for (size_t i = 0; i < count; i++) {
        double least = best == ROWS_MAX ? 0 : moved[best] * (best == last ? clearly : 1);
        if (moved[i] > least)
            best = i;
    }
    return best < ROWS_MAX && moved[best] > 0 ? best : ROWS_MAX;
}

void equation_find_movers(struct equation_state *state, const struct trace *trace,
                          const struct run *run) {
    double changes[ROWS_MAX][WINDOW] = {{0}}, moved[ROWS_MAX], last[ROWS_MAX][NUMBERS_MAX] = {{0}};
    size_t leader = ROWS_MAX, moment = 0;
    long stride = state->moment_stride = trace->states / MOMENTS + 1;
    for (long k = 0; k < trace->states; k = trace_next(trace, k, stride), moment++) {
        for (size_t i = 0; i < state->row_count; i++) {
            const struct equation_row *row = &state->rows[i];
            double numbers[NUMBERS_MAX] = {0};
            size_t shown = equation_shown(row);
            moved[i] = 0;
            if (!competes(row))
                continue;
            equation_numbers(row, run, k, numbers);
            changes[i][moment % WINDOW] = moment > 0 ? relative_change(last[i], numbers, shown) : 0;
            for (size_t c = 0; c < shown; c++)
                last[i][c] = numbers[c];
            for (size_t c = 0; c < WINDOW && isfinite(numbers[0]); c++)
                moved[i] += changes[i][c];
        }
        leader = leader_of(moved, state->row_count, leader);
        state->movers[moment] = (unsigned char)leader;
    }
}

const struct equation_row *equation_mover(const struct equation_state *state, long k) {
    size_t mover = state->movers[k / state->moment_stride];
    return mover < ROWS_MAX ? &state->rows[mover] : NULL;
}
