// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/extract.h"
#include "base/source.h"

#include "encode/ffmpeg/libav.h"
#include "encode/png_chunks.h"
#include "encode/webp_chunks.h"
#include "encode/xmp.h"

// Tries all known containers, the strictest test first. NULL if none matches.
static char *find_source(FILE *file) {
    char *found = png_source(file);
    found = found ? found : webp_source(file);
    found = found ? found : libav_comment(file);
    rewind(file);
    return found ? found : xmp_source(file, UINT64_MAX);
}

char *extract_source(const char *path, struct error *error) {
    FILE *file = source_open_seekable(path, error);
    if (!file)
        return NULL;
    char *found = find_source(file);
    fclose(file);
    if (!found)
        error_set(error, ERROR_USAGE, "%s holds no scene", path);
    return found;
}
