// SPDX-License-Identifier: GPL-3.0-or-later
// Weights as an array of NumPy.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char scene[] = "problem: {function: sphere}\nstart: a.npy\noptimizers: [sgd]\n";
    struct fuzz_scene fuzz;
    fuzz_file("a.npy", data, size);
    fuzz_open(&fuzz, fuzz_file("a.scene", scene, strlen(scene)), &(struct scene_overrides){0});
    fuzz_close(&fuzz);
    fuzz_remove("a.npy");
    fuzz_remove("a.scene");
    return 0;
}
