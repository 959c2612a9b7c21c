// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/network_pass.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "problem/network_loss.h"
#include "problem/packet_sums.h"

#include <stdlib.h>
#include <string.h>

// A block is as many packets as keep its numbers in a cache.
static const size_t block_bytes = 512 * 1024;
enum { BLOCK_PACKETS_MAX = 32 };

// What a pass knows of the units of a layer, for a block: sums z, activations a, derivatives of the
// loss by z, and the same along a direction. NULL: not wanted.
struct units {
    double *z, *a, *delta;
    double *z_along, *a_along, *delta_along;
};

struct pass {
    const struct network_layers *layers;
    const double *w, *v; // v: the direction; NULL: none
    double *transposed;  // the matrices of w, transposed; NULL: not wanted
    double *v_transposed;
    struct units units[NETWORK_LAYERS_MAX + 1];
    double *slope, *curvature, *back; // of the widest layer
    double *losses;                   // of a block
    size_t block;                     // packets
    double *memory;                   // owner of all of these
};

enum pass_kind { PASS_VALUE, PASS_GRADIENT, PASS_PRODUCT };

static void transpose(const struct network_layers *layers, const double *w, double *out) {
    for (size_t l = 0; l < layers->count; l++) {
        size_t in = layers->width[l], rows = layers->width[l + 1];
        const double *from = w + layers->weights[l];
        double *to = out + layers->weights[l];
        for (size_t o = 0; o < rows; o++)
            for (size_t i = 0; i < in; i++)
                to[i * rows + o] = from[o * in + i];
    }
}

// Memory that is dealt out; without `start` it only counts.
struct memory {
    double *start;
    size_t used;
};

static double *take(struct memory *memory, size_t count) {
    double *taken = memory->start ? memory->start + memory->used : NULL;
    memory->used += count;
    return taken;
}

// Gives the parts of a pass their memory.
static void place(struct pass *pass, enum pass_kind kind, struct memory *memory) {
    const struct network_layers *layers = pass->layers;
    size_t widest = 0, samples = pass->block * PACKET;
    for (size_t l = 0; l <= layers->count; l++) {
        size_t units = layers->width[l] * samples;
        bool is_inner = l > 0 && l < layers->count;
        struct units *own = &pass->units[l];
        widest = units > widest ? units : widest;
        own->z = l > 0 ? take(memory, units) : NULL;
        own->a = is_inner ? take(memory, units) : NULL;
        own->delta = l > 0 && kind != PASS_VALUE ? take(memory, units) : NULL;
        own->z_along = l > 0 && kind == PASS_PRODUCT ? take(memory, units) : NULL;
        own->a_along = is_inner && kind == PASS_PRODUCT ? take(memory, units) : NULL;
        own->delta_along = l > 0 && kind == PASS_PRODUCT ? take(memory, units) : NULL;
    }
    pass->losses = take(memory, samples);
    pass->slope = kind != PASS_VALUE ? take(memory, widest) : NULL;
    pass->transposed = kind != PASS_VALUE ? take(memory, layers->n) : NULL;
    pass->curvature = kind == PASS_PRODUCT ? take(memory, widest) : NULL;
    pass->back = kind == PASS_PRODUCT ? take(memory, widest) : NULL;
    pass->v_transposed = kind == PASS_PRODUCT ? take(memory, layers->n) : NULL;
}

static void pass_init(struct pass *pass, const struct network_layers *layers, enum pass_kind kind,
                      size_t count, const double *w, const double *v) {
    *pass = (struct pass){.layers = layers, .w = w, .v = v};
    size_t units = 0, packets = packets_of(count);
    for (size_t l = 0; l <= layers->count; l++)
        units += layers->width[l];
    pass->block = block_bytes / (2 * units * PACKET * sizeof(double));
    pass->block = pass->block < 1 ? 1 : pass->block;
    pass->block = pass->block > BLOCK_PACKETS_MAX ? BLOCK_PACKETS_MAX : pass->block;
    pass->block = pass->block > packets && packets > 0 ? packets : pass->block;
    struct memory memory = {0};
    place(pass, kind, &memory);
    pass->memory = mem_zero(memory.used, sizeof *pass->memory);
    memory = (struct memory){.start = pass->memory};
    place(pass, kind, &memory);
    if (pass->transposed)
        transpose(layers, w, pass->transposed);
    if (pass->v_transposed)
        transpose(layers, v, pass->v_transposed);
}

void packets_fill(double *packets, const double *x, size_t features, const uint32_t *indices,
                  size_t count) {
    size_t whole = packets_of(count) * PACKET;
    for (size_t s = 0; s < whole; s++) {
        double *to = packets + s / PACKET * features * PACKET + s % PACKET;
        const double *from = s < count ? x + (indices ? indices[s] : s) * features : NULL;
        for (size_t f = 0; f < features; f++)
            to[f * PACKET] = from ? from[f] : 0;
    }
}

// Computes the sums and activations of all layers for `packets` packets of inputs `x`.
static void forward(struct pass *pass, const double *x, size_t packets) {
    const struct network_layers *layers = pass->layers;
    const double *a = x;
    for (size_t l = 0; l < layers->count; l++) {
        size_t in = layers->width[l], out = layers->width[l + 1];
        struct units *to = &pass->units[l + 1];
        packet_affine(pass->w + layers->weights[l], pass->w + layers->biases[l], in, out, packets,
                      a, to->z, false);
        if (l + 1 < layers->count)
            layers->activation->value(packets * out * PACKET, to->z, to->a);
        a = to->a;
    }
}

// Computes the derivatives of sums and activations along v.
static void forward_along(struct pass *pass, const double *x, size_t packets) {
    const struct network_layers *layers = pass->layers;
    for (size_t l = 0; l < layers->count; l++) {
        size_t in = layers->width[l], out = layers->width[l + 1], n = packets * out * PACKET;
        const struct units *from = &pass->units[l];
        struct units *to = &pass->units[l + 1];
        packet_affine(pass->v + layers->weights[l], pass->v + layers->biases[l], in, out, packets,
                      l == 0 ? x : from->a, to->z_along, false);
        if (l > 0)
            packet_affine(pass->w + layers->weights[l], NULL, in, out, packets, from->a_along,
                          to->z_along, true);
        if (l + 1 == layers->count)
            break;
        layers->activation->slope(n, to->z, to->a, pass->slope);
        for (size_t k = 0; k < n; k++)
            to->a_along[k] = pass->slope[k] * to->z_along[k];
    }
}

// Computes the derivatives by the sums of all layers from those of the last one, and adds those by
// the weights to `gradient`.
static void backward(struct pass *pass, const double *x, size_t packets, double *gradient) {
    const struct network_layers *layers = pass->layers;
    for (size_t l = layers->count; l-- > 0;) {
        size_t in = layers->width[l], out = layers->width[l + 1], n = packets * in * PACKET;
        struct units *from = &pass->units[l];
        const struct units *to = &pass->units[l + 1];
        packet_products(to->delta, out, l == 0 ? x : from->a, in, packets,
                        gradient + layers->weights[l]);
        packet_totals(to->delta, out, packets, gradient + layers->biases[l]);
        if (l == 0)
            break;
        packet_affine(pass->transposed + layers->weights[l], NULL, out, in, packets, to->delta,
                      from->delta, false);
        layers->activation->slope(n, from->z, from->a, pass->slope);
        for (size_t k = 0; k < n; k++)
            from->delta[k] *= pass->slope[k];
    }
}

// The same along v, from the derivatives of the last layer and their change along v.
static void backward_along(struct pass *pass, const double *x, size_t packets, double *out) {
    const struct network_layers *layers = pass->layers;
    for (size_t l = layers->count; l-- > 0;) {
        size_t in = layers->width[l], rows = layers->width[l + 1], n = packets * in * PACKET;
        struct units *from = &pass->units[l];
        const struct units *to = &pass->units[l + 1];
        packet_products(to->delta_along, rows, l == 0 ? x : from->a, in, packets,
                        out + layers->weights[l]);
        packet_totals(to->delta_along, rows, packets, out + layers->biases[l]);
        if (l == 0)
            break;
        packet_products(to->delta, rows, from->a_along, in, packets, out + layers->weights[l]);
        packet_affine(pass->transposed + layers->weights[l], NULL, rows, in, packets, to->delta,
                      pass->back, false);
        packet_affine(pass->v_transposed + layers->weights[l], NULL, rows, in, packets, to->delta,
                      from->delta_along, false);
        packet_affine(pass->transposed + layers->weights[l], NULL, rows, in, packets,
                      to->delta_along, from->delta_along, true);
        layers->activation->slope(n, from->z, from->a, pass->slope);
        layers->activation->curvature(n, from->z, from->a, pass->curvature);
        for (size_t k = 0; k < n; k++) {
            from->delta[k] = pass->back[k] * pass->slope[k];
            from->delta_along[k] = from->delta_along[k] * pass->slope[k] +
                                   pass->back[k] * pass->curvature[k] * from->z_along[k];
        }
    }
}

// The samples of a block: from `first` on.
struct sample_block {
    const double *x, *y;
    size_t packets, count;
};

static struct sample_block block_at(const struct pass *pass, const double *x, const double *y,
                                    size_t count, size_t first) {
    size_t most = pass->block * PACKET, left = count - first;
    size_t own = left < most ? left : most;
    return (struct sample_block){x + first * pass->layers->width[0], y ? y + first : NULL,
                                 packets_of(own), own};
}

// Returns the first sample of the next block; the end if a signal was received, as a pass over many
// samples takes long.
static size_t next_block(const struct pass *pass, size_t first, size_t count) {
    return interrupt_signal() == 0 ? first + pass->block * PACKET : count;
}

// Returns the mean loss of a batch with the weights of the pass. With `gradient`, which must be
// zeroed, and `right`, which must be 0, as network_pass.
static double pass_loss(struct pass *pass, enum network_loss loss,
                        const struct network_batch *batch, double *gradient, size_t *right) {
    const struct units *last = &pass->units[pass->layers->count];
    size_t outputs = pass->layers->width[pass->layers->count];
    double sum = 0;
    for (size_t first = 0; first < batch->count; first = next_block(pass, first, batch->count)) {
        struct sample_block block = block_at(pass, batch->x, batch->y, batch->count, first);
        forward(pass, block.x, block.packets);
        sum += network_loss_sum(loss, outputs, last->z, block.y, block.count, pass->losses);
        if (right)
            *right += network_loss_right(loss, outputs, last->z, block.y, block.count);
        if (!gradient)
            continue;
        network_loss_slopes(loss, outputs, last->z, block.y, block.count, 1 / (double)batch->count,
                            last->delta);
        backward(pass, block.x, block.packets, gradient);
    }
    return sum / (double)batch->count;
}

double network_pass(const struct network_layers *layers, enum network_loss loss,
                    const struct network_batch *batch, const double *w, double *gradient,
                    size_t *right) {
    struct pass pass;
    pass_init(&pass, layers, gradient ? PASS_GRADIENT : PASS_VALUE, batch->count, w, NULL);
    if (gradient)
        memset(gradient, 0, layers->n * sizeof *gradient);
    if (right)
        *right = 0;
    double value = pass_loss(&pass, loss, batch, gradient, right);
    free(pass.memory);
    return value;
}

void network_product(const struct network_layers *layers, enum network_loss loss,
                     const struct network_batch *batch, const double *w, const double *v,
                     double *out) {
    struct pass pass;
    pass_init(&pass, layers, PASS_PRODUCT, batch->count, w, v);
    const struct units *last = &pass.units[layers->count];
    size_t outputs = layers->width[layers->count];
    memset(out, 0, layers->n * sizeof *out);
    for (size_t first = 0; first < batch->count; first = next_block(&pass, first, batch->count)) {
        struct sample_block block = block_at(&pass, batch->x, batch->y, batch->count, first);
        double scale = 1 / (double)batch->count;
        forward(&pass, block.x, block.packets);
        forward_along(&pass, block.x, block.packets);
        network_loss_slopes(loss, outputs, last->z, block.y, block.count, scale, last->delta);
        network_loss_slopes_along(loss, outputs, last->z, last->z_along, block.count, scale,
                                  last->delta_along);
        backward_along(&pass, block.x, block.packets, out);
    }
    free(pass.memory);
}

void network_outputs(const struct network_layers *layers, enum network_loss loss, const double *x,
                     size_t count, const double *w, double *out) {
    struct pass pass;
    pass_init(&pass, layers, PASS_VALUE, count, w, NULL);
    size_t outputs = layers->width[layers->count];
    for (size_t first = 0; first < count; first = next_block(&pass, first, count)) {
        struct sample_block block = block_at(&pass, x, NULL, count, first);
        forward(&pass, block.x, block.packets);
        network_loss_outputs(loss, outputs, pass.units[layers->count].z, block.count,
                             out + first * outputs);
    }
    free(pass.memory);
}

void network_values(const struct network_layers *layers, enum network_loss loss,
                    const struct network_batch *batch, const double *w, size_t count, double *out) {
    struct pass pass;
    pass_init(&pass, layers, PASS_VALUE, batch->count, w, NULL);
    for (size_t i = 0; i < count; i++, pass.w += layers->n)
        out[i] = pass_loss(&pass, loss, batch, NULL, NULL);
    free(pass.memory);
}
