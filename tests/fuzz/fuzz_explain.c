// SPDX-License-Identifier: GPL-3.0-or-later
// A scene file with its defaults filled in, which is printed unchanged a second time.
#include "fuzz.h"
#include "reference/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct options options = {0};
    struct text once = {0}, twice = {0};
    struct error error = {0};
    if (explain(&options, fuzz_file("a.scene", data, size), &once, &error)) {
        const char *path = fuzz_file("a.scene", once.data, once.length);
        if (!explain(&options, path, &twice, &error) || strcmp(once.data, twice.data) != 0)
            abort();
    } else if (error.kind == ERROR_NONE || !error.message || once.length > 0) {
        abort(); // a failure must have a message, and prints nothing
    }
    fuzz_remove("a.scene");
    error_finish(&error);
    text_finish(&once);
    text_finish(&twice);
    return 0;
}
