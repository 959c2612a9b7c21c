// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/freshness.h"
#include "base/bytes.h"
#include "base/source.h"

#include "encode/whole_file.h"
#include "film/extract.h"
#include "scene/scene.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static const char PREFIX[] = "# optanim " OPTANIM_VERSION " ";

// XXH3-128: it only has to detect accidental changes. SHA-256 took 85 to 130 ms for a million
// points, a quarter of the time before the first frame; XXH3 takes next to nothing.
static void hash_text(XXH3_state_t *hash, const char *text) {
    XXH3_128bits_update(hash, text, strlen(text) + 1);
}

static bool is_among(const struct strings *paths, size_t count, const char *path) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(paths->items[i], path) == 0)
            return true;
    return false;
}

// Hashes a file's bytes and then their number, so that bytes that move from the end of
// one file to the beginning of the next are noticed.
static bool hash_file(XXH3_state_t *hash, const char *path, struct error *error) {
    char piece[1 << 14];
    size_t got = sizeof piece;
    char length[8];
    uint64_t bytes = 0;
    FILE *file = source_open(path, (struct place){0}, error);
    if (!file)
        return false;
    while (got == sizeof piece) {
        got = fread(piece, 1, sizeof piece, file);
        XXH3_128bits_update(hash, piece, got);
        bytes += got;
    }
    bytes_set_le(length, bytes, sizeof length);
    XXH3_128bits_update(hash, length, sizeof length);
    bool good = !ferror(file) || source_unreadable(path, (struct place){0}, error);
    fclose(file);
    return good;
}

// Scenes and themes are included in the scene's text, so only other files are hashed: data, and
// rules, whose names may be values of a comparison.
static bool hash_data(XXH3_state_t *hash, const struct scene *scene, const struct strings *more,
                      struct error *error) {
    struct strings all = {0}, scenes = {0};
    scene_inputs(scene, &all);
    for (size_t i = 0; i < more->count; i++)
        strings_add(&all, more->items[i]);
    document_chain(&scene->document, &scenes);
    bool good = true;
    for (size_t i = 0; good && i < all.count; i++)
        if (!is_among(&scenes, scenes.count, all.items[i]) && !is_among(&all, i, all.items[i]))
            good = hash_file(hash, all.items[i], error);
    strings_finish(&all);
    strings_finish(&scenes);
    return good;
}

static void hash_options(XXH3_state_t *hash, const struct options *options) {
    struct text text = {0};
    text_printf(&text, "%ld %d %lld %d %d %d %d %ld %s", options->quality, options->draft,
                (long long)options->max_bytes, options->full_chroma, options->keeps_text,
                options->no_source, options->has_frame, options->frame,
                options->encoder ? options->encoder : "");
    hash_text(hash, text.data);
    text_finish(&text);
}

bool freshness_source(const struct scene *scene, const struct strings *data,
                      const struct options *options, struct text *out, struct error *error) {
    XXH3_state_t *hash = XXH3_createState();
    if (!hash)
        return error_set(error, ERROR_RENDER, "not enough memory");
    XXH3_128bits_reset(hash);
    hash_text(hash, PREFIX);
    hash_text(hash, scene->name);
    hash_text(hash, scene->source.data);
    hash_options(hash, options);
    bool good = hash_data(hash, scene, data, error);
    XXH128_canonical_t digest;
    XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(hash));
    XXH3_freeState(hash);
    text_printf(out, "%s%s", scene->source.data, PREFIX);
    for (size_t i = 0; i < sizeof digest.digest; i++)
        text_printf(out, "%02x", digest.digest[i]);
    text_add(out, "\n");
    return good;
}

// Returns the last line of a text.
static const char *key_of(const char *source) {
    size_t end = strlen(source);
    while (end > 0 && source[end - 1] == '\n')
        end--;
    while (end > 0 && source[end - 1] != '\n')
        end--;
    return source + end;
}

static bool is_whole(const char *path) {
    FILE *file = fopen(path, "rb");
    bool whole = file && whole_file(file);
    if (file)
        fclose(file);
    return whole;
}

bool freshness_check(const char *path, const char *source) {
    struct error unreadable = {0};
    char *found = extract_source(path, &unreadable);
    error_finish(&unreadable);
    const char *mine = key_of(source), *kept = found ? key_of(found) : "";
    size_t length = strcspn(mine, "\n");
    bool fresh = strncmp(kept, mine, length) == 0 && is_whole(path);
    free(found);
    return fresh;
}
