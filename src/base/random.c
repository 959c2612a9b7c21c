// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include "base/maths.h"

#include <math.h>

void philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        uint32_t next0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        uint32_t next2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        c0 = next0;
        c2 = next2;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

void random_start(struct random_stream *stream, uint64_t seed, enum random_purpose purpose,
                  uint64_t epoch) {
    *stream = (struct random_stream){
        .key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
        .counter = {0, (uint32_t)epoch, (uint32_t)(epoch >> 32), (uint32_t)purpose},
        .used = 4,
    };
}

uint32_t random_word(struct random_stream *stream) {
    if (stream->used == 4) {
        philox4x32(stream->counter, stream->key, stream->block);
        stream->counter[0]++;
        stream->used = 0;
    }
    return stream->block[stream->used++];
}

// Uniform in [0, 1) with 53 bits.
static double unit(struct random_stream *stream) {
    uint64_t high = random_word(stream), low = random_word(stream);
    return (double)((high << 32 | low) >> 11) * 0x1p-53;
}

double random_uniform(struct random_stream *stream, double low, double high) {
    return low + (high - low) * unit(stream);
}

double random_normal(struct random_stream *stream, double mean, double deviation) {
    double radius = sqrt(-2 * m_log(1 - unit(stream)));
    return mean + deviation * radius * m_cos(6.283185307179586 * unit(stream));
}

uint32_t random_below(struct random_stream *stream, uint32_t limit) {
    uint64_t product = (uint64_t)random_word(stream) * limit;
    if ((uint32_t)product < limit) {
        uint32_t threshold = -limit % limit;
        while ((uint32_t)product < threshold)
            product = (uint64_t)random_word(stream) * limit;
    }
    return (uint32_t)(product >> 32);
}

void random_shuffle(struct random_stream *stream, uint32_t *indices, size_t count) {
    for (size_t i = count; i > 1; i--) {
        uint32_t j = random_below(stream, (uint32_t)i);
        uint32_t kept = indices[i - 1];
        indices[i - 1] = indices[j];
        indices[j] = kept;
    }
}
