// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/lanczos.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/vector.h"

#include <math.h>
#include <stdlib.h>

// The least and the most vectors of a basis, and its most numbers.
enum { BASIS_LEAST = 24, BASIS_MOST = 128, BASIS_NUMBERS = 1 << 22 };

// Steps before a result is believed: a warm start may lie near an eigenvector that was the first
// before and is no more.
enum { STEPS_LEAST = 8 };

// The part of a random direction in a warm start, so that no eigenvector is missing in it.
static const double random_part = 0.05;

// An orthonormal basis of the eigenvectors found so far and of the Krylov space of a start, in
// which the Hessian is the symmetric tridiagonal matrix of `diagonal` and `beside`.
struct krylov {
    const struct lanczos *asked;
    const double *w;
    size_t n;
    double *found; // eigenvectors, row by row; the caller's
    size_t found_count;
    double *basis; // room * n
    size_t room;
    double *diagonal, *beside, *top; // `room` numbers each
    double *product;                 // n
    size_t taken, most;              // products of the Hessian
    struct random_stream stream;
};

static void add_multiple(size_t n, double factor, const double *x, double *to) {
    for (size_t i = 0; i < n; i++)
        to[i] += factor * x[i];
}

static void scale(size_t n, double factor, double *x) {
    for (size_t i = 0; i < n; i++)
        x[i] *= factor;
}

// Makes x orthogonal to what is found and to the first `count` vectors of the basis. Twice is
// enough (Giraud, Langou and Rozloznik 2005).
static void orthogonalize(const struct krylov *krylov, size_t count, double *x) {
    size_t n = krylov->n;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < krylov->found_count; k++) {
            const double *other = krylov->found + k * n;
            add_multiple(n, -vector_dot(n, other, x), other, x);
        }
        for (size_t k = 0; k < count; k++) {
            const double *other = krylov->basis + k * n;
            add_multiple(n, -vector_dot(n, other, x), other, x);
        }
    }
}

// Draws a direction of norm about 1.
static void draw(struct krylov *krylov, double *x) {
    double deviation = 1 / sqrt((double)krylov->n);
    for (size_t i = 0; i < krylov->n; i++)
        x[i] = random_normal(&krylov->stream, 0, deviation);
}

// Writes the first vector of the basis, from a direction (NULL: a random one).
static void set_start(struct krylov *krylov, const double *direction) {
    size_t n = krylov->n;
    double *start = krylov->basis, norm = direction ? vector_norm(n, direction) : 0;
    draw(krylov, start);
    if (direction && norm > 0 && isfinite(norm)) {
        scale(n, random_part, start);
        add_multiple(n, 1 / norm, direction, start);
    }
    orthogonalize(krylov, 0, start);
    while (!((norm = vector_norm(n, start)) > 1e-8)) {
        draw(krylov, start);
        orthogonalize(krylov, 0, start);
    }
    scale(n, 1 / norm, start);
}

// Returns a bound of the absolute eigenvalues of the tridiagonal matrix of `count` rows.
static double tridiagonal_bound(const struct krylov *krylov, size_t count) {
    double bound = 0;
    for (size_t i = 0; i < count; i++) {
        double sum = fabs(krylov->diagonal[i]);
        sum += i > 0 ? fabs(krylov->beside[i - 1]) : 0;
        sum += i + 1 < count ? fabs(krylov->beside[i]) : 0;
        bound = fmax(bound, sum);
    }
    return bound;
}

// The first rows of a symmetric tridiagonal matrix, divided by a power of two so that its numbers
// are about 1: no square of one overflows, and none is rounded.
struct scaled_rows {
    size_t count;
    double diagonal[BASIS_MOST], beside[BASIS_MOST];
};

// Copies the first `count` rows, divided by 2^exponent.
static void take_rows(const struct krylov *krylov, size_t count, int exponent,
                      struct scaled_rows *rows) {
    rows->count = count;
    for (size_t i = 0; i < count; i++) {
        rows->diagonal[i] = ldexp(krylov->diagonal[i], -exponent);
        rows->beside[i] = i + 1 < count ? ldexp(krylov->beside[i], -exponent) : 0;
    }
}

// Factors shift - T = L D L^T. Returns false if an eigenvalue is above the shift.
static bool is_above(const struct scaled_rows *rows, double shift, double *pivots) {
    for (size_t i = 0; i < rows->count; i++) {
        double b = i > 0 ? rows->beside[i - 1] : 0;
        double pivot = shift - rows->diagonal[i] - (i > 0 ? b * b / pivots[i - 1] : 0);
        if (!(pivot > 0))
            return false;
        pivots[i] = pivot;
    }
    return true;
}

// Solves (shift - T) x = x with its pivots.
static void solve_tridiagonal(const struct scaled_rows *rows, const double *pivots, double *x) {
    for (size_t i = 1; i < rows->count; i++)
        x[i] += rows->beside[i - 1] / pivots[i - 1] * x[i - 1];
    for (size_t i = rows->count; i-- > 0;) {
        x[i] /= pivots[i];
        if (i + 1 < rows->count)
            x[i] += rows->beside[i] / pivots[i] * x[i + 1];
    }
}

// Returns the largest eigenvalue of the tridiagonal matrix of `count` rows, by bisection, and
// writes its eigenvector to `top`, by inverse iteration from a shift just above, where no pivot is
// 0. No absolute eigenvalue is above the bound, which is finite.
static double tridiagonal_top(const struct krylov *krylov, size_t count, double bound) {
    double *top = krylov->top;
    for (size_t i = 0; i < count; i++)
        top[i] = bound > 0 || i == 0;
    if (!(bound > 0))
        return 0;
    int exponent = ilogb(bound);
    struct scaled_rows rows;
    take_rows(krylov, count, exponent, &rows);
    bound = ldexp(bound, -exponent);
    double pivots[BASIS_MOST], low = -bound, high = bound * (1 + 1e-14);
    while (high - low > 4e-16 * (fabs(low) + fabs(high)) + 1e-18 * bound) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        *(is_above(&rows, middle, pivots) ? &high : &low) = middle;
    }
    for (double step = 1e-15 * bound; !is_above(&rows, high, pivots); step *= 2)
        high += step;
    for (int pass = 0; pass < 3; pass++) {
        solve_tridiagonal(&rows, pivots, top);
        scale(count, 1 / vector_norm(count, top), top);
    }
    return ldexp(high, exponent);
}

// Takes a step of the method: vector `m` of the basis gives row m of the tridiagonal matrix, and
// the next vector in `product`, of norm beside[m]. False if that is not finite.
static bool step(struct krylov *krylov, size_t m) {
    size_t n = krylov->n;
    const double *q = krylov->basis + m * n;
    problem_hessian_product(krylov->asked->problem, krylov->asked->batch, krylov->w, q,
                            krylov->product);
    krylov->taken++;
    krylov->diagonal[m] = vector_dot(n, q, krylov->product);
    orthogonalize(krylov, m + 1, krylov->product);
    krylov->beside[m] = vector_norm(n, krylov->product);
    return isfinite(krylov->diagonal[m]) && isfinite(krylov->beside[m]);
}

// Writes the next eigenvector to `vector`, which has a direction if the start is warm, and its
// eigenvalue. Begins again from the best vector where the basis is full. False if the Hessian is
// not finite or a signal was received.
static bool find_next(struct krylov *krylov, double *value, double *vector) {
    size_t n = krylov->n, left = n - krylov->found_count;
    double tolerance = krylov->asked->tolerance > 0 ? krylov->asked->tolerance : 1e-6;
    set_start(krylov, krylov->asked->is_warm ? vector : NULL);
    for (bool is_done = false; !is_done;) {
        size_t m = 0;
        for (bool is_full = false; !is_done && !is_full; m++) {
            if (interrupt_signal() != 0 || !step(krylov, m))
                return false;
            double bound = tridiagonal_bound(krylov, m + 1);
            if (!isfinite(bound))
                return false;
            *value = tridiagonal_top(krylov, m + 1, bound);
            double residual = krylov->beside[m] * fabs(krylov->top[m]);
            is_full = m + 1 == krylov->room;
            is_done = krylov->beside[m] <= 1e-13 * bound || krylov->taken >= krylov->most ||
                      m + 1 == left || (m + 1 >= STEPS_LEAST && residual <= tolerance * bound);
            if (is_done || is_full)
                continue;
            double *next = krylov->basis + (m + 1) * n;
            vector_copy(n, next, krylov->product);
            scale(n, 1 / krylov->beside[m], next);
        }
        double *best = krylov->product; // no longer needed
        for (size_t i = 0; i < n; i++)
            best[i] = 0;
        for (size_t k = 0; k < m; k++)
            add_multiple(n, krylov->top[k], krylov->basis + k * n, best);
        scale(n, 1 / vector_norm(n, best), best);
        vector_copy(n, krylov->basis, best);
    }
    vector_copy(n, krylov->product, vector); // the direction that was given
    vector_copy(n, vector, krylov->basis);
    return true;
}

// Turns an eigenvector to the side of `direction`, or (NULL) makes its largest component positive.
static void turn(size_t n, const double *direction, double *vector) {
    double side = 0;
    for (size_t i = 0; !direction && i < n; i++)
        if (fabs(vector[i]) > fabs(side))
            side = vector[i];
    if (direction)
        side = vector_dot(n, direction, vector);
    if (side < 0)
        scale(n, -1, vector);
}

// Moves the last of `count` pairs to its place among those before.
static void insert(size_t n, size_t count, double *values, double *vectors) {
    for (size_t k = count; k-- > 1 && values[k] > values[k - 1];) {
        double value = values[k], *a = vectors + k * n, *b = a - n;
        values[k] = values[k - 1];
        values[k - 1] = value;
        for (size_t i = 0; i < n; i++) {
            double other = a[i];
            a[i] = b[i];
            b[i] = other;
        }
    }
}

size_t lanczos_largest(const struct lanczos *lanczos, const double *w, double *values,
                       double *vectors) {
    size_t n = lanczos->problem->shape.n, room = BASIS_NUMBERS / n;
    room = room < BASIS_LEAST ? BASIS_LEAST : room > BASIS_MOST ? BASIS_MOST : room;
    room = room > n ? n : room;
    double *memory = mem_zero((room + 1) * n + 3 * room, sizeof *memory);
    struct krylov krylov = {
        .asked = lanczos,
        .w = w,
        .n = n,
        .found = vectors,
        .basis = memory,
        .room = room,
        .product = memory + room * n,
        .most = lanczos->most > 0 ? lanczos->most : 300 * lanczos->count,
    };
    krylov.diagonal = krylov.product + n;
    krylov.beside = krylov.diagonal + room;
    krylov.top = krylov.beside + room;
    random_start(&krylov.stream, n, RANDOM_EIGEN, 0);
    bool is_good = true;
    for (size_t k = 0; is_good && k < lanczos->count; k++) {
        double *vector = vectors + k * n;
        is_good = find_next(&krylov, &values[k], vector);
        if (!is_good)
            break;
        turn(n, lanczos->is_warm ? krylov.product : NULL, vector);
        krylov.found_count = k + 1;
        insert(n, k + 1, values, vectors);
    }
    for (size_t i = 0; !is_good && i < lanczos->count * n; i++)
        vectors[i] = NAN;
    for (size_t k = 0; !is_good && k < lanczos->count; k++)
        values[k] = NAN;
    free(memory);
    return is_good ? krylov.taken : 0;
}
