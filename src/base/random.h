// SPDX-License-Identifier: GPL-3.0-or-later
// The only source of randomness: Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror,
// Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11). The key is the scene's seed; the
// counter is (block, epoch, purpose). A stream therefore depends on no earlier draw and is the same
// on every machine.
#pragma once
#include <stddef.h>
#include <stdint.h>

// What a stream is for. The values are part of the format: the same seed must give the same film.
enum random_purpose {
    RANDOM_DATA_X = 1,
    RANDOM_DATA_NOISE = 2,
    RANDOM_SHUFFLE = 3,
    RANDOM_GRADIENT_NOISE = 4,
    RANDOM_START = 5,
    RANDOM_SAMPLE = 6, // which data points a landscape is computed from
    RANDOM_RULE = 7,   // what an update rule draws itself
    RANDOM_SPLIT = 8,  // which samples are held out for tests
    RANDOM_INIT = 9,   // the initial weights of a network
    RANDOM_EIGEN = 11, // where a search for eigenvectors begins
    RANDOM_PLANE = 12, // directions of a random plane
};

struct random_stream {
    uint32_t key[2];
    uint32_t counter[4]; // block, epoch low, epoch high, purpose
    uint32_t block[4];
    unsigned used; // words of `block` already used
};

// One block of Philox4x32-10.
void philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

// Starts the stream of a seed, purpose and epoch at its first number.
void random_start(struct random_stream *stream, uint64_t seed, enum random_purpose purpose,
                  uint64_t epoch);

// Returns the next 32 random bits.
uint32_t random_word(struct random_stream *stream);

// Uniform in [low, high), from the top 53 bits of two words.
double random_uniform(struct random_stream *stream, double low, double high);

// Normal, by the cosine branch of Box and Muller; takes two uniforms per number.
double random_normal(struct random_stream *stream, double mean, double deviation);

// Uniform integer in [0, limit), unbiased (Lemire 2019); `limit` must not be 0.
uint32_t random_below(struct random_stream *stream, uint32_t limit);

// Fisher-Yates shuffle of `count` indices.
void random_shuffle(struct random_stream *stream, uint32_t *indices, size_t count);
