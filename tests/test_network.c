// SPDX-License-Identifier: GPL-3.0-or-later
// Networks as problems of a scene: layers, first weights, mini-batches, the Hessian, scores, runs
// of all rules; and odd ones.
#include "base/vector.h"
#include "problem/problem_table.h"
#include "problem/samples.h"
#include "program.h"
#include "weights.h"

static char folder[64];

static int enter(void **state) {
    (void)state;
    scratch_make(folder);
    return chdir(folder);
}

static int leave(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

static struct problem *open_seeded(struct document *document, const char *network, uint64_t seed) {
    struct text text = {0};
    struct error error = {0};
    *document = (struct document){0};
    text_printf(&text, "{network: %s}", network);
    struct node *node = document_parse(document, "problem", text.data, &error);
    struct problem *problem = node ? problem_read(node, seed, &error) : NULL;
    if (!problem)
        fail_msg("%s: %s", network, error.message);
    text_finish(&text);
    return problem;
}

static struct problem *open_network(struct document *document, const char *network) {
    return open_seeded(document, network, 1);
}

static void close_network(struct document *document, struct problem *problem) {
    problem_destroy(problem);
    document_finish(document);
}

static void layers_are_those_of_torch(void **state) {
    (void)state;
    static const struct layer expected[] = {
        {"layer1.weight", 0, 10, 2}, {"layer1.bias", 10, 5, 0},   {"layer2.weight", 15, 15, 5},
        {"layer2.bias", 30, 3, 0},   {"layer3.weight", 33, 9, 3}, {"layer3.bias", 42, 3, 0},
    };
    struct document document;
    struct problem *problem = open_network(&document, "{data: blobs, hidden: [5, 3]}");
    assert_int_equal(problem->shape.n, 45);
    assert_int_equal(problem->shape.layer_count, 6);
    for (size_t k = 0; k < 6; k++) {
        const struct layer *layer = &problem->shape.layers[k];
        assert_string_equal(layer->name, expected[k].name);
        assert_int_equal(layer->first, expected[k].first);
        assert_int_equal(layer->count, expected[k].count);
        assert_int_equal(layer->columns, expected[k].columns);
    }
    close_network(&document, problem);
}

// The mean square and the largest of the weights of the first layer.
static void measure(const double *w, size_t n, double *square, double *most) {
    *square = *most = 0;
    for (size_t i = 0; i < n; i++) {
        *square += w[i] * w[i] / (double)n;
        *most = fmax(*most, fabs(w[i]));
    }
}

static void first_weights_are_drawn(void **state) {
    (void)state;
    static const struct {
        const char *init;
        double deviation, most;
    } kinds[] = {
        {"glorot", 0.11785, 0.20413}, // sqrt(2 / 144), sqrt(6 / 144)
        {"he", 0.17678, 1},           // sqrt(2 / 64)
        {"{normal: 0.5}", 0.5, 10},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct text text = {0};
        struct document document;
        text_printf(&text, "{data: digits, hidden: [80], init: %s}", kinds[k].init);
        struct problem *problem = open_network(&document, text.data);
        const double *w = problem->start;
        double square, most;
        measure(w, 64 * 80, &square, &most);
        assert_true(fabs(sqrt(square) / kinds[k].deviation - 1) < 0.03);
        assert_true(most <= kinds[k].most);
        for (size_t i = 0; i < 80; i++)
            assert_true(w[64 * 80 + i] == 0);
        double *drawn = mem_zero(2 * problem->shape.n, sizeof *drawn),
               *second = drawn + problem->shape.n;
        problem->kind->draw_start(problem, 1, 0, drawn);
        problem->kind->draw_start(problem, 1, 1, second);
        assert_memory_equal(drawn, w, problem->shape.n * sizeof *w);
        assert_memory_not_equal(drawn, second, problem->shape.n * sizeof *w);
        struct document other_document;
        struct problem *other = open_seeded(&other_document, text.data, 2);
        assert_memory_not_equal(other->start, w, problem->shape.n * sizeof *w);
        close_network(&other_document, other);
        free(drawn);
        close_network(&document, problem);
        text_finish(&text);
    }
}

// The mean over all samples is that of the batches they are cut into.
static void batches_add_up(void **state) {
    (void)state;
    struct document document;
    struct problem *problem =
        open_network(&document, "{data: {blobs: {points: 101}}, hidden: [7]}");
    size_t n = problem->shape.n, points = problem->points, at = 0;
    double *gradients = mem_zero(6 * n, sizeof *gradients), *sum = gradients + n,
           *part = gradients + 2 * n, *v = gradients + 3 * n, *product = gradients + 4 * n,
           *part_product = gradients + 5 * n;
    double *product_sum = mem_zero(n, sizeof *product_sum), value = 0;
    uint32_t *indices = mem_zero(points, sizeof *indices);
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_SHUFFLE, 0);
    for (size_t i = 0; i < points; i++)
        indices[i] = (uint32_t)i;
    random_shuffle(&stream, indices, points);
    for (size_t i = 0; i < n; i++)
        v[i] = random_normal(&stream, 0, 1);
    struct evaluation whole = {.gradient = gradients};
    problem_evaluate(problem, NULL, problem->start, &whole);
    problem_hessian_product(problem, NULL, problem->start, v, product);
    for (size_t size = 1; at < points; at += size, size = size * 2 + 1) {
        size = size < points - at ? size : points - at;
        struct batch batch = {indices + at, size};
        struct evaluation own = {.gradient = part};
        problem_evaluate(problem, &batch, problem->start, &own);
        problem_hessian_product(problem, &batch, problem->start, v, part_product);
        double share = (double)size / (double)points;
        value += share * own.value;
        for (size_t i = 0; i < n; i++) {
            sum[i] += share * part[i];
            product_sum[i] += share * part_product[i];
        }
    }
    assert_true(fabs(value - whole.value) < 1e-13);
    assert_true(vector_distance(n, sum, gradients) < 1e-13);
    assert_true(vector_distance(n, product_sum, product) < 1e-12);
    free(indices);
    free(product_sum);
    free(gradients);
    close_network(&document, problem);
}

static void the_hessian_is_its_products(void **state) {
    (void)state;
    struct document document;
    struct problem *problem =
        open_network(&document, "{data: waves, hidden: [6, 3], activation: gelu}");
    size_t n = problem->shape.n;
    double *hessian = mem_zero(n * (n + 1) / 2, sizeof *hessian);
    double *v = mem_zero(2 * n, sizeof *v), *product = v + n;
    problem_evaluate(problem, NULL, problem->start, &(struct evaluation){.hessian = hessian});
    for (size_t i = 0; i < n; i++)
        v[i] = (double)(i % 5) - 2;
    problem_hessian_product(problem, NULL, problem->start, v, product);
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += hessian[i < j ? hessian_index(n, i, j) : hessian_index(n, j, i)] * v[j];
        assert_true(fabs(sum - product[i]) < 1e-12);
    }
    free(hessian);
    free(v);
    close_network(&document, problem);
}

// Accuracy, and the loss of what is held out, by the outputs.
static void scores_follow_from_outputs(void **state) {
    (void)state;
    static const char *const data[] = {"moons", "{blobs: {noise: 1}}", "waves"};
    for (size_t k = 0; k < 3; k++) {
        struct text text = {0};
        struct document document;
        text_printf(&text, "{data: %s, hidden: [9], test: 0.3}", data[k]);
        struct problem *problem = open_network(&document, text.data);
        const struct samples *samples = problem->kind->samples(problem);
        size_t classes = samples->classes, width = classes > 2 ? classes : 1;
        double *out = mem_zero(samples->count * width, sizeof *out), right[2] = {0}, loss = 0;
        struct scores scores;
        problem->kind->scores(problem, problem->start, &scores);
        problem->kind->outputs(problem, problem->start, samples->x, samples->count, out);
        for (size_t i = 0; i < samples->count; i++) {
            const double *own = out + i * width;
            size_t best = classes == 2 ? own[0] > 0.5 : 0;
            for (size_t c = 1; c < width; c++)
                best = own[c] > own[best] ? c : best;
            bool is_held = i >= samples->train;
            right[is_held] += (double)best == samples->y[i];
            double likely = classes == 2 ? (samples->y[i] == 1 ? own[0] : 1 - own[0])
                                         : own[classes ? (size_t)samples->y[i] : 0];
            double off = own[0] - samples->y[i];
            if (is_held)
                loss += classes ? -log(likely) : off * off;
        }
        double held = (double)(samples->count - samples->train);
        assert_true(fabs(scores.test_loss - loss / held) < 1e-12);
        if (classes) {
            assert_true(scores.accuracy == right[0] / (double)samples->train);
            assert_true(scores.test_accuracy == right[1] / held);
        } else {
            assert_true(isnan(scores.accuracy) && isnan(scores.test_accuracy));
        }
        free(out);
        close_network(&document, problem);
        text_finish(&text);
    }
}

// Whether the gradient is computed with the loss or on its own: the same bits, for every rule.
static void loss_and_gradient_share_a_pass(void **state) {
    (void)state;
    struct document document;
    struct problem *problem = open_network(&document, "{data: {moons: {points: 30}}, hidden: [4]}");
    for (size_t k = 0; optimizer_rule_at(k); k++) {
        const char *name = optimizer_rule_at(k)->name;
        struct test_run alone, shared;
        test_run_start(&alone, name, problem, problem->start, 12);
        test_run_start(&shared, name, problem, problem->start, 12);
        for (int t = 0; t < 12; t++) {
            double loss = stepper_loss(&alone.stepper, false);
            assert_true(loss == stepper_loss(&shared.stepper, true) || isnan(loss));
            test_run_step(&alone, loss);
            test_run_step(&shared, loss);
            if (memcmp(alone.stepper.w, shared.stepper.w, problem->shape.n * sizeof(double)) != 0)
                fail_msg("%s differs after step %d", name, t);
        }
        test_run_finish(&alone);
        test_run_finish(&shared);
    }
    close_network(&document, problem);
}

// Runs a scene to a table, and returns the exit status.
static int run(const char *scene) {
    file_write("", "a.scene", scene);
    return shell("\"$OPTANIM\" -q a.scene -o a.csv 2>message");
}

static void expect_message(const char *scene, const char *message) {
    assert_int_equal(run(scene), 3);
    struct source source = file_read("", "message");
    if (!strstr(source.text, message))
        fail_msg("%s: %s", scene, source.text);
    source_finish(&source);
}

#define ONE(network) "problem: {network: " network "}\nsteps: 5\noptimizers: [sgd]\n"

static void odd_networks(void **state) {
    (void)state;
    expect_message(ONE("{hidden: 16}"), "widths of hidden layers");
    expect_message(ONE("{hidden: [100000]}"), "weights");
    expect_message(ONE("{hidden: [0]}"), "hidden");
    expect_message(ONE("{hidden: [1.5]}"), "1.5");
    expect_message(ONE("{activation: tanhh}"), "did you mean 'tanh'");
    expect_message(ONE("{loss: mse}"), "these data have classes");
    expect_message(ONE("{data: waves, loss: cross_entropy}"), "these data have values");
    expect_message(ONE("{data: {moons: {points: 3}}, test: 0.9}"), "leaves none to train on");
    expect_message(ONE("{test: 1}"), "test");
    expect_message(ONE("{init: {}}"), "init");
    expect_message(ONE("{init: {normal: 0}}"), "normal");
    expect_message(ONE("{init: {normal: 1, file: a.npy}}"), "{normal: 0.1} or {file: weights.npy}");
    expect_message(ONE("{init: zero}"), "init");
    expect_message(ONE("{data: {moons: {points: 20}}, test: 0.5}") "batch: 11\n", "10 points");
    assert_int_equal(run(ONE("{hidden: [20000]}")), 0);
    assert_int_equal(run(ONE("{hidden: [1]}")), 0);
    assert_int_equal(run(ONE("{hidden: []}")), 0);
    assert_int_equal(run(ONE("{data: waves, hidden: []}")), 0); // of two weights
    assert_int_equal(run(ONE("{data: {moons: {points: 2}}}")), 0);
    assert_int_equal(run(ONE("{hidden: [3, 3, 3, 3, 3, 3, 3, 3, 3, 3]}")), 0);
}

// Runs that end before their time, or do not move: the table says so.
static void runs_that_fail(void **state) {
    (void)state;
    assert_int_equal(run("problem: {network: {activation: relu, data: waves}}\nsteps: 300\n"
                         "optimizers: [sgd: {lr: 1e6}]\n"),
                     0);
    struct source table = file_read("", "a.csv");
    assert_non_null(strstr(table.text, "nan"));
    source_finish(&table);
    // All units are dead: the gradient of the first layer is 0, and the output its bias.
    file_write("", "dead.csv", "x,c\n1,0\n2,1\n3,0\n");
    assert_int_equal(run("problem: {network: {data: {file: dead.csv, class: c}, activation: relu, "
                         "hidden: [2], init: {normal: 1e-300}}}\nsteps: 300\n"
                         "optimizers: [sgd: {lr: 1}]\n"),
                     0);
    table = file_read("", "a.csv");
    assert_null(strstr(table.text, "nan"));
    source_finish(&table);
}

// --explain fills in the options of samples and the loss, and changes no number.
static void explained_networks(void **state) {
    (void)state;
    static const char *const networks[] = {"", "{data: waves}", "{data: {blobs: {classes: 4}}}",
                                           "{init: {file: w.npy}}"};
    assert_int_equal(run(ONE("")), 0);
    assert_int_equal(shell("\"$OPTANIM\" -q a.scene -o w.npy"), 0);
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        struct text scene = {0};
        text_printf(&scene, ONE("%s"), networks[i]);
        file_write("", "a.scene", scene.data);
        assert_int_equal(shell("\"$OPTANIM\" --explain a.scene >b.scene && \"$OPTANIM\" --explain "
                               "b.scene | cmp - b.scene && grep -q '[{ ]loss: ' b.scene && "
                               "\"$OPTANIM\" -q a.scene -o a.csv && \"$OPTANIM\" -q b.scene -o "
                               "b.csv && cmp a.csv b.csv"),
                         0);
        text_finish(&scene);
    }
}

// A page has no file of bytes, nor the digits.
static void networks_on_a_page(void **state) {
    (void)state;
    assert_int_equal(run(ONE("")), 0);
    assert_int_equal(shell("\"$OPTANIM\" -q a.scene -o w.npy"), 0);
    file_write("", "a.scene", ONE("{data: digits}"));
    assert_int_equal(shell("\"$OPTANIM\" -q a.scene -o a.html 2>message"), 1);
    file_write("", "a.scene", ONE("{init: {file: w.npy}}"));
    assert_int_equal(shell("\"$OPTANIM\" -q a.scene -o a.html 2>message"), 1);
}

// The default loss follows from the data, so that no table names one.
static void the_loss_has_no_default(void **state) {
    (void)state;
    const struct setting *loss = settings_find(problem_kind_network.settings, "loss");
    struct text value = {0};
    assert_non_null(loss);
    assert_false(setting_default(loss, NULL, &value));
    text_finish(&value);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_those_of_torch),
        cmocka_unit_test(first_weights_are_drawn),
        cmocka_unit_test(batches_add_up),
        cmocka_unit_test(the_hessian_is_its_products),
        cmocka_unit_test(scores_follow_from_outputs),
        cmocka_unit_test(loss_and_gradient_share_a_pass),
        cmocka_unit_test(odd_networks),
        cmocka_unit_test(runs_that_fail),
        cmocka_unit_test(explained_networks),
        cmocka_unit_test(networks_on_a_page),
        cmocka_unit_test(the_loss_has_no_default),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
