// SPDX-License-Identifier: GPL-3.0-or-later
// Second derivatives: of every kind of problem against differences, and what newton makes of them
// in any number of weights.
#include "base/linear.h"
#include "base/random.h"
#include "base/vector.h"
#include "problem/activation.h"
#include "problem/function.h"
#include "problem/loss_table.h"
#include "problem/problem_table.h"
#include "sim/plane.h"
#include "weights.h"

static struct random_stream stream;

static int start_stream(void **state) {
    (void)state;
    random_start(&stream, 3, RANDOM_START, 0);
    return 0;
}

static void fill(size_t n, double low, double high, double *x) {
    for (size_t i = 0; i < n; i++)
        x[i] = random_uniform(&stream, low, high);
}

// A quadratic of indefinite Hessian, reflected so that all weights depend on each other, plus a
// quartic term of each weight. Its Hessian is diagonal between two reflections.
struct bent {
    struct problem problem;
    struct layer layer;
    double *eigenvalues, *u, *b;
};

static const double quartic = 0.3;

static void reflect(size_t n, const double *u, double *x) {
    double along = 2 * vector_dot(n, u, x);
    for (size_t i = 0; i < n; i++)
        x[i] -= along * u[i];
}

static void bent_product(const struct problem *problem, const struct batch *batch, const double *w,
                         const double *v, double *out) {
    (void)batch;
    const struct bent *self = (const struct bent *)problem;
    size_t n = problem->shape.n;
    memcpy(out, v, n * sizeof *out);
    reflect(n, self->u, out);
    for (size_t i = 0; i < n; i++)
        out[i] *= self->eigenvalues[i];
    reflect(n, self->u, out);
    for (size_t i = 0; w && i < n; i++)
        out[i] += 3 * quartic * w[i] * w[i] * v[i];
}

static void bent_evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                          struct evaluation *out) {
    const struct bent *self = (const struct bent *)problem;
    size_t n = problem->shape.n;
    double *work = mem_zero(2 * n, sizeof *work), *unit = work + n;
    bent_product(problem, batch, NULL, w, work);
    out->value = vector_dot(n, w, work) / 2 - vector_dot(n, self->b, w);
    for (size_t i = 0; i < n; i++)
        out->value += quartic * w[i] * w[i] * w[i] * w[i] / 4;
    for (size_t i = 0; out->gradient && i < n; i++)
        out->gradient[i] = work[i] - self->b[i] + quartic * w[i] * w[i] * w[i];
    assert_true(!out->hessian || n <= HESSIAN_WEIGHTS_MAX);
    for (size_t i = 0; out->hessian && i < n; i++) {
        unit[i] = 1;
        bent_product(problem, batch, w, unit, work);
        memcpy(out->hessian + hessian_index(n, i, i), work + i, (n - i) * sizeof *work);
        unit[i] = 0;
    }
    free(work);
}

static const struct problem_kind bent_kind = {
    .name = "bent", .evaluate = bent_evaluate, .hessian_product = bent_product};

static void bent_init(struct bent *self, size_t n) {
    double *block = mem_zero(3 * n, sizeof *block);
    *self = (struct bent){.problem = {.kind = &bent_kind, .shape = {n, &self->layer, 1}},
                          .layer = {"all", 0, n},
                          .eigenvalues = block,
                          .u = block + n,
                          .b = block + 2 * n};
    fill(n, -1, 1, self->u);
    fill(n, -1, 1, self->b);
    double norm = vector_norm(n, self->u);
    for (size_t i = 0; i < n; i++) {
        double size = random_uniform(&stream, 1, 30);
        self->eigenvalues[i] = random_below(&stream, 3) ? size : -size;
        self->u[i] /= norm;
    }
}

// Solves (H + shift I) d = g densely, with H at `at`.
static void solve_dense(const struct problem *problem, const double *at, double shift,
                        const double *g, double *d) {
    size_t n = problem->shape.n;
    double *a = mem_zero(n * n, sizeof *a), *unit = mem_zero(n, sizeof *unit);
    for (size_t i = 0; i < n; i++) {
        unit[i] = 1;
        problem_hessian_product(problem, NULL, at, unit, a + i * n);
        a[i * n + i] += shift;
        unit[i] = 0;
    }
    memcpy(d, g, n * sizeof *d);
    assert_true(linear_solve_symmetric(n, a, d));
    free(a);
    free(unit);
}

// The step of newton, for a number of weights on either side of HESSIAN_WEIGHTS_MAX, is that of the
// dense equations; also with coupled decay, and inside sam, where the Hessian is that uphill.
static void test_newton(void **state) {
    (void)state;
    static const size_t sizes[] = {3, 10, 77, 499, 500, 501, 502, 555, 600};
    static const struct {
        const char *entry;
        double shift, rate, rho;
    } cases[] = {
        {"{newton: {lr: 0.5, damping: 0}}", 0, 0, 0},
        {"{newton: {lr: 0.5, damping: 2.5}}", 2.5, 0, 0},
        {"{newton: {lr: 0.5, damping: 1, decay: {rate: 0.7, mode: coupled}}}", 1.7, 0.7, 0},
        {"{sam: {lr: 0.5, rho: 0.4, inner: {newton: {damping: 1}}}}", 1, 0, 0.4},
    };
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
            size_t n = sizes[k];
            struct bent self;
            struct test_run run;
            double *w = mem_zero(4 * n, sizeof *w), *at = w + n, *g = w + 2 * n, *d = w + 3 * n;
            bent_init(&self, n);
            fill(n, -1, 1, w);
            memcpy(at, w, n * sizeof *w);
            problem_evaluate(&self.problem, NULL, at, &(struct evaluation){.gradient = g});
            double norm = vector_norm(n, g);
            for (size_t i = 0; i < n; i++)
                at[i] += cases[c].rho * g[i] / norm;
            problem_evaluate(&self.problem, NULL, at, &(struct evaluation){.gradient = g});
            for (size_t i = 0; i < n; i++)
                g[i] += cases[c].rate * at[i];
            solve_dense(&self.problem, at, cases[c].shift, g, d);
            test_run_start(&run, cases[c].entry, &self.problem, w, 1);
            test_run_step(&run, 0);
            for (size_t i = 0; i < n; i++)
                at[i] = w[i] - 0.5 * d[i];
            double error = vector_distance(n, at, run.stepper.w) / (0.5 * vector_norm(n, d));
            if (!(error < 1e-8))
                fail_msg("%s: %zu weights, %.3g from the dense step", cases[c].entry, n, error);
            test_run_finish(&run);
            free(w);
            free(self.eigenvalues);
        }
}

// Where the dense Hessian is singular or not finite, newton takes the gradient or ends there.
static void test_no_direction(void **state) {
    (void)state;
    struct bent self;
    struct test_run run;
    double w[5] = {0.1, 0.2, 0.3, 0.4, 0};
    bent_init(&self, 5);
    memset(self.eigenvalues, 0, 5 * sizeof *self.eigenvalues);
    // At w[4] = 0 the quartic term has no curvature.
    test_run_start(&run, "{newton: {lr: 0.1, damping: 0}}", &self.problem, w, 3);
    test_run_step(&run, 0);
    for (size_t i = 0; i < 5; i++)
        assert_true(run.stepper.w[i] == w[i] - 0.1 * run.record.gradient[i]);
    test_run_finish(&run);
    w[2] = INFINITY;
    test_run_start(&run, "{newton: {lr: 0.1}}", &self.problem, w, 3);
    test_run_step(&run, 0);
    assert_false(isfinite(run.stepper.w[2]));
    test_run_finish(&run);
    free(self.eigenvalues);
}

// Compares Hessian products at random points of a box with differences of gradients, by Richardson
// extrapolation; points where those do not settle, near a kink, are passed over. Returns how many
// were compared.
static int compare_products(const char *what, const struct problem *problem,
                            const struct batch *batch, const double (*box)[2]) {
    size_t n = problem->shape.n;
    double *block = mem_zero(8 * n, sizeof *block), *w = block, *v = block + n;
    double *product = block + 2 * n, *moved = block + 3 * n, *slopes[4];
    int compared = 0;
    for (int k = 0; k < 4; k++)
        slopes[k] = block + (4 + (size_t)k) * n;
    for (int point = 0; point < 20; point++) {
        double size = 1, apart = 0, off = 0;
        for (size_t i = 0; i < n; i++)
            w[i] = random_uniform(&stream, box[n == 2 ? i : 0][0], box[n == 2 ? i : 0][1]);
        fill(n, -1, 1, v);
        problem_hessian_product(problem, batch, w, v, product);
        for (int k = 0; k < 4; k++) {
            double step = (k < 2 ? 8e-6 : 4e-6) * (k % 2 ? 1 : -1);
            for (size_t i = 0; i < n; i++)
                moved[i] = w[i] + step * v[i];
            problem_evaluate(problem, batch, moved, &(struct evaluation){.gradient = slopes[k]});
        }
        for (size_t i = 0; i < n; i++) {
            double coarse = (slopes[1][i] - slopes[0][i]) / 1.6e-5;
            double fine = (slopes[3][i] - slopes[2][i]) / 8e-6;
            size = fmax(size, fmax(fabs(product[i]), fmax(fabs(slopes[0][i]), fabs(slopes[1][i]))));
            apart = fmax(apart, fabs(coarse - fine));
            off = fmax(off, fabs(product[i] - (4 * fine - coarse) / 3));
        }
        if (apart > 1e-6 * size)
            continue;
        compared++;
        if (!(off <= 1e-6 * size))
            fail_msg("%s: a product is off by %.3g of %.3g", what, off, size);
    }
    free(block);
    return compared;
}

static struct problem *read_problem(struct document *document, const char *yaml) {
    struct error error = {0};
    struct node *node = document_parse_set(document, yaml, 1, &error);
    struct problem *problem = node ? problem_read(node, 1, &error) : NULL;
    if (!problem)
        fail_msg("%s: %s", yaml, error.message);
    return problem;
}

// Compares on all points, and on a batch if there are any.
static void check_products(const char *yaml) {
    struct document document = {0};
    struct problem *problem = read_problem(&document, yaml);
    uint32_t indices[] = {3, 14, 15, 92, 65};
    struct batch batch = {indices, 5};
    struct view box = {{{-3, 3}, {-3, 3}}};
    if (problem->has_view)
        box = problem->view;
    int compared = compare_products(yaml, problem, NULL, box.axis);
    if (problem->points > 92)
        compared += compare_products(yaml, problem, &batch, box.axis);
    if (compared < 15)
        fail_msg("%s: only %d points compared", yaml, compared);
    problem_destroy(problem);
    document_finish(&document);
}

static void test_products_of_every_kind(void **state) {
    (void)state;
    char yaml[300];
    for (size_t i = 0; function_table[i]; i++) {
        snprintf(yaml, sizeof yaml, "{function: %s}", function_table[i]->name);
        check_products(yaml);
    }
    for (size_t i = 0; loss_table[i]; i++) {
        bool has_classes = loss_table[i]->two_classes;
        snprintf(yaml, sizeof yaml, "{regression: {loss: %s, data: {classes: %s}}}",
                 loss_table[i]->name, has_classes ? "true" : "false");
        check_products(yaml);
        snprintf(yaml, sizeof yaml, "{regression: {loss: %s, model: 'w0*x^2 + sin(w1*x)', %s}}",
                 loss_table[i]->name,
                 has_classes ? "data: {classes: true}" : "data: {noise: [0, 2]}");
        check_products(yaml);
    }
    check_products("{formula: 'exp(x*y/9) + x^3*y - cos(x - 2*y)'}");
    check_products("{quadratic: {eigenvalues: [1, -10]}}");
    check_products("{quadratic: {eigenvalues: [1, -10, 100, 0.1, 3, 0, 7], layers: [3, 4]}}");
    for (size_t i = 0; activations[i].name; i++) {
        static const char *const data[] = {"moons", "blobs", "waves"};
        for (size_t k = 0; k < sizeof data / sizeof *data; k++) {
            snprintf(yaml, sizeof yaml,
                     "{network: {data: {%s: {points: 100}}, hidden: [4, 3], activation: %s}}",
                     data[k], activations[i].name);
            check_products(yaml);
        }
    }
    for (size_t i = 0; problem_table[i]; i++) { // no kind is forgotten
        static const char *const here[] = {"function", "regression", "formula", "quadratic",
                                           "network"};
        bool is_here = false;
        for (size_t k = 0; k < sizeof here / sizeof *here; k++)
            is_here = is_here || strcmp(here[k], problem_table[i]->name) == 0;
        assert_true(is_here);
    }
}

// A plane of a problem of many weights is a problem of two, with value, gradient and Hessian of
// those.
static void test_plane(void **state) {
    (void)state;
    enum { N = 9 };
    struct bent self;
    bent_init(&self, N);
    double origin[N], w[N], gradient[N], hessian[N * (N + 1) / 2], landscape[6];
    fill(N, -1, 1, origin);
    struct plane plane = {.choice = {.weights = {6, 2}}, .n = N, .origin = origin};
    struct problem *problem = plane_problem(&self.problem, &plane);
    const double box[2][2] = {{-2, 2}, {-2, 2}}, p0[] = {-1, 0.5, 2}, p1[] = {0.25, 3};
    assert_int_equal(compare_products("a plane", problem, NULL, box), 20);
    memcpy(w, origin, sizeof w);
    problem_landscape(problem, p0, 3, p1, 2, landscape);
    for (int i = 0; i < 6; i++) {
        double g[2] = {0}, h[3] = {0}, p[2] = {p0[i % 3], p1[i / 3]};
        struct evaluation here = {.gradient = g, .hessian = h};
        struct evaluation whole = {.gradient = gradient, .hessian = hessian};
        w[6] = p[0];
        w[2] = p[1];
        problem_evaluate(problem, NULL, p, &here);
        problem_evaluate(&self.problem, NULL, w, &whole);
        assert_true(here.value == whole.value && landscape[i] == whole.value);
        assert_true(g[0] == gradient[6] && g[1] == gradient[2]);
        assert_true(h[0] == hessian[hessian_index(N, 6, 6)]);
        assert_true(fabs(h[1] - hessian[hessian_index(N, 2, 6)]) < 1e-13);
        assert_true(h[2] == hessian[hessian_index(N, 2, 2)]);
    }
    problem_destroy(problem);
    free(self.eigenvalues);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_newton, start_stream),
        cmocka_unit_test_setup(test_no_direction, start_stream),
        cmocka_unit_test_setup(test_products_of_every_kind, start_stream),
        cmocka_unit_test_setup(test_plane, start_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
