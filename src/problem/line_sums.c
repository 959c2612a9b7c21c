// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/line_sums.h"

#include "base/total.h"

struct line_sums line_sums_of(const struct dataset *data) {
    double n = (double)data->count;
    struct total x = {0}, y = {0}, xx = {0}, xy = {0}, yy = {0};
    for (size_t i = 0; i < data->count; i++) {
        total_add(&x, data->x[i]);
        total_add(&y, data->y[i]);
    }
    struct line_sums sums = {.mean_x = total_value(&x) / n, .mean_y = total_value(&y) / n};
    for (size_t i = 0; i < data->count; i++) {
        double dx = data->x[i] - sums.mean_x, dy = data->y[i] - sums.mean_y;
        total_add(&xx, dx * dx);
        total_add(&xy, dx * dy);
        total_add(&yy, dy * dy);
    }
    sums.sxx = total_value(&xx) / n;
    sums.sxy = total_value(&xy) / n;
    sums.syy = total_value(&yy) / n;
    return sums;
}

struct jet line_sums_loss(const struct line_sums *sums, const double w[2]) {
    double bias = w[0] * sums->mean_x + w[1] - sums->mean_y;
    return (struct jet){
        .value = line_sums_mean(sums, w[0], w[1]),
        .gradient = {2 * (bias * sums->mean_x + (w[0] * sums->sxx - sums->sxy)), 2 * bias},
        .hessian = {2 * (sums->mean_x * sums->mean_x + sums->sxx), 2 * sums->mean_x, 2},
    };
}
