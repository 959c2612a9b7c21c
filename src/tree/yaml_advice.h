// SPDX-License-Identifier: GPL-3.0-or-later
// Better messages for common mistakes in YAML.
#pragma once
#include "base/error.h"

// A mistake as libyaml reports it: what and where, and where the construct around it began.
struct yaml_mistake {
    const char *problem;
    struct place at, begin; // line 0 in `begin`: there is no such construct
};

// Reports the mistake with advice on what to write, at the place that needs the change. Returns
// false and reports nothing if the mistake is not a known one.
bool yaml_advise(const struct yaml_mistake *mistake, struct error *error);
