// SPDX-License-Identifier: GPL-3.0-or-later
// A small network of dense layers, trained on samples.
#pragma once
#include "tree/settings.h"

extern const struct setting network_init_settings[];
