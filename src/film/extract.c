// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/extract.h"
#include "base/source.h"

#include "encode/ffmpeg/libav.h"
#include "encode/png_chunks.h"
#include "encode/webp_chunks.h"
#include "encode/xmp.h"

// Tries all known containers, the strictest test first. NULL if none matches.
static char *find_source(const char *path, const struct source *file) {
    const uint8_t *bytes = (const uint8_t *)file->text;
    char *found = png_source(bytes, file->length);
    found = found ? found : webp_source(bytes, file->length);
    found = found ? found : libav_comment(path);
    return found ? found : xmp_source(file->text, file->length);
}

char *extract_source(const char *path, struct error *error) {
    struct source whole = {0};
    if (!source_read(&whole, path, (struct place){0}, error))
        return NULL;
    char *found = find_source(path, &whole);
    source_finish(&whole);
    if (!found)
        error_set(error, ERROR_USAGE, "%s holds no scene", path);
    return found;
}
