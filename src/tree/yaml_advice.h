// SPDX-License-Identifier: GPL-3.0-or-later
// What people mean by a text that is not YAML.
#pragma once
#include "base/error.h"

// A mistake as the parser reports it: what it found and where, and where what it was in began.
struct yaml_mistake {
    const char *problem;
    struct place at, begin; // `begin` has line 0 where nothing had begun
};

// Reports the mistake with what to write instead, at the place to mend. False without a report
// where it is none of those that are known.
bool yaml_advise(const struct yaml_mistake *mistake, struct error *error);
