// SPDX-License-Identifier: GPL-3.0-or-later
// The loss for two classes.
#include "problem/loss_table.h"

#include "base/maths.h"

#include <math.h>

// The negative log-likelihood, where sigmoid(p) is the probability of class 1: log(1 + e^p) - y p,
// arranged so that it cannot overflow.
static void logistic(const void *options, double p, double y, double out[3]) {
    (void)options;
    double e = m_exp(-fabs(p));
    double probability = p >= 0 ? 1 / (1 + e) : e / (1 + e);
    out[0] = m_log1p(e) + (p > 0 ? p : 0) - y * p;
    out[1] = probability - y;
    out[2] = e / ((1 + e) * (1 + e));
}

const struct loss loss_logistic = {
    .name = "logistic",
    .title = "Logistic loss",
    .help = "negative log-likelihood of two classes, y 0 or 1, under sigmoid(prediction)",
    .source = "Cox 1958; torch.nn.BCEWithLogitsLoss",
    .inner = logistic,
    .two_classes = true,
};
