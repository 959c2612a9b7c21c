// SPDX-License-Identifier: GPL-3.0-or-later
// A network of dense layers that is trained on samples. Its layers are the matrices and the vectors
// of biases in order, named as in a torch.nn.Sequential's state_dict: layer1.weight, a matrix of
// outputs x inputs row by row, layer1.bias, layer2.weight, ...
#include "problem/network.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/random.h"
#include "problem/network_pass.h"
#include "problem/problem_table.h"
#include "problem/samples.h"
#include "problem/weights_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// How the first weights are drawn. Biases are 0.
enum init_kind {
    INIT_GLOROT, // uniform within sqrt(6 / (inputs + outputs)): Glorot and Bengio, AISTATS 2010
    INIT_HE,     // normal of deviation sqrt(2 / inputs): He et al., ICCV 2015
    INIT_NORMAL, // normal of a given deviation
    INIT_FILE,   // read from a file
};

struct init {
    int kind;
    double deviation;
    const struct node *file;
    struct weights weights; // of that file; owned
};

struct network {
    struct problem problem;
    struct samples samples;
    struct network_layers layers;
    enum network_loss loss;
    struct init init;
    struct network_batch train, test; // all samples in packets
    double *packets[2];               // of these; owned
    struct layer *rows;               // of the problem's shape; owned
    char **names;                     // of these; owned
};

static const struct network *network_of(const struct problem *problem) {
    return (const struct network *)problem;
}

// Puts samples into packets, which the caller then owns.
static struct network_batch batch_of(const struct samples *samples, size_t first, size_t end,
                                     double **packets) {
    size_t f = samples->features, count = end - first;
    *packets = mem_zero(packets_of(count) * PACKET * f, sizeof **packets);
    packets_fill(*packets, samples->x + first * f, f, NULL, count);
    return (struct network_batch){*packets, samples->y + first, count};
}

// Gathers the samples of a mini-batch (NULL: all). What `own` then holds is the caller's to free.
static struct network_batch gather(const struct network *self, const struct batch *batch,
                                   double **own) {
    *own = NULL;
    if (!batch)
        return self->train;
    size_t f = self->samples.features, room = packets_of(batch->count) * PACKET;
    double *x = *own = mem_zero(room * (f + 1), sizeof *x), *y = x + room * f;
    packets_fill(x, self->samples.x, f, batch->indices, batch->count);
    for (size_t i = 0; i < batch->count; i++)
        y[i] = self->samples.y[batch->indices[i]];
    return (struct network_batch){x, y, batch->count};
}

static void hessian_product(const struct problem *problem, const struct batch *batch,
                            const double *w, const double *v, double *out) {
    const struct network *self = network_of(problem);
    double *own;
    struct network_batch samples = gather(self, batch, &own);
    network_product(&self->layers, self->loss, &samples, w, v, out);
    free(own);
}

// Fills the upper triangle by the Hessian's products with the axes.
static void fill_hessian(const struct network *self, const struct network_batch *samples,
                         const double *w, double *hessian) {
    size_t n = self->layers.n;
    double *axis = mem_zero(2 * n, sizeof *axis), *row = axis + n;
    for (size_t i = 0; i < n; i++) {
        axis[i] = 1;
        network_product(&self->layers, self->loss, samples, w, axis, row);
        axis[i] = 0;
        for (size_t j = i; j < n; j++)
            hessian[hessian_index(n, i, j)] = row[j];
    }
    free(axis);
}

static void evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out) {
    const struct network *self = network_of(problem);
    double *own;
    struct network_batch samples = gather(self, batch, &own);
    out->value = network_pass(&self->layers, self->loss, &samples, w, out->gradient, NULL);
    if (out->hessian)
        fill_hessian(self, &samples, w, out->hessian);
    free(own);
}

static void values(const struct problem *problem, const double *w, size_t count, double *out) {
    const struct network *self = network_of(problem);
    network_values(&self->layers, self->loss, &self->train, w, count, out);
}

static const struct samples *samples_of(const struct problem *problem) {
    return &network_of(problem)->samples;
}

static void outputs(const struct problem *problem, const double *w, const double *x, size_t count,
                    double *out) {
    const struct network *self = network_of(problem);
    size_t f = self->samples.features;
    double *packets = mem_zero(packets_of(count) * PACKET * f, sizeof *packets);
    packets_fill(packets, x, f, NULL, count);
    network_outputs(&self->layers, self->loss, packets, count, w, out);
    free(packets);
}

static void scores(const struct problem *problem, const double *w, struct scores *out) {
    const struct network *self = network_of(problem);
    bool has_classes = self->samples.classes > 0;
    size_t right;
    *out = (struct scores){NAN, NAN, NAN};
    if (has_classes) {
        network_pass(&self->layers, self->loss, &self->train, w, NULL, &right);
        out->accuracy = (double)right / (double)self->train.count;
    }
    if (self->test.count == 0)
        return;
    out->test_loss = network_pass(&self->layers, self->loss, &self->test, w, NULL, &right);
    if (has_classes)
        out->test_accuracy = (double)right / (double)self->test.count;
}

static void draw_start(const struct problem *problem, uint64_t seed, uint64_t k, double *w) {
    const struct network *self = network_of(problem);
    const struct network_layers *layers = &self->layers;
    struct random_stream stream;
    random_start(&stream, seed, RANDOM_INIT, k);
    memset(w, 0, layers->n * sizeof *w);
    for (size_t l = 0; l < layers->count; l++) {
        double in = (double)layers->width[l], out = (double)layers->width[l + 1];
        double reach = sqrt(6 / (in + out));
        double deviation = self->init.kind == INIT_HE ? sqrt(2 / in) : self->init.deviation;
        for (size_t i = layers->weights[l]; i < layers->biases[l]; i++)
            w[i] = self->init.kind == INIT_GLOROT ? random_uniform(&stream, -reach, reach)
                                                  : random_normal(&stream, 0, deviation);
    }
}

static void inputs(const struct problem *problem, struct strings *paths) {
    const struct samples *samples = samples_of(problem);
    if (samples->file)
        strings_add(paths, samples->file);
    if (network_of(problem)->init.weights.file)
        strings_add(paths, network_of(problem)->init.weights.file);
}

static void destroy(struct problem *problem) {
    struct network *self = (struct network *)problem;
    for (size_t i = 0; i < problem->shape.layer_count; i++)
        free(self->names[i]);
    free(self->names);
    free(self->rows);
    free(self->packets[0]);
    free(self->packets[1]);
    samples_finish(&self->samples);
    weights_finish(&self->init.weights);
    free(self);
}

// The map under `network:`.
struct network_options {
    const struct node *data, *hidden, *init;
    int activation, loss;
    bool has_loss;
    double test;
};

static bool read_activation(const struct node *node, void *field, struct error *error) {
    size_t index;
    if (!node_named(node, (struct name_table)NAME_ROWS(activations), "activation", &index, error))
        return false;
    *(int *)field = (int)index;
    return true;
}

static const char *const loss_names[] = {"cross_entropy", "mse", NULL};

const struct setting network_init_settings[] = {
    {"normal", SETTING_NUMBER, offsetof(struct init, deviation), .min = 0, .max = 1e6,
     .bounds = BOUNDS_ABOVE_MIN, .help = "normal with this standard deviation"},
    {"file", SETTING_CUSTOM, offsetof(struct init, file), .read = setting_keep_node,
     .schema = SCHEMA_WEIGHTS_FILE, .form = "a path",
     .help = "all weights, from a .npy file of shape [n], or the last row of [states, n]"},
    {0},
};

static const struct setting network_settings[] = {
    {SETTING(network_options, data), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .schema = SCHEMA_EITHER(SCHEMA_REFERENCE("sample"), SCHEMA_REFERENCE("sample_file")),
     .form = "moons, {moons: {noise: 0.1}} or {file: p.csv, ...}", .help = "what it is trained on",
     .usual = "moons"},
    {SETTING(network_options, hidden), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .schema = "\"type\": \"array\", \"items\": {\"type\": \"integer\", \"minimum\": 1}",
     .form = "[16, 16]", .help = "units of each hidden layer; []: none, a linear model",
     .usual = "[16, 16]"},
    {SETTING(network_options, activation), .type = SETTING_CUSTOM, .read = read_activation,
     .schema = SCHEMA_OF("activation"), .form = "a name",
     .help = "of the hidden layers: tanh, relu, gelu or sigmoid", .usual = "tanh"},
    {SETTING(network_options, loss), .type = SETTING_CHOICE, .choices = loss_names, .usual = "",
     .given = offsetof(struct network_options, has_loss),
     .help = "cross_entropy of classes, or mse of values; what the data have is the default"},
    {SETTING(network_options, init), .type = SETTING_CUSTOM, .read = setting_keep_node,
     .rows = network_init_settings,
     .schema = SCHEMA_EITHER("\"enum\": [\"glorot\", \"he\"]",
                             "\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 1"),
     .form = "glorot, he, {normal: 0.1} or {file: weights.npy}",
     .help = "how the first weights are drawn", .usual = "glorot"},
    {SETTING(network_options, test), .min = 0, .max = 0.9,
     .help = "share of the data that is held out for test_loss and test_accuracy"},
    {0},
};

static bool read_init(struct init *init, const struct node *node, struct error *error) {
    static const char *const names[] = {"glorot", "he", NULL};
    size_t index;
    if (!node)
        return true;
    if (node->kind == NODE_MAP) {
        if (!settings_read(network_init_settings, init, node, "init", error))
            return false;
        init->kind = init->file ? INIT_FILE : INIT_NORMAL;
        if (!init->file == !(init->deviation > 0))
            return error_at(error, node->place,
                            "give either normal or file: {normal: 0.1} or "
                            "{file: weights.npy}");
        return !init->file || weights_read_file(&init->weights, init->file, error);
    }
    if (!node_named(node, (struct name_table)NAME_ROWS(names), "init", &index, error))
        return false;
    init->kind = (int)index;
    return true;
}

static bool read_hidden(struct network_layers *layers, const struct node *node,
                        struct error *error) {
    static const size_t usual[] = {16, 16};
    layers->count = 3;
    memcpy(layers->width + 1, usual, sizeof usual);
    if (!node)
        return true;
    if (node->kind != NODE_LIST)
        return node_expected(node, "the widths of hidden layers, such as [16, 16]", error);
    if (node->count >= NETWORK_LAYERS_MAX)
        return error_at(error, node->place, "a network has at most %d hidden layers, not %zu",
                        NETWORK_LAYERS_MAX - 1, node->count);
    layers->count = node->count + 1;
    for (size_t i = 0; i < node->count; i++) {
        long width;
        if (!node_integer(node->items[i], 1, limit_most(LIMIT_WEIGHTS), &width, error))
            return false;
        layers->width[i + 1] = (size_t)width;
    }
    return true;
}

// Places the weights of all layers. False if there are too many.
static bool place_weights(struct network *self, struct place place, struct error *error) {
    struct network_layers *layers = &self->layers;
    size_t n = 0, k = 0;
    double sum = 0;
    for (size_t l = 0; l < layers->count; l++)
        sum += (double)(layers->width[l] + 1) * (double)layers->width[l + 1];
    if (!limit_check(LIMIT_WEIGHTS, sum, place, error))
        return false;
    self->rows = mem_zero(2 * layers->count, sizeof *self->rows);
    self->names = mem_zero(2 * layers->count, sizeof *self->names);
    for (size_t l = 0; l < layers->count; l++) {
        size_t in = layers->width[l], out = layers->width[l + 1];
        for (int is_bias = 0; is_bias < 2; is_bias++, k++) {
            size_t count = is_bias ? out : in * out;
            struct text name = {0};
            text_printf(&name, "layer%zu.%s", l + 1, is_bias ? "bias" : "weight");
            self->names[k] = text_take(&name);
            self->rows[k] = (struct layer){self->names[k], n, count, is_bias ? 0 : in};
            *(is_bias ? &layers->biases[l] : &layers->weights[l]) = n;
            n += count;
        }
    }
    layers->n = n;
    self->problem.shape = (struct shape){n, self->rows, 2 * layers->count};
    return true;
}

static bool choose_loss(struct network *self, const struct network_options *options,
                        struct place place, struct error *error) {
    size_t classes = self->samples.classes;
    bool is_squared = options->has_loss ? options->loss == 1 : classes == 0;
    if (is_squared != (classes == 0))
        return error_at(error, place,
                        classes ? "these data have classes; their loss is cross_entropy"
                                : "these data have values; their loss is mse");
    self->loss = classes == 0   ? NETWORK_SQUARED
                 : classes == 2 ? NETWORK_LOGISTIC
                                : NETWORK_CROSS_ENTROPY;
    self->layers.width[0] = self->samples.features;
    self->layers.width[self->layers.count] = classes > 2 ? classes : 1;
    return true;
}

// Data that a panel of their own can show have that beside the weights.
static const struct usual_layout *layout_of(const struct samples *samples) {
    static const struct usual_layout plane = {"contour", "history", "boundary", "1, 1.25",
                                              "1.1, 1"};
    static const struct usual_layout line = {"contour", "history", "data", "1, 1.25", "1.1, 1"};
    if (samples->features == 2 && samples->classes > 0)
        return &plane;
    return samples->features == 1 && samples->classes <= 2 ? &line : NULL;
}

static bool complete(struct network *self, uint64_t seed, struct error *error) {
    struct problem *problem = &self->problem;
    const struct samples *samples = &self->samples;
    self->train = batch_of(samples, 0, samples->train, &self->packets[0]);
    self->test = batch_of(samples, samples->train, samples->count, &self->packets[1]);
    problem->points = samples->train;
    problem->layout = layout_of(samples);
    problem->landscape_cost = (double)samples->train * (double)self->layers.n;
    const struct weights *given = &self->init.weights;
    if (given->values && given->count != self->layers.n)
        return error_at(error, self->init.file->place, "%s has %zu weights; this network has %zu",
                        given->file, given->count, self->layers.n);
    double *start = mem_zero(self->layers.n, sizeof *start);
    draw_start(problem, seed, 0, start);
    problem_set_start(problem, given->values ? given->values : start);
    problem->start_is_given = given->values;
    free(start);
    return true;
}

static struct problem *network_read(const struct node *node, uint64_t seed, struct error *error) {
    struct network_options options = {0};
    struct network *self = mem_zero(1, sizeof *self);
    self->problem = (struct problem){.kind = &problem_kind_network};
    if (node && node->kind == NODE_NULL)
        node = NULL;
    struct error own[4] = {{0}};
    settings_default(network_settings, &options);
    settings_read(network_settings, &options, node, "network", &own[0]);
    const struct node *test = node_get(node, "test");
    samples_read(&self->samples, options.data, options.test, seed, node_place(test ? test : node),
                 &own[1]);
    read_hidden(&self->layers, options.hidden, &own[2]);
    read_init(&self->init, options.init, &own[3]);
    bool good = true;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        good = error_collect(error, &own[i]) && good;
    const struct node *loss = node_get(node, "loss");
    self->layers.activation = &activations[options.activation];
    if (good && choose_loss(self, &options, node_place(loss ? loss : node), error) &&
        place_weights(self, node_place(options.hidden ? options.hidden : node), error) &&
        complete(self, seed, error))
        return &self->problem;
    problem_destroy(&self->problem);
    return NULL;
}

const struct problem_kind problem_kind_network = {
    .name = "network",
    .help = "a small network trained on samples, under 'problem'",
    .settings = network_settings,
    .layout = {"contour", "history", "surface", "1, 1.5", "1.3, 1"},
    .read = network_read,
    .evaluate = evaluate,
    .values = values,
    .hessian_product = hessian_product,
    .samples = samples_of,
    .outputs = outputs,
    .scores = scores,
    .draw_start = draw_start,
    .inputs = inputs,
    .destroy = destroy,
};
