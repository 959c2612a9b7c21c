// SPDX-License-Identifier: GPL-3.0-or-later
// The one source of randomness: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random
// numbers: as easy as 1, 2, 3", SC11), a counter-based generator. Its key is the scene's seed, its
// counter is (block, epoch, purpose), so a stream depends on nothing that was drawn before it and
// is the same on every machine.
#pragma once
#include <stddef.h>
#include <stdint.h>

// What a stream is for; the values are part of the format: the same seed gives the same film.
enum random_purpose {
    RANDOM_DATA_X = 1,
    RANDOM_DATA_NOISE = 2,
    RANDOM_SHUFFLE = 3,
    RANDOM_GRADIENT_NOISE = 4,
    RANDOM_START = 5,
    RANDOM_SAMPLE = 6, // of the points that a landscape is drawn from
};

struct random_stream {
    uint32_t key[2];
    uint32_t counter[4]; // block, epoch low, epoch high, purpose
    uint32_t block[4];
    unsigned used; // words of `block` already given out
};

// One block of Philox4x32-10.
void philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

void random_start(struct random_stream *stream, uint64_t seed, enum random_purpose purpose,
                  uint64_t epoch);
uint32_t random_word(struct random_stream *stream);

// Uniform in [low, high), from the top 53 bits of two words.
double random_uniform(struct random_stream *stream, double low, double high);

// Normal by Box and Muller's cosine branch: two uniforms a number.
double random_normal(struct random_stream *stream, double mean, double deviation);

// Uniform whole number below `limit`, which is not 0, without bias (Lemire 2019).
uint32_t random_below(struct random_stream *stream, uint32_t limit);

// Fisher-Yates shuffle of `count` indices.
void random_shuffle(struct random_stream *stream, uint32_t *indices, size_t count);
