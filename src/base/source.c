// SPDX-License-Identifier: GPL-3.0-or-later
// What of sources needs no file.
#include "base/source.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

char *source_beside(struct place place, const char *name) {
    bool is_file = place.source && !place.source->single_line && !place.source->is_kept;
    const char *slash = is_file ? strrchr(place.source->name, '/') : NULL;
    struct text path = {0};
    if (slash && name[0] != '/')
        text_append(&path, place.source->name, (size_t)(slash + 1 - place.source->name));
    else if (strcmp(name, "-") == 0) // a file of that name, not standard input
        text_add(&path, "./");
    text_add(&path, name);
    return text_take(&path);
}

void source_finish(struct source *source) {
    free(source->name);
    free(source->text);
    *source = (struct source){0};
}

const char *source_not_text(const char *bytes, size_t length) {
    static const struct {
        size_t at;
        const char *sign;
        size_t length;
        const char *what;
    } kinds[] = {
        {0, "\xFF\xFE", 2, "this is UTF-16; save it as UTF-8"},
        {0, "\xFE\xFF", 2, "this is UTF-16; save it as UTF-8"},
        {0, "\x1F\x8B", 2, "this is compressed with gzip; unpack it with gunzip"},
        {0, "PK\x03\x04", 4, "this is a zip archive or a workbook; save a sheet of it as CSV"},
        {0, "\x93NUMPY", 6, "this is an array of NumPy; write it with numpy.savetxt"},
        {0, "PAR1", 4, "this is a Parquet file; write it as CSV"},
        {0, "\x89HDF", 4, "this is an HDF5 file; write it as CSV"},
        {0, "\x89PNG", 4, "this is a picture"},
        {4, "ftyp", 4, "this is a film; --extract prints the scene that it was made from"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (length >= kinds[i].at + kinds[i].length &&
            memcmp(bytes + kinds[i].at, kinds[i].sign, kinds[i].length) == 0)
            return kinds[i].what;
    return NULL;
}
