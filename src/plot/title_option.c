// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/title_option.h"

#include "base/memory.h"
#include "base/number.h"
#include "optim/option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool title_optimizer(const struct scene *scene, const char *name, size_t *index, struct place place,
                     struct error *error) {
    static const char list[] = "optimizers.", one[] = "optimizer";
    const char **labels = mem_zero(scene->optimizer_count, sizeof *labels);
    size_t count = scene->optimizer_count;
    bool found = false;
    double position;
    for (size_t i = 0; i < count; i++) {
        labels[i] = scene->optimizers[i].label;
        if (strcmp(labels[i], name) == 0) {
            *index = i;
            found = true;
        }
    }
    bool is_position = !found && strncmp(name, list, strlen(list)) == 0 &&
                       number_parse(name + strlen(list), strlen(name) - strlen(list), &position) &&
                       position >= 0 && position == floor(position);
    if (!found && strcmp(name, one) == 0) {
        *index = 0;
        found = true;
    } else if (is_position && position < (double)count) {
        *index = (size_t)position;
        found = true;
    } else if (is_position) {
        error_at(error, place, "there is no optimizer %.0f: the last is %zu", position, count - 1);
    } else if (!found) {
        error_unknown(error, place, "optimizer", name, labels, count);
    }
    free(labels);
    return found;
}

bool title_option(const struct scene *scene, const size_t *index, const char *name, double *value,
                  bool *found, struct place place, struct error *error) {
    *found = false;
    for (size_t i = index ? *index : 0; i < (index ? *index + 1 : scene->optimizer_count); i++) {
        const struct optimizer_config *config = &scene->optimizers[i];
        const char *label = config->label;
        struct optimizer_number number;
        if (!index && strcmp(label, name) == 0)
            return error_at(error, place,
                            "'%s' is an optimizer; a field is a number of it, such as {%s.lr}",
                            name, name);
        if (!optimizer_number(config, name, &number))
            continue;
        if (number.is_scheduled)
            return error_at(error, place,
                            "{%s} changes over the steps; of such options, only {lr} can be shown",
                            name);
        if (*found && number.value != *value)
            return error_at(error, place,
                            "{%s} differs between the optimizers; write {%s.%s}, for example", name,
                            label, name);
        *value = number.value;
        *found = true;
    }
    return true;
}
