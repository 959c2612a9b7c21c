// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/regression.h"

#include "base/maths.h"
#include "base/memory.h"
#include "base/total.h"
#include "problem/condense.h"
#include "problem/formula.h"
#include "problem/line_sums.h"
#include "problem/loss_table.h"
#include "problem/minimum.h"
#include "problem/problem_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct regression {
    struct problem problem;
    struct dataset own; // empty if the data belong to another problem
    const struct dataset *data;
    struct formula
        *own_model; // owned; NULL for the line, or if the model belongs to another problem
    const struct formula *model; // formula in w0, w1 and x; NULL: the line w0 * x + w1
    struct loss_choice loss;
    struct line_sums sums;
    // Of many points that the least-squares line nearly fits: that line, and its mean squared
    // residual over the points. NAN for others.
    double line[2], line_loss;
    struct condensed condensed; // for the landscape of many points; otherwise empty
};

static const struct regression *regression_of(const struct problem *problem) {
    return (const struct regression *)problem;
}

// The loss at one point, without its derivatives, which cost several times as much.
static double point_value(const struct regression *regression, const double w[2], double x,
                          double y) {
    double inner[3], p = regression->model
                             ? formula_value(regression->model, (double[]){w[0], w[1], x})
                             : w[0] * x + w[1];
    regression->loss.loss->inner(regression->loss.options, p, y, inner);
    return inner[0];
}

// The loss of one data point, with derivatives by w0 and w1.
static struct jet point_loss(const struct regression *regression, const double w[2], double x,
                             double y) {
    struct jet p = {w[0] * x + w[1], {x, 1}, {0}};
    if (regression->model)
        p = formula_jet(regression->model, (double[]){w[0], w[1], x});
    double inner[3];
    regression->loss.loss->inner(regression->loss.options, p.value, y, inner);
    return jet_chain(p, inner[0], inner[1], inner[2]);
}

// The mean of the loss's inner part over a batch; its value alone if no more is asked for.
static struct jet points_loss(const struct regression *regression, const struct batch *batch,
                              const double w[2], bool value_alone) {
    const struct dataset *data = regression->data;
    const uint32_t *indices = batch ? batch->indices : NULL;
    size_t count = indices ? batch->count : data->count;
    struct total totals[6] = {0};
    for (size_t k = 0; k < count; k++) {
        size_t i = indices ? indices[k] : k;
        if (value_alone) {
            total_add(&totals[0], point_value(regression, w, data->x[i], data->y[i]));
            continue;
        }
        struct jet loss = point_loss(regression, w, data->x[i], data->y[i]);
        total_add(&totals[0], loss.value);
        for (size_t part = 0; part < 2; part++)
            total_add(&totals[1 + part], loss.gradient[part]);
        for (size_t part = 0; part < 3; part++)
            total_add(&totals[3 + part], loss.hessian[part]);
    }
    double means[6];
    for (size_t i = 0; i < 6; i++)
        means[i] = total_value(&totals[i]) / (double)count;
    return (struct jet){means[0], {means[1], means[2]}, {means[3], means[4], means[5]}};
}

// The value alone, over all points or over the condensed ones.
static double mean_of_points(const struct regression *regression, double w0, double w1) {
    const struct condensed *few = &regression->condensed;
    const struct dataset *data = regression->data;
    const double *xs = few->count ? few->x : data->x, *ys = few->count ? few->y : data->y;
    size_t count = few->count ? few->count : data->count;
    struct total total = {0};
    for (size_t i = 0; i < count; i++) {
        double value = point_value(regression, (double[]){w0, w1}, xs[i], ys[i]);
        total_add(&total, few->count ? few->weight[i] * value : value);
    }
    return few->count ? total_value(&total) : total_value(&total) / (double)count;
}

// Returns true if the mean over all points follows from the sums.
static bool has_sums(const struct regression *regression) {
    return regression->loss.loss->is_squared && !regression->model;
}

static void evaluate(const struct problem *problem, const struct batch *batch, const double *w,
                     struct evaluation *out) {
    const struct regression *regression = regression_of(problem);
    const struct loss *loss = regression->loss.loss;
    bool from_sums = has_sums(regression) && !(batch && batch->indices);
    struct jet mean = {0};
    if (from_sums)
        mean = line_sums_loss(&regression->sums, w);
    if (!from_sums || line_sums_lost_digits(&regression->sums, mean.value))
        mean = points_loss(regression, batch, w, !out->gradient && !out->hessian);
    if (loss->outer) {
        double outer[3], *g = mean.gradient, *h = mean.hessian;
        loss->outer(mean.value, outer);
        mean.value = outer[0];
        h[0] = outer[1] * h[0] + outer[2] * g[0] * g[0];
        h[1] = outer[1] * h[1] + outer[2] * g[0] * g[1];
        h[2] = outer[1] * h[2] + outer[2] * g[1] * g[1];
        g[0] *= outer[1];
        g[1] *= outer[1];
    }
    jet_write(&mean, out);
}

// The mean squared residual where the sums lost its digits. The gradient is 0 at the least-squares
// line, from which what is added is exact.
static double close_value(const struct regression *regression, double w0, double w1) {
    if (isnan(regression->line_loss))
        return mean_of_points(regression, w0, w1);
    const struct line_sums *sums = &regression->sums;
    double slope = w0 - regression->line[0], bias = slope * sums->mean_x + w1 - regression->line[1];
    return regression->line_loss + slope * slope * sums->sxx + bias * bias;
}

static void landscape(const struct problem *problem, const double *w0, size_t count0,
                      const double *w1, size_t count1, double *out) {
    const struct regression *regression = regression_of(problem);
    bool from_sums = has_sums(regression);
    void (*outer)(double, double[3]) = regression->loss.loss->outer;
    const struct line_sums sums = regression->sums;
    for (size_t j = 0; j < count1; j++) {
        double *row = out + j * count0;
        for (size_t i = 0; from_sums && i < count0; i++)
            row[i] = line_sums_mean(&sums, w0[i], w1[j]);
        for (size_t i = 0; i < count0; i++) {
            if (!from_sums)
                row[i] = mean_of_points(regression, w0[i], w1[j]);
            else if (line_sums_lost_digits(&sums, row[i]))
                row[i] = close_value(regression, w0[i], w1[j]);
            if (outer) {
                double parts[3];
                outer(row[i], parts);
                row[i] = parts[0];
            }
        }
    }
}

static void destroy(struct problem *problem) {
    struct regression *regression = (struct regression *)problem;
    dataset_finish(&regression->own);
    formula_destroy(regression->own_model);
    loss_choice_finish(&regression->loss);
    condensed_finish(&regression->condensed);
    free(regression);
}

static void set_target(struct problem *problem, double w0, double w1) {
    problem->targets = mem_zero(1, sizeof *problem->targets);
    problem->targets[0][0] = w0;
    problem->targets[0][1] = w1;
    problem->target_count = 1;
}

// The minimum of a convex loss for a line, in coordinates relative to the least-squares line, in
// which the loss is about equally wide in both directions.
static bool find_line(const struct regression *regression, const double line[2], double w[2]) {
    const struct line_sums *sums = &regression->sums;
    double mean = line_sums_mean(sums, line[0], line[1]), spread = sqrt(mean);
    memcpy(w, line, 2 * sizeof *w);
    if (line_sums_lost_digits(sums, mean))
        return true; // a perfect fit under any loss
    const struct search_plane plane = {
        .origin = {line[0], line[1]},
        .axis = {{spread / sqrt(sums->sxx), -spread / sqrt(sums->sxx) * sums->mean_x}, {0, spread}},
    };
    return minimum_of_convex(&regression->problem, &plane, w);
}

// Searches the default range for minima of a model. It may miss the global one, so a minimum only
// counts if its loss is at most half that of a constant prediction. The search takes some million
// values of the model: a second or more where it is longer than SEARCHED_SIZE.
static void find_model(struct regression *regression) {
    enum { MOST = 16, SEARCHED_SIZE = 250 };
    if (formula_size(regression->model) > SEARCHED_SIZE)
        return;
    const struct dataset *data = regression->data;
    struct problem *problem = &regression->problem;
    // Search without the outer root: it does not move the minimum, but has no second derivative at
    // 0.
    struct loss mean = *regression->loss.loss;
    struct regression searched = *regression;
    mean.outer = NULL;
    searched.loss.loss = &mean;
    double found[MOST][2], parts[3], constant = 0;
    for (size_t i = 0; i < data->count; i++) {
        double p = mean.two_classes ? 0 : regression->sums.mean_y;
        mean.inner(regression->loss.options, p, data->y[i], parts);
        constant += parts[0] / (double)data->count;
    }
    if (!(constant > 0))
        return;
    size_t count = minimum_search(&searched.problem, &problem->view, 0.5 * constant, found, MOST);
    problem->targets = mem_zero(count, sizeof *problem->targets);
    if (count > 0)
        memcpy(problem->targets, found, count * sizeof *found);
    problem->target_count = count;
}

// Sets the default target: the line that generated the data, else the minimum of the loss.
static void set_targets(struct regression *regression) {
    const struct dataset *data = regression->data;
    const struct line_sums *sums = &regression->sums;
    double slope = sums->sxy / sums->sxx, w[2]; // slope of the least-squares line
    const double line[2] = {slope, sums->mean_y - slope * sums->mean_x};
    const struct loss *loss = regression->loss.loss;
    bool found = true;
    if (regression->model) {
        find_model(regression);
        return;
    }
    if (loss->two_classes) {
        found = minimum_by_newton(&regression->problem, w);
    } else if (data->has_line) {
        w[0] = data->slope;
        w[1] = data->intercept;
    } else if (!isfinite(slope)) {
        found = false;
    } else if (loss->is_squared) {
        memcpy(w, line, sizeof w);
    } else {
        found = find_line(regression, line, w);
    }
    if (found)
        set_target(&regression->problem, w[0], w[1]);
}

static void set_line(struct regression *regression) {
    enum { MANY_POINTS = 500 };
    const struct line_sums *sums = &regression->sums;
    double slope = sums->sxy / sums->sxx, intercept = sums->mean_y - slope * sums->mean_x;
    regression->line_loss = NAN;
    if (!has_sums(regression) || regression->data->count <= MANY_POINTS || !isfinite(slope) ||
        !line_sums_lost_digits(sums, line_sums_mean(sums, slope, intercept)))
        return;
    regression->line[0] = slope;
    regression->line[1] = intercept;
    regression->line_loss = mean_of_points(regression, slope, intercept);
}

// Creates the problem of `data` and `model`, which it does not own; takes over `loss`.
static struct regression *create(const struct dataset *data, const struct formula *model,
                                 struct loss_choice loss) {
    struct regression *regression = mem_zero(1, sizeof *regression);
    regression->problem = (struct problem){
        .kind = &problem_kind_regression,
        .shape = shape_of_two,
        .points = data->count,
        .view = {{{-20, 20}, {-20, 20}}},
        .has_view = true,
    };
    problem_set_start(&regression->problem, (double[]){-10, -20});
    regression->data = data;
    regression->model = model;
    regression->loss = loss;
    regression->sums = line_sums_of(data);
    set_line(regression);
    if (!has_sums(regression)) {
        bool has_means = data->count > CONDENSED_SAMPLE && !model &&
                         condense_to_means(&regression->condensed, data->x, data->y, data->count,
                                           regression->sums.sxy / regression->sums.sxx);
        if (data->count > CONDENSED_SAMPLE && !has_means) {
            condense_to_sample(&regression->condensed, data->x, data->y, data->count);
            regression->problem.landscape_sample = regression->condensed.count;
        }
        size_t points = regression->condensed.count ? regression->condensed.count : data->count;
        regression->problem.landscape_cost = (double)points * (model ? 10 : 1);
    }
    return regression;
}

// The map under `regression:`; absent keys are NULL.
struct regression_options {
    const struct node *data, *loss, *model;
};

// The model that is computed without a formula.
#define LINE "w0*x + w1"

static const struct setting regression_settings[] = {
    {SETTING(regression_options, data), .type = SETTING_CUSTOM,
     .schema =
         SCHEMA_EITHER("\"type\": [\"string\", \"number\", \"null\"]", SCHEMA_REFERENCE("data")),
     .read = setting_keep_node, .help = "the points: a file, or how they are generated"},
    {SETTING(regression_options, loss), .type = SETTING_CUSTOM, .schema = SCHEMA_OF("loss"),
     .read = setting_keep_node, .help = "what is minimized", .usual = "rmse"},
    {SETTING(regression_options, model), .type = SETTING_CUSTOM, .schema = SCHEMA_TEXT,
     .read = setting_keep_node, .form = "a formula of w0, w1 and x", .help = "what is fitted",
     .usual = LINE},
    {0},
};

// Compiles the model; leaves it NULL if it is the line.
static bool read_model(const struct node *node, struct formula **model, struct error *error) {
    static const struct formula_name names[] = {{"w0", 0}, {"w1", 1}, {"x", 2}, {0}};
    const char *text;
    if (!node_string(node, &text, error))
        return false;
    if (strcmp(text, LINE) != 0)
        *model = formula_parse(text, node, names, error);
    return *model || strcmp(text, LINE) == 0;
}

// A loss for two classes needs every y to be 0 or 1.
static bool check_classes(const struct dataset *data, const struct loss_choice *loss,
                          const struct node *node, struct error *error) {
    for (size_t i = 0; loss->loss->two_classes && i < data->count; i++)
        if (data->y[i] != 0 && data->y[i] != 1)
            return error_at(error, node_place(node),
                            "the loss %s needs every y to be 0 or 1, not %.6g; for generated data "
                            "there is 'classes: true'",
                            loss->loss->name, data->y[i]);
    return true;
}

struct problem *regression_read(const struct node *node, uint64_t seed, struct error *error) {
    struct regression_options options = {0};
    struct loss_choice loss = {.loss = &loss_rmse};
    struct dataset data = {0};
    struct formula *model = NULL;
    if (node && node->kind == NODE_NULL)
        node = NULL;
    struct error own[4] = {{0}};
    settings_read(regression_settings, &options, node, "regression", &own[0]);
    if (options.loss)
        loss_read(&loss, options.loss, &own[1]);
    if (options.model)
        read_model(options.model, &model, &own[2]);
    dataset_read(&data, options.data, seed, &own[3]);
    bool good = true;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        good = error_collect(error, &own[i]) && good;
    if (!good || !check_classes(&data, &loss, options.loss, error))
        goto fail;
    struct regression *regression = create(&data, model, loss);
    regression->own_model = model;
    regression->own = data;
    regression->data = &regression->own;
    set_targets(regression);
    return &regression->problem;

fail:
    dataset_finish(&data);
    formula_destroy(model);
    loss_choice_finish(&loss);
    return NULL;
}

static struct problem *with_loss(const struct problem *problem, struct loss_choice loss) {
    const struct regression *regression = regression_of(problem);
    return &create(regression->data, regression->model, loss)->problem;
}

static double predict(const struct problem *problem, const double *w, double x) {
    const struct regression *regression = regression_of(problem);
    double value = regression->model ? formula_value(regression->model, (double[]){w[0], w[1], x})
                                     : w[0] * x + w[1];
    return regression->loss.loss->two_classes ? 1 / (1 + m_exp(-value)) : value;
}

static bool is_line(const struct problem *problem) {
    const struct regression *regression = regression_of(problem);
    return !regression->model && !regression->loss.loss->two_classes;
}

static const struct dataset *data_of(const struct problem *problem) {
    return regression_of(problem)->data;
}

static void inputs(const struct problem *problem, struct strings *paths) {
    const struct dataset *data = data_of(problem);
    if (data->file)
        strings_add(paths, data->file);
}

const struct problem_kind problem_kind_regression = {
    .name = "regression",
    .help = "a model fitted to data, under 'problem'",
    .settings = regression_settings,
    .layout = {"data", "history", "surface", "1, 2.1", "1, 1"}, // as in the blog post
    .read = regression_read,
    .evaluate = evaluate,
    .landscape = landscape,
    .data = data_of,
    .predict = predict,
    .is_line = is_line,
    .with_loss = with_loss,
    .inputs = inputs,
    .destroy = destroy,
};
