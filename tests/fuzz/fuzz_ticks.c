// SPDX-License-Identifier: GPL-3.0-or-later
// Ticks of an axis between any two doubles: inside, ascending, at least two, with a label each.
#include "fuzz.h"

#include "plot/ticks.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    double ends[2];
    if (size < sizeof ends + 2)
        return 0;
    memcpy(ends, data, sizeof ends);
    int most = 2 + data[sizeof ends] % (TICKS_MAX - 1);
    bool is_log = data[sizeof ends + 1] & 1, is_short = data[sizeof ends + 1] & 2;
    if (!isfinite(ends[0]) || !isfinite(ends[1]) || !(ends[0] < ends[1]) ||
        (is_log && ends[0] <= 0))
        return 0;
    struct ticks ticks = {.count = 0};
    (is_short ? ticks_choose_short : ticks_choose)(&ticks, ends[0], ends[1], most, is_log);
    if (ticks.count < 0 || ticks.count > most || ticks.minor_count > TICKS_MINOR_MAX)
        abort();
    for (int i = 0; i < ticks.count; i++) {
        if (!(ticks.value[i] >= ends[0] && ticks.value[i] <= ends[1]) || !ticks.label[i][0] ||
            (i > 0 && !(ticks.value[i] > ticks.value[i - 1])))
            abort();
    }
    return 0;
}
