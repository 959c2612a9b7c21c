// SPDX-License-Identifier: GPL-3.0-or-later
// Which panels name the optimizers at their heads.
#pragma once
#include "figure/name_strip.h"

// Decides who names the optimizers, once the plots have their sizes. Names stand in the largest
// landscape and in the largest panel of curves that have room for them, in panels that ask for
// them, and nowhere else. Where no panel has room, `strip` gets them; it must be {0}. `begin` is
// where the title begins, in pixels. Returns the height of the strip; sets `*changed` if panels
// need another size now.
double naming_choose(struct panel *panels, size_t count, const struct stage *stage,
                     struct name_strip *strip, double begin, bool *changed);
