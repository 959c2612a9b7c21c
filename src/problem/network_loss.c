// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/network_loss.h"

#include "base/maths.h"
#include "base/vector.h"
#include "problem/samples.h"

#include <math.h>

// Returns where output k of a sample is.
static size_t at(size_t sample, size_t k, size_t outputs) {
    return (sample / PACKET * outputs + k) * PACKET + sample % PACKET;
}

static double sigmoid(double z) {
    return 1 / (1 + m_exp(-z));
}

// Writes exp(z_k - max) of a sample and returns their sum; `most` is the largest z.
static double exponentials(size_t sample, size_t outputs, const double *z, double *e,
                           double *most) {
    double sum = 0;
    *most = z[at(sample, 0, outputs)];
    for (size_t k = 1; k < outputs; k++)
        *most = fmax(*most, z[at(sample, k, outputs)]);
    for (size_t k = 0; k < outputs; k++)
        e[k] = z[at(sample, k, outputs)] - *most;
    m_exp_n(e, e, outputs);
    for (size_t k = 0; k < outputs; k++)
        sum += e[k];
    return sum;
}

double network_loss_sum(enum network_loss loss, size_t outputs, const double *z, const double *y,
                        size_t count, double *losses) {
    double e[CLASSES_MAX] = {0}, most;
    for (size_t s = 0; s < count; s++) {
        double own = z[at(s, 0, outputs)];
        if (loss == NETWORK_LOGISTIC) // log(1 + exp(z)) - y z, without overflow
            losses[s] = fmax(own, 0) + m_log1p(m_exp(-fabs(own))) - y[s] * own;
        else if (loss == NETWORK_SQUARED)
            losses[s] = (own - y[s]) * (own - y[s]);
        else
            losses[s] = m_log(exponentials(s, outputs, z, e, &most)) -
                        (z[at(s, (size_t)y[s], outputs)] - most);
    }
    return vector_sum(count, losses);
}

size_t network_loss_right(enum network_loss loss, size_t outputs, const double *z, const double *y,
                          size_t count) {
    size_t right = 0;
    for (size_t s = 0; loss != NETWORK_SQUARED && s < count; s++) {
        size_t best = 0;
        for (size_t k = 1; k < outputs; k++)
            best = z[at(s, k, outputs)] > z[at(s, best, outputs)] ? k : best;
        if (loss == NETWORK_LOGISTIC)
            best = z[at(s, 0, 1)] > 0;
        right += (double)best == y[s];
    }
    return right;
}

void network_loss_slopes(enum network_loss loss, size_t outputs, const double *z, const double *y,
                         size_t count, double scale, double *delta) {
    double e[CLASSES_MAX] = {0}, most;
    for (size_t s = 0; s < packets_of(count) * PACKET; s++) {
        double sum =
            loss == NETWORK_CROSS_ENTROPY && s < count ? exponentials(s, outputs, z, e, &most) : 0;
        for (size_t k = 0; k < outputs; k++) {
            size_t i = at(s, k, outputs);
            if (s >= count)
                delta[i] = 0;
            else if (loss == NETWORK_LOGISTIC)
                delta[i] = scale * (sigmoid(z[i]) - y[s]);
            else if (loss == NETWORK_SQUARED)
                delta[i] = scale * 2 * (z[i] - y[s]);
            else
                delta[i] = scale * (e[k] / sum - (k == (size_t)y[s]));
        }
    }
}

void network_loss_slopes_along(enum network_loss loss, size_t outputs, const double *z,
                               const double *z_along, size_t count, double scale, double *out) {
    double e[CLASSES_MAX] = {0}, most;
    for (size_t s = 0; s < packets_of(count) * PACKET; s++) {
        double mean = 0, p;
        if (loss == NETWORK_CROSS_ENTROPY && s < count) {
            double sum = exponentials(s, outputs, z, e, &most);
            for (size_t k = 0; k < outputs; k++) {
                e[k] /= sum;
                mean += e[k] * z_along[at(s, k, outputs)];
            }
        }
        for (size_t k = 0; k < outputs; k++) {
            size_t i = at(s, k, outputs);
            if (s >= count)
                out[i] = 0;
            else if (loss == NETWORK_LOGISTIC)
                p = sigmoid(z[i]), out[i] = scale * p * (1 - p) * z_along[i];
            else if (loss == NETWORK_SQUARED)
                out[i] = scale * 2 * z_along[i];
            else
                out[i] = scale * e[k] * (z_along[i] - mean);
        }
    }
}

void network_loss_outputs(enum network_loss loss, size_t outputs, const double *z, size_t count,
                          double *out) {
    double most;
    for (size_t s = 0; s < count; s++) {
        double *own = out + s * outputs;
        if (loss == NETWORK_CROSS_ENTROPY) {
            double sum = exponentials(s, outputs, z, own, &most);
            for (size_t k = 0; k < outputs; k++)
                own[k] /= sum;
        } else {
            *own = loss == NETWORK_LOGISTIC ? sigmoid(z[at(s, 0, 1)]) : z[at(s, 0, 1)];
        }
    }
}
