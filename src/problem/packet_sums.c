// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/packet_sums.h"

#include "base/wide.h"
#include "problem/network_pass.h"

// A unit of a packet; it may lie at any double.
typedef double packet
    __attribute__((vector_size(PACKET * sizeof(double)), aligned(sizeof(double)), may_alias));

// The sum of a packet, by halves.
#define PACKET_SUM(s)                                                                              \
    (((s)[0] + (s)[4]) + ((s)[2] + (s)[6])) + (((s)[1] + (s)[5]) + ((s)[3] + (s)[7]))

WIDE void packet_affine(const double *weights, const double *bias, size_t in, size_t out,
                        size_t packets, const double *a, double *z, bool adds) {
    for (size_t p = 0; p < packets; p++) {
        const packet *from = (const packet *)(a + p * in * PACKET);
        packet *to = (packet *)(z + p * out * PACKET);
        size_t o = 0;
        for (; o + 4 <= out; o += 4) {
            const double *w0 = weights + o * in, *w1 = w0 + in, *w2 = w1 + in, *w3 = w2 + in;
            packet s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
            for (size_t i = 0; i < in; i++) {
                packet x = from[i];
                s0 += w0[i] * x;
                s1 += w1[i] * x;
                s2 += w2[i] * x;
                s3 += w3[i] * x;
            }
            if (bias) {
                s0 += bias[o];
                s1 += bias[o + 1];
                s2 += bias[o + 2];
                s3 += bias[o + 3];
            }
            if (adds) {
                s0 += to[o];
                s1 += to[o + 1];
                s2 += to[o + 2];
                s3 += to[o + 3];
            }
            to[o] = s0;
            to[o + 1] = s1;
            to[o + 2] = s2;
            to[o + 3] = s3;
        }
        for (; o < out; o++) {
            const double *w0 = weights + o * in;
            packet s0 = {0};
            for (size_t i = 0; i < in; i++)
                s0 += w0[i] * from[i];
            if (bias)
                s0 += bias[o];
            if (adds)
                s0 += to[o];
            to[o] = s0;
        }
    }
}

WIDE void packet_products(const double *delta, size_t out, const double *a, size_t in,
                          size_t packets, double *gradient) {
    const packet *ds = (const packet *)delta, *as = (const packet *)a;
    size_t i = 0;
    for (; i + 2 <= in; i += 2) {
        size_t o = 0;
        for (; o + 2 <= out; o += 2) {
            packet s00 = {0}, s01 = {0}, s10 = {0}, s11 = {0};
            for (size_t p = 0; p < packets; p++) {
                packet d0 = ds[p * out + o], d1 = ds[p * out + o + 1];
                packet a0 = as[p * in + i], a1 = as[p * in + i + 1];
                s00 += d0 * a0;
                s01 += d0 * a1;
                s10 += d1 * a0;
                s11 += d1 * a1;
            }
            gradient[o * in + i] += PACKET_SUM(s00);
            gradient[o * in + i + 1] += PACKET_SUM(s01);
            gradient[(o + 1) * in + i] += PACKET_SUM(s10);
            gradient[(o + 1) * in + i + 1] += PACKET_SUM(s11);
        }
        for (; o < out; o++) {
            packet s0 = {0}, s1 = {0};
            for (size_t p = 0; p < packets; p++) {
                s0 += ds[p * out + o] * as[p * in + i];
                s1 += ds[p * out + o] * as[p * in + i + 1];
            }
            gradient[o * in + i] += PACKET_SUM(s0);
            gradient[o * in + i + 1] += PACKET_SUM(s1);
        }
    }
    for (size_t o = 0; i < in && o < out; o++) {
        packet s0 = {0};
        for (size_t p = 0; p < packets; p++)
            s0 += ds[p * out + o] * as[p * in + i];
        gradient[o * in + i] += PACKET_SUM(s0);
    }
}

WIDE void packet_totals(const double *delta, size_t out, size_t packets, double *gradient) {
    const packet *ds = (const packet *)delta;
    for (size_t o = 0; o < out; o++) {
        packet sum = {0};
        for (size_t p = 0; p < packets; p++)
            sum += ds[p * out + o];
        gradient[o] += PACKET_SUM(sum);
    }
}
