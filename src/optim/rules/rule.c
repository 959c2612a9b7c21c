// SPDX-License-Identifier: GPL-3.0-or-later
#include "optim/rules/rule.h"

#include "base/maths.h"

#include <math.h>

const char *const bias_corrections[] = {
    [BIAS_POWER] = "power", [BIAS_NONE] = "none",   [BIAS_AS_PRINTED] = "as_printed",
    [BIAS_TRUE] = "true",   [BIAS_FALSE] = "false", NULL};

double bias_divisor(int correction, double beta, long t) {
    switch (correction) {
    case BIAS_NONE:
    case BIAS_FALSE:
        return 1;
    case BIAS_AS_PRINTED:
        return 1 - beta;
    default:
        return 1 - m_pow(beta, (double)t);
    }
}

double *step_decayed_gradient(struct step *step, double weight_decay) {
    double *g = step_gradient(step);
    for (size_t i = 0; i < step->shape->n && weight_decay != 0; i++)
        g[i] += weight_decay * step->w[i];
    return g;
}
