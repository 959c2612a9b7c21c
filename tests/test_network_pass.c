// SPDX-License-Identifier: GPL-3.0-or-later
// The passes through networks of random shapes: against a plain twin that goes through one sample
// after the other, and against differences of the loss and of the gradient.
#include "base/maths.h"
#include "base/memory.h"
#include "base/random.h"
#include "problem/network_loss.h"
#include "problem/network_pass.h"
#include "problem/samples.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH_MAX = 40 };

// A network with its weights, a direction and samples. All owned.
struct example {
    struct network_layers layers;
    enum network_loss loss;
    size_t count;
    double *w, *v, *x, *y, *packets;
};

static size_t below(struct random_stream *stream, size_t limit) {
    return random_below(stream, (uint32_t)limit);
}

static double *draw(struct random_stream *stream, size_t count, double deviation) {
    double *numbers = mem_zero(count, sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        numbers[i] = random_normal(stream, 0, deviation);
    return numbers;
}

static void example_init(struct example *e, const struct activation *activation,
                         enum network_loss loss, size_t count, struct random_stream *stream) {
    *e = (struct example){.loss = loss, .count = count};
    struct network_layers *layers = &e->layers;
    layers->activation = activation;
    layers->count = 1 + below(stream, 4);
    for (size_t l = 0; l <= layers->count; l++)
        layers->width[l] = 1 + below(stream, WIDTH_MAX);
    layers->width[layers->count] = loss == NETWORK_CROSS_ENTROPY ? 3 + below(stream, 9) : 1;
    for (size_t l = 0; l < layers->count; l++) {
        layers->weights[l] = layers->n;
        layers->biases[l] = layers->n += layers->width[l] * layers->width[l + 1];
        layers->n += layers->width[l + 1];
    }
    size_t features = layers->width[0],
           classes = loss == NETWORK_LOGISTIC ? 2 : layers->width[layers->count];
    e->w = draw(stream, layers->n, 0.5);
    e->v = draw(stream, layers->n, 1);
    e->x = draw(stream, count * features, 1);
    e->y = draw(stream, count, 1);
    for (size_t i = 0; loss != NETWORK_SQUARED && i < count; i++)
        e->y[i] = (double)below(stream, classes);
    e->packets = mem_zero(packets_of(count) * PACKET * features, sizeof *e->packets);
    packets_fill(e->packets, e->x, features, NULL, count);
}

static void example_finish(struct example *e) {
    free(e->w);
    free(e->v);
    free(e->x);
    free(e->y);
    free(e->packets);
}

static struct network_batch batch_of(const struct example *e) {
    return (struct network_batch){e->packets, e->y, e->count};
}

// What the twin knows of one sample: activations of all layers, those of the inputs first.
typedef double units[NETWORK_LAYERS_MAX + 1][WIDTH_MAX];

// Writes the sums z and activations a of sample s.
static void twin_forward(const struct example *e, size_t s, units z, units a) {
    const struct network_layers *layers = &e->layers;
    memcpy(a[0], e->x + s * layers->width[0], layers->width[0] * sizeof *a[0]);
    for (size_t l = 0; l < layers->count; l++) {
        size_t in = layers->width[l], out = layers->width[l + 1];
        for (size_t o = 0; o < out; o++) {
            z[l + 1][o] = e->w[layers->biases[l] + o];
            for (size_t i = 0; i < in; i++)
                z[l + 1][o] += e->w[layers->weights[l] + o * in + i] * a[l][i];
        }
        layers->activation->value(out, z[l + 1], a[l + 1]);
    }
}

// Returns the loss of a sample with outputs z; writes its derivative and the probabilities, or the
// value.
static double twin_loss(const struct example *e, size_t s, const double *z, double *slope,
                        double *out) {
    size_t outputs = e->layers.width[e->layers.count], class = (size_t)fabs(e->y[s]);
    double sum = 0;
    if (e->loss == NETWORK_SQUARED) {
        out[0] = z[0];
        slope[0] = 2 * (z[0] - e->y[s]);
        return (z[0] - e->y[s]) * (z[0] - e->y[s]);
    }
    if (e->loss == NETWORK_LOGISTIC) {
        out[0] = 1 / (1 + exp(-z[0]));
        slope[0] = out[0] - e->y[s];
        return log1p(exp(class ? -z[0] : z[0]));
    }
    for (size_t k = 0; k < outputs; k++)
        sum += exp(z[k]);
    for (size_t k = 0; k < outputs; k++) {
        out[k] = exp(z[k]) / sum;
        slope[k] = out[k] - (k == class);
    }
    return log(sum) - z[class];
}

static double twin_pass(const struct example *e, double *gradient, double *outputs, size_t *right) {
    const struct network_layers *layers = &e->layers;
    size_t last = layers->count, width = layers->width[last];
    double loss = 0;
    memset(gradient, 0, layers->n * sizeof *gradient);
    *right = 0;
    for (size_t s = 0; s < e->count; s++) {
        units z = {{0}}, a = {{0}}, delta = {{0}};
        double *own = outputs + s * width, slope[WIDTH_MAX];
        size_t best = width == 1 && e->loss == NETWORK_LOGISTIC ? own[0] > 0.5 : 0;
        twin_forward(e, s, z, a);
        loss += twin_loss(e, s, z[last], delta[last], own);
        for (size_t k = 1; k < width; k++)
            best = own[k] > own[best] ? k : best;
        if (e->loss == NETWORK_LOGISTIC)
            best = own[0] > 0.5;
        *right += e->loss != NETWORK_SQUARED && (double)best == e->y[s];
        for (size_t l = last; l-- > 0;) {
            size_t in = layers->width[l], out = layers->width[l + 1];
            for (size_t o = 0; o < out; o++) {
                double d = delta[l + 1][o];
                gradient[layers->biases[l] + o] += d / (double)e->count;
                for (size_t i = 0; i < in; i++) {
                    gradient[layers->weights[l] + o * in + i] += d * a[l][i] / (double)e->count;
                    delta[l][i] += d * e->w[layers->weights[l] + o * in + i];
                }
            }
            layers->activation->slope(in, z[l], a[l], slope);
            for (size_t i = 0; l > 0 && i < in; i++)
                delta[l][i] *= slope[i];
        }
    }
    return loss / (double)e->count;
}

static double norm(const double *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

// Fails unless |a - b| is at most `share` of the norms.
static void expect_near(const double *a, const double *b, size_t n, double share,
                        const char *what) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    double allowed = share * (1e-3 + norm(a, n) + norm(b, n));
    if (!(sqrt(sum) <= allowed))
        fail_msg("%s: off by %g, where %g is allowed", what, sqrt(sum), allowed);
}

// Calls `check` with random networks of every activation and loss.
static void each_example(void (*check)(const struct example *), size_t rounds, size_t samples) {
    struct random_stream stream;
    random_start(&stream, 7, RANDOM_START, 0);
    for (const struct activation *f = activations; f->name; f++)
        for (int loss = NETWORK_LOGISTIC; loss <= NETWORK_SQUARED; loss++)
            for (size_t round = 0; round < rounds; round++) {
                struct example e;
                example_init(&e, f, (enum network_loss)loss, 1 + below(&stream, samples), &stream);
                check(&e);
                example_finish(&e);
            }
}

static void check_twin(const struct example *e) {
    size_t n = e->layers.n, width = e->layers.width[e->layers.count], right, true_right, alone;
    double *gradient = mem_zero(2 * n, sizeof *gradient), *true_gradient = gradient + n;
    double *outputs = mem_zero(2 * e->count * width, sizeof *outputs);
    double *true_outputs = outputs + e->count * width;
    struct network_batch batch = batch_of(e);
    double loss = network_pass(&e->layers, e->loss, &batch, e->w, gradient, &right);
    double true_loss = twin_pass(e, true_gradient, true_outputs, &true_right);
    network_outputs(&e->layers, e->loss, e->packets, e->count, e->w, outputs);
    expect_near(&loss, &true_loss, 1, 1e-12, "loss");
    expect_near(gradient, true_gradient, n, 1e-12, "gradient");
    expect_near(outputs, true_outputs, e->count * width, 1e-12, "outputs");
    assert_int_equal(right, true_right);
    // The loss alone has the same bits.
    assert_true(network_pass(&e->layers, e->loss, &batch, e->w, NULL, &alone) == loss);
    assert_int_equal(alone, right);
    free(gradient);
    free(outputs);
}

static void passes_equal_a_plain_twin(void **state) {
    (void)state;
    each_example(check_twin, 12, 40);
    each_example(check_twin, 2, 2000); // of several blocks
}

// Writes w + h v.
static void shift(const struct example *e, double h, double *w) {
    for (size_t i = 0; i < e->layers.n; i++)
        w[i] = e->w[i] + h * e->v[i];
}

static void check_differences(const struct example *e) {
    const double h = 1e-6;
    size_t n = e->layers.n;
    double *memory = mem_zero(5 * n, sizeof *memory), *w = memory, *gradient = memory + n,
           *product = memory + 2 * n, *high = memory + 3 * n, *low = memory + 4 * n;
    struct network_batch batch = batch_of(e);
    network_pass(&e->layers, e->loss, &batch, e->w, gradient, NULL);
    network_product(&e->layers, e->loss, &batch, e->w, e->v, product);
    shift(e, h, w);
    double above = network_pass(&e->layers, e->loss, &batch, w, high, NULL);
    shift(e, -h, w);
    double below_it = network_pass(&e->layers, e->loss, &batch, w, low, NULL);
    double slope = 0, difference = (above - below_it) / (2 * h);
    for (size_t i = 0; i < n; i++) {
        slope += gradient[i] * e->v[i];
        high[i] = (high[i] - low[i]) / (2 * h);
    }
    expect_near(&slope, &difference, 1, 1e-6, "derivative");
    expect_near(product, high, n, 1e-6, "product with the Hessian");
    free(memory);
}

static void derivatives_equal_differences(void **state) {
    (void)state;
    each_example(check_differences, 20, 12);
    // A kink of relu may lie between the points that are compared.
    each_example(check_differences, 1, 300);
}

// Whatever a batch is filled up with.
static void fill_of_the_last_packet_does_not_count(void **state) {
    (void)state;
    struct random_stream stream;
    random_start(&stream, 8, RANDOM_START, 0);
    struct example e;
    example_init(&e, &activations[0], NETWORK_CROSS_ENTROPY, 13, &stream);
    size_t n = e.layers.n, features = e.layers.width[0];
    double *gradients = mem_zero(4 * n, sizeof *gradients);
    struct network_batch batch = batch_of(&e);
    double loss[2];
    for (size_t k = 0; k < 2; k++) {
        loss[k] = network_pass(&e.layers, e.loss, &batch, e.w, gradients + 2 * k * n, NULL);
        network_product(&e.layers, e.loss, &batch, e.w, e.v, gradients + (2 * k + 1) * n);
        for (size_t f = 0; f < features; f++)
            for (size_t s = 13 % PACKET; s < PACKET; s++)
                e.packets[(features + f) * PACKET + s] = 3;
    }
    assert_true(loss[0] == loss[1]);
    assert_memory_equal(gradients, gradients + 2 * n, 2 * n * sizeof *gradients);
    free(gradients);
    example_finish(&e);
}

// Large sums neither overflow nor lose the loss.
static void losses_of_large_outputs_are_finite(void **state) {
    (void)state;
    double z[3 * PACKET] = {0}, delta[3 * PACKET], losses[PACKET], y = 1;
    z[0] = -800;
    assert_true(network_loss_sum(NETWORK_LOGISTIC, 1, z, &y, 1, losses) == 800);
    network_loss_slopes(NETWORK_LOGISTIC, 1, z, &y, 1, 1, delta);
    assert_true(delta[0] == -1);
    z[0] = 800;
    assert_true(network_loss_sum(NETWORK_LOGISTIC, 1, z, &y, 1, losses) == 0);
    assert_true(network_loss_sum(NETWORK_CROSS_ENTROPY, 3, z, &y, 1, losses) == 800);
    network_loss_slopes(NETWORK_CROSS_ENTROPY, 3, z, &y, 1, 1, delta);
    assert_true(delta[0] == 1 && delta[PACKET] == -1 && delta[2 * PACKET] == 0);
    z[0] = 1e300;
    assert_true(network_loss_sum(NETWORK_CROSS_ENTROPY, 3, z, &y, 1, losses) == 1e300);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_equal_a_plain_twin),
        cmocka_unit_test(derivatives_equal_differences),
        cmocka_unit_test(fill_of_the_last_packet_does_not_count),
        cmocka_unit_test(losses_of_large_outputs_are_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
