// SPDX-License-Identifier: GPL-3.0-or-later
// Every rule of the table on seven weights in two layers, of a separable problem: a sum of
// functions of one weight each. What a rule does to a weight then depends only on those that it
// shares numbers with, so that a run of all equals separate runs of the parts, bit for bit.
#include "base/maths.h"
#include "base/random.h"
#include "weights.h"

enum { N = 7, STEPS = 50 };

static const double start[N] = {-3, 0.4, 2.5, 1, -1.5, 0.8, 3};

// The value of function k at x, and its two derivatives.
static void part(size_t k, double x, double out[3]) {
    double r = sqrt(1 + x * x), t = m_tanh(x), e = m_exp(x / 2);
    const double parts[N][3] = {
        {0.15 * x * x, 0.3 * x, 0.3},
        {(x * x - 1) * (x * x - 1) / 4, x * x * x - x, 3 * x * x - 1},
        {r, x / r, 1 / (r * r * r)},
        {5 * (x - 2) * (x - 2), 10 * (x - 2), 10},
        {m_log(m_cosh(x)), t, 1 - t * t},
        {x * x * x * x / 12 + x, x * x * x / 3 + 1, x * x},
        {e - x, e / 2 - 1, e / 4},
    };
    memcpy(out, parts[k], sizeof parts[k]);
}

// The functions from `first` on, one for each weight.
struct separable {
    struct problem problem;
    struct layer layers[2];
    size_t first;
};

static void evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out) {
    (void)batch;
    size_t n = problem->shape.n;
    out->value = 0;
    if (out->hessian)
        memset(out->hessian, 0, n * (n + 1) / 2 * sizeof *out->hessian);
    for (size_t i = 0; i < n; i++) {
        double at[3];
        part(((const struct separable *)problem)->first + i, w[i], at);
        out->value += at[0];
        if (out->gradient)
            out->gradient[i] = at[1];
        if (out->hessian)
            out->hessian[hessian_index(n, i, i)] = at[2];
    }
}

static void hessian_product(const struct problem *problem, const struct batch *batch,
                            const double *w, const double *v, double *out) {
    (void)batch;
    for (size_t i = 0; i < problem->shape.n; i++) {
        double at[3];
        part(((const struct separable *)problem)->first + i, w[i], at);
        out[i] = at[2] * v[i];
    }
}

static const struct problem_kind kind = {
    .name = "separable", .evaluate = evaluate, .hessian_product = hessian_product};

// Makes the problem of `count` functions in one layer, or, if `cut` is not 0, in two with `cut`
// weights in the first.
static void make(struct separable *self, size_t first, size_t count, size_t cut) {
    *self = (struct separable){
        .problem = {.kind = &kind, .shape = {count, self->layers, cut ? 2 : 1}},
        .layers = {{"first", 0, cut ? cut : count}, {"second", cut, count - cut}},
        .first = first,
    };
}

// The parts that a problem is cut into: problems of their own.
static const size_t whole[] = {N, 0}, by_layer[] = {3, 4, 0},
                    by_weight[] = {1, 1, 1, 1, 1, 1, 1, 0};

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static bool same_bits(const double *a, const double *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (bits_of(a[i]) != bits_of(b[i]) && !(isnan(a[i]) && isnan(b[i])))
            return false;
    return true;
}

static struct tally {
    long finite, all; // states compared
} tally;

// Returns the first step after which a run of all weights, in layers of 3 and 4, and the runs of
// the parts are not at the same place; -1: there is none.
static long first_difference(const char *entry, const char *entry_of_parts, const size_t *parts) {
    struct separable problem, pieces[N];
    struct test_run run, runs[N];
    long differs = -1;
    size_t count = 0, first = 0;
    make(&problem, 0, N, 3);
    test_run_start(&run, entry, &problem.problem, start, STEPS);
    for (; parts[count]; first += parts[count++]) {
        make(&pieces[count], first, parts[count], 0);
        test_run_start(&runs[count], entry_of_parts, &pieces[count].problem, start + first, STEPS);
    }
    for (long t = 0; t < STEPS && differs < 0; t++) {
        double loss = 10 / (double)(1 + t / 4); // for plateau schedules; with pauses
        test_run_step(&run, loss);
        tally.all++;
        bool is_finite = true;
        for (size_t i = 0; i < N; i++)
            is_finite = is_finite && isfinite(run.stepper.w[i]);
        tally.finite += is_finite;
        first = 0;
        for (size_t k = 0; k < count; first += parts[k++]) {
            test_run_step(&runs[k], loss);
            bool same = same_bits(run.stepper.w + first, runs[k].stepper.w, parts[k]) &&
                        same_bits(run.stepper.point + first, runs[k].stepper.point, parts[k]) &&
                        same_bits(run.record.gradient + first, runs[k].record.gradient, parts[k]);
            differs = differs < 0 && !same ? t + 1 : differs;
        }
    }
    for (size_t k = 0; k < count; k++)
        test_run_finish(&runs[k]);
    test_run_finish(&run);
    return differs;
}

static struct random_stream stream;

static size_t below(size_t limit) {
    return random_below(&stream, (uint32_t)limit);
}

static double uniform(double low, double high) {
    return random_uniform(&stream, low, high);
}

// Appends a number, or a schedule of one.
static void add_number(struct text *text, double value, bool scheduled) {
    static const char *const forms[] = {
        "%.17g",
        "%.17g",
        "%.17g",
        "{linear: {from: 0, to: %.17g, steps: 20}}",
        "{cosine: {from: %.17g, steps: 30}}",
        "{step: {from: %.17g, every: 7, gamma: 0.5}}",
        "{warmup: {from: 1e-9, steps: 10, then: {exponential: {from: %.17g, gamma: 0.95}}}}",
        "{warm_restarts: {from: %.17g, period: 9}}",
        "{plateau: {from: %.17g, patience: 1, factor: 0.5}}",
    };
    const char *form = forms[scheduled ? below(sizeof forms / sizeof *forms) : 0];
    const char *percent = strchr(form, '%');
    text_printf(text, "%.*s%.17g%s", (int)(percent - form), form, value, percent + 5);
}

// Appends a random value of a setting.
static void add_value(struct text *text, const struct setting *row) {
    bool has_max = setting_has_max(row);
    double value = 0;
    switch (row->type) {
    case SETTING_BOOL:
        text_add(text, below(2) ? "true" : "false");
        return;
    case SETTING_CHOICE: {
        size_t count = 0;
        while (row->choices[count])
            count++;
        text_add(text, row->choices[below(count)]);
        return;
    }
    case SETTING_INTEGER:
        text_printf(text, "%d", (int)row->min + (int)below(9));
        return;
    case SETTING_NUMBER:
        value = below(2) || (has_max && row->max <= 0) ? row->fallback * uniform(0.8, 1)
                                                       : uniform(0.01, has_max ? row->max : 1);
        value = below(8) ? value : setting_has_min(row) ? row->min : 0;
        value = value > row->min || !(row->bounds & BOUNDS_ABOVE_MIN) ? value : row->fallback;
        add_number(text, fmax(value, row->min), row->scheduled);
        return;
    default:
        text_add(text, "[0.3, 0.9, 0.99]"); // betas of aggmo
    }
}

static bool has_setting(const struct optimizer *optimizer, const char *name) {
    return optimizer->settings && settings_find(optimizer->settings, name);
}

// Appends the options of a rule, some at random; those that sgd takes together are fixed.
static void add_options(struct text *text, const struct optimizer *optimizer, const char *groups) {
    if (groups && has_setting(optimizer, "groups"))
        text_printf(text, "groups: %s, ", groups);
    if (has_setting(optimizer, "nesterov")) {
        text_add(text, below(2) ? "momentum: 0.8, nesterov: true, " : "momentum: 0.9, ");
        text_add(text, below(2) ? "weight_decay: 0.1, " : "");
        return;
    }
    for (const struct setting *row = optimizer->settings; row && row->name; row++) {
        bool is_taken = strcmp(row->name, "groups") == 0 || strcmp(row->name, "inner") == 0 ||
                        strcmp(row->name, "c1") == 0; // which is below c2
        if (is_taken || below(2))
            continue;
        text_printf(text, "%s: ", row->name);
        add_value(text, row);
        text_add(text, ", ");
    }
}

static void add_entry(struct text *text, const struct optimizer *optimizer,
                      const struct optimizer *inner, const char *groups, bool is_inner);

static void add_common(struct text *text, const struct optimizer *optimizer,
                       const struct optimizer *inner) {
    text_add(text, "lr: ");
    add_number(text, (inner ? inner : optimizer)->lr * m_exp(uniform(-5, -1)), true);
    if (below(3) == 0)
        text_printf(text, ", clip: {value: %.3g}", uniform(0.1, 2));
    if (has_setting(optimizer, "weight_decay") || below(3) == 0)
        return;
    static const char *const modes[] = {"mode: coupled", "order: before", "order: after"};
    text_printf(text, ", decay: {rate: %.3g, %s}", uniform(0.01, 0.3), modes[below(3)]);
}

static void add_entry(struct text *text, const struct optimizer *optimizer,
                      const struct optimizer *inner, const char *groups, bool is_inner) {
    text_printf(text, "{%s: {", optimizer->name);
    add_options(text, optimizer, groups);
    if (inner) {
        text_add(text, "inner: ");
        add_entry(text, inner, NULL, groups, true);
        text_add(text, ", ");
    }
    if (!is_inner)
        add_common(text, optimizer, inner);
    text_add(text, "}}");
}

enum { TRIES = 30 };

typedef void each_entry(const struct optimizer *optimizer, const char *entry);

// Whether a rule goes by layer where nothing else is said, if groups are anything to it. Some that
// are text take all weights as one.
static bool goes_by_layer(const struct optimizer *optimizer) {
    const struct setting *row =
        optimizer->settings ? settings_find(optimizer->settings, "groups") : NULL;
    return !row || row->fallback == GROUPS_LAYER;
}

// Calls `use` with random entries of every rule of a reach; of wrappers with each of those inside.
static void for_each_entry(enum reach reach, enum reach reach_inside, const char *groups,
                           each_entry *use) {
    size_t used = 0;
    random_start(&stream, 1, RANDOM_START, (uint64_t)reach);
    tally = (struct tally){0};
    for (size_t i = 0; optimizer_rule_at(i); i++) {
        const struct optimizer *optimizer = optimizer_rule_at(i);
        bool wraps = optimizer->has_inner;
        if (optimizer->reach > reach || (!wraps && optimizer->reach != reach) ||
            (!groups && !goes_by_layer(optimizer)))
            continue;
        for (size_t k = 0; wraps ? optimizer_rule_at(k) != NULL : k == 0; k++) {
            const struct optimizer *inner = wraps ? optimizer_rule_at(k) : NULL;
            if (inner && (inner->has_inner || inner->reach > reach_inside ||
                          (!groups && !goes_by_layer(inner))))
                continue;
            if (inner && optimizer->reach != reach && inner->reach != reach)
                continue;
            for (int try = 0; try < (wraps ? 4 : TRIES); try++) {
                struct text entry = {0};
                add_entry(&entry, optimizer, inner, groups, false);
                use(inner ? inner : optimizer, entry.data);
                text_finish(&entry);
                used++;
            }
        }
    }
    assert_true(used > 0 && tally.finite > 0.9 * (double)tally.all);
}

static void assert_same(const char *entry, const char *entry_of_parts, const size_t *parts) {
    long step = first_difference(entry, entry_of_parts, parts);
    if (step >= 0)
        fail_msg("%s: not the same in parts after step %ld", entry, step);
}

static void same_by_weight(const struct optimizer *optimizer, const char *entry) {
    (void)optimizer;
    assert_same(entry, entry, by_weight);
}

static void same_by_layer(const struct optimizer *optimizer, const char *entry) {
    (void)optimizer;
    assert_same(entry, entry, by_layer);
}

static void same_in_one_layer(const struct optimizer *optimizer, const char *entry) {
    (void)optimizer;
    assert_same(entry, entry, whole);
}

// An elementwise rule treats each weight as if it were alone; so does a layer-wise one where each
// weight is a group.
static void test_weights_alone(void **state) {
    (void)state;
    for_each_entry(REACH_WEIGHT, REACH_WEIGHT, NULL, same_by_weight);
    for_each_entry(REACH_LAYER, REACH_LAYER, "each", same_by_weight);
}

// A layer-wise rule treats each layer as if it were alone.
static void test_layers_alone(void **state) {
    (void)state;
    for_each_entry(REACH_LAYER, REACH_LAYER, "layer", same_by_layer);
    for_each_entry(REACH_LAYER, REACH_LAYER, NULL, same_by_layer); // it is the default
}

// With `groups: all`, and to all other rules, layers are nothing.
static void test_all_as_one_layer(void **state) {
    (void)state;
    for_each_entry(REACH_LAYER, REACH_LAYER, "all", same_in_one_layer);
    for_each_entry(REACH_ALL, REACH_ALL, "all", same_in_one_layer);
}

// With more groups than one, layer-wise rules are not the same: `all` is not `layer`, nor `each`.
static void differs_by_layer(const struct optimizer *optimizer, const char *entry) {
    (void)optimizer;
    if (first_difference(entry, entry, by_layer) < 0)
        fail_msg("%s: the same by layers", entry);
}

static void differs_by_weight(const struct optimizer *optimizer, const char *entry) {
    (void)optimizer;
    if (first_difference(entry, entry, by_weight) < 0)
        fail_msg("%s: the same by weights", entry);
}

// The reach of a row is no larger than it has to be. The direction of newton is elementwise on a
// separable problem; swats shares nothing before it switches.
static void differs_where_shared(const struct optimizer *optimizer, const char *entry) {
    char text[200], name[32];
    sscanf(entry, "{%31[a-z_]", name);
    const struct optimizer *outer = optimizer_find(name);
    if (outer->reach == REACH_ALL)
        optimizer = outer;
    if (optimizer == optimizer_find("newton"))
        return;
    snprintf(text, sizeof text, "{%s: {lr: 0.05%s}}", optimizer->name,
             strcmp(optimizer->name, "swats") == 0 ? ", threshold: 1, beta2: 0.9" : "");
    differs_by_layer(optimizer, text);
}

static void test_reach(void **state) {
    (void)state;
    static const char *const layerwise[] = {"lamb", "lars", "novograd", "adafactor", "shampoo"};
    char entry[100];
    for (size_t i = 0; i < sizeof layerwise / sizeof *layerwise; i++) {
        const struct optimizer *optimizer = optimizer_find(layerwise[i]);
        snprintf(entry, sizeof entry, "{%s: {groups: all}}", layerwise[i]);
        differs_by_layer(optimizer, entry);
        snprintf(entry, sizeof entry, "{%s: {groups: layer}}", layerwise[i]);
        differs_by_weight(optimizer, entry);
        assert_int_equal(optimizer->reach, REACH_LAYER);
    }
    for_each_entry(REACH_ALL, REACH_ALL, NULL, differs_where_shared);
    for (size_t i = 0; optimizer_rule_at(i);
         i++) { // the groups of muon are matrices, and no option
        const struct optimizer *optimizer = optimizer_rule_at(i);
        assert_true(has_setting(optimizer, "groups") ==
                    (optimizer->reach == REACH_LAYER && optimizer != &optimizer_muon));
    }
}

// The norm that is clipped is over all weights.
static void test_clipped_norm(void **state) {
    (void)state;
    struct separable problem;
    struct test_run run;
    double sum = 0;
    make(&problem, 0, N, 3);
    test_run_start(&run, "{sgd: {lr: 0.5, clip: {norm: 0.7}}}", &problem.problem, start, 1);
    test_run_step(&run, 0);
    for (size_t i = 0; i < N; i++)
        sum += run.record.gradient[i] * run.record.gradient[i];
    for (size_t i = 0; i < N; i++) {
        double expected = start[i] - 0.5 * run.record.gradient[i] * 0.7 / sqrt(sum);
        assert_true(fabs(run.stepper.w[i] - expected) < 1e-14);
    }
    test_run_finish(&run);
}

// Groups are the layers, all weights, or each.
static void test_groups(void **state) {
    (void)state;
    static const size_t counts[] = {[GROUPS_LAYER] = 2, [GROUPS_ALL] = 1, [GROUPS_EACH] = N};
    struct separable problem;
    make(&problem, 0, N, 3);
    const struct shape *shape = &problem.problem.shape;
    for (int groups = GROUPS_LAYER; groups <= GROUPS_EACH; groups++) {
        size_t next = 0;
        assert_int_equal(group_count(shape, groups), counts[groups]);
        for (size_t k = 0; k < counts[groups]; k++) {
            struct layer group = group_at(shape, groups, k);
            assert_int_equal(group.first, next);
            next += group.count;
        }
        assert_int_equal(next, N);
    }
    assert_int_equal(group_at(shape, GROUPS_LAYER, 0).count, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights_alone),    cmocka_unit_test(test_layers_alone),
        cmocka_unit_test(test_all_as_one_layer), cmocka_unit_test(test_reach),
        cmocka_unit_test(test_clipped_norm),     cmocka_unit_test(test_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
