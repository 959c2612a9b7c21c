// SPDX-License-Identifier: GPL-3.0-or-later
// A file of any format, from which --extract reads a scene.
#include "fuzz.h"

#include "film/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct error error = {0};
    char *source = extract_source(fuzz_file("a.film", data, size), &error);
    if (!source && error.kind == ERROR_NONE)
        abort();
    free(source);
    error_finish(&error);
    fuzz_remove("a.film");
    return 0;
}
