// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/surface_pick.h"

#include "panels/surface_paths.h"

#include <math.h>

// The squared distance of a pixel from a point of the sheet.
static double apart(const struct panel *panel, const double w[2], double height, const double at[2],
                    struct spot *spot) {
    const struct surface_state *state = panel->state;
    const double point[] = {
        w[0], w[1], fmin(fmax(height, state->space.axes[2].low), state->space.axes[2].high)};
    *spot = box3d_project(&state->space, point);
    double x = spot->x - at[0], y = spot->y - at[1];
    return x * x + y * y;
}

// Of all points of the sheet near the pixel the nearest to the eye, then around it the one that is
// nearest to the pixel.
bool surface_weights_at(const struct panel *panel, const double at[2], double w[2]) {
    enum { FINE = 16 };
    const struct surface_state *state = panel->state;
    const struct landscape *sheet = &state->sheet.landscape;
    double nearness = 0, reach = 0, least = INFINITY, cell[2];
    struct spot spot;
    for (int d = 0; d < 2; d++) {
        cell[d] =
            (sheet->w[d][sheet->count[d] - 1] - sheet->w[d][0]) / (double)(sheet->count[d] - 1);
        reach = fmax(reach, panel->plot.width / (double)sheet->count[d]);
    }
    for (size_t j = 0; j < sheet->count[1]; j++)
        for (size_t i = 0; i < sheet->count[0]; i++) {
            const double own[] = {sheet->w[0][i], sheet->w[1][j]};
            double height = sheet->value[j * sheet->count[0] + i];
            if (apart(panel, own, height, at, &spot) < reach * reach && spot.nearness > nearness) {
                nearness = spot.nearness;
                w[0] = own[0];
                w[1] = own[1];
            }
        }
    const double middle[] = {w[0], w[1]};
    for (int k = 0; nearness > 0 && k <= FINE * FINE; k++) {
        const double own[] = {middle[0] + cell[0] * (2.0 * (k % FINE) / (FINE - 1) - 1) * 1.5,
                              middle[1] + cell[1] * (2.0 * (k / FINE) / (FINE - 1) - 1) * 1.5};
        double height =
            box3d_height(&state->space.axes[2], problem_value(state->shown.problem, own));
        double distance = apart(panel, own, height, at, &spot);
        if (distance < least) {
            least = distance;
            w[0] = own[0];
            w[1] = own[1];
        }
    }
    return nearness > 0;
}
