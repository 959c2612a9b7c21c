// SPDX-License-Identifier: GPL-3.0-or-later
// A scene file, checked.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_scene fuzz;
    fuzz_open(&fuzz, fuzz_file("a.scene", data, size), &(struct scene_overrides){0});
    fuzz_close(&fuzz);
    fuzz_remove("a.scene");
    return 0;
}
