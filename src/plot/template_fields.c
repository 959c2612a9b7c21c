// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/template_fields.h"

#include "plot/template.h"

static double field_lr(const struct moment *m) {
    return m->run->lr[m->state];
}

static double field_loss(const struct moment *m) {
    return m->run->loss[m->state];
}

static double field_first(const struct moment *m) {
    return m->run->w[m->state][0];
}

static double field_second(const struct moment *m) {
    return m->run->w[m->state][1];
}

static double field_epoch(const struct moment *m) {
    return (double)(m->state + 1) / (double)m->trace->steps_per_epoch;
}

static double field_epochs(const struct moment *m) {
    return (double)m->trace->states / (double)m->trace->steps_per_epoch;
}

static double field_step(const struct moment *m) {
    return (double)m->state;
}

static double field_steps(const struct moment *m) {
    return (double)(m->trace->states - 1);
}

static double field_plane(const struct moment *m) {
    return 100 * m->run->plane->share;
}

const struct template_field template_fields[FIELD_COUNT] = {
    [FIELD_OPTIMIZER] = {"optimizer", true, NULL},
    [FIELD_LR] = {"lr", true, field_lr},
    [FIELD_EPOCH] = {"epoch", false, field_epoch},
    [FIELD_EPOCHS] = {"epochs", false, field_epochs},
    [FIELD_STEP] = {"step", false, field_step},
    [FIELD_STEPS] = {"steps", false, field_steps},
    [FIELD_LOSS] = {"loss", true, field_loss},
    [FIELD_W0] = {"w0", true, field_first, COORDINATES_WEIGHTS},
    [FIELD_W1] = {"w1", true, field_second, COORDINATES_WEIGHTS},
    [FIELD_P0] = {"p0", true, field_first, COORDINATES_PLANE},
    [FIELD_P1] = {"p1", true, field_second, COORDINATES_PLANE},
    [FIELD_ACCURACY] = {"accuracy", true, .series = "accuracy"},
    [FIELD_TEST_LOSS] = {"test_loss", true, .series = "test_loss"},
    [FIELD_TEST_ACCURACY] = {"test_accuracy", true, .series = "test_accuracy"},
    [FIELD_SHARPNESS] = {"sharpness", true, .series = "sharpness"},
    [FIELD_STABILITY_LIMIT] = {"stability_limit", true, .series = "stability_limit"},
    [FIELD_PLANE] = {"plane", false, field_plane, COORDINATES_PLANE},
};

bool template_field_is_shared(const struct scene *scene, const struct template_field *field) {
    bool is_of_start = field->is_own && (field->value || field->series) && field->value != field_lr;
    if (!field->is_own ||
        (scene->optimizer_count < 2 && !(is_of_start && scene->random_starts > 1)))
        return true;
    if (field->value != field_lr)
        return false;
    for (size_t i = 0; i < scene->optimizer_count; i++) {
        const struct schedule *lr = &scene->optimizers[i].lr;
        if (lr->kind || lr->value != scene->optimizers[0].lr.value)
            return false;
    }
    return true;
}

const char *template_default_counter(const struct scene *scene) {
    return scene->in_steps ? "step {step} / {steps}" : "epoch {epoch} / {epochs}";
}

const char *template_default(const struct scene *scene, bool has_counter) {
    static const char *const titles[] = {
        "Epoch: {epoch}/{epochs}",
        "lr: {lr} - Epoch: {epoch}/{epochs}",
        "Step: {step}/{steps}",
        "lr: {lr} - Step: {step}/{steps}",
    };
    bool has_rate = scene->optimizer_count > 0 && !scene->optimizers[0].recording;
    bool has_rate_title = has_rate && template_field_is_shared(scene, &template_fields[FIELD_LR]);
    if (has_counter)
        return has_rate_title ? "Learning rate {lr}" : "";
    return titles[2 * scene->in_steps + has_rate_title];
}
