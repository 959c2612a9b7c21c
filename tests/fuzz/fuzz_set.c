// SPDX-License-Identifier: GPL-3.0-or-later
// A value of --set over a scene: numbers, colours, times and others.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char lines[] = "optimizers: [adam, {lookahead: {inner: sgd}}]\nepochs: 9\n";
    char *text = fuzz_string(data, size);
    const char *const sets[] = {text};
    struct fuzz_scene fuzz;
    struct scene_overrides overrides = {.sets = sets, .set_count = 1};
    fuzz_open(&fuzz, fuzz_file("a.scene", lines, strlen(lines)), &overrides);
    fuzz_close(&fuzz);
    fuzz_remove("a.scene");
    free(text);
    return 0;
}
