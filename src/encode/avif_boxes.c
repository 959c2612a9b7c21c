// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/avif_boxes.h"

#include "base/bytes.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 8 }; // of a box: its length with the head, 4 bytes, and its kind

// The largest box of a movie that is read: a film has 4 bytes a frame there.
enum { MOVIE_MAX = 1 << 28 };

struct mp4_box {
    size_t at, length; // bytes; with the head
};

// Finds the first box of a kind among those in [from, to).
static bool find_box(const uint8_t *bytes, size_t from, size_t to, const char *kind,
                     struct mp4_box *found) {
    for (size_t at = from; at + HEAD <= to;) {
        size_t length = (size_t)bytes_be(bytes + at, 4);
        if (length < HEAD || length > to - at)
            return false;
        *found = (struct mp4_box){at, length};
        if (memcmp(bytes + at + 4, kind, 4) == 0)
            return true;
        at += length;
    }
    return false;
}

static bool find_inside(const uint8_t *bytes, struct mp4_box outer, const char *kind,
                        struct mp4_box *found) {
    return find_box(bytes, outer.at + HEAD, outer.at + outer.length, kind, found);
}

// Reads the box of the movie, owned by the caller; `*at` gets where it stands. NULL where there is
// none, with `*good` false where the file cannot be read.
static uint8_t *read_movie(FILE *file, int64_t *at, size_t *length, bool *good) {
    uint8_t head[HEAD];
    for (*at = 0; fread(head, 1, HEAD, file) == HEAD; *at += (int64_t)*length) {
        *length = (size_t)bytes_be(head, 4);
        *good = *length >= HEAD;
        if (!*good)
            return NULL;
        if (memcmp(head + 4, "moov", 4) != 0) {
            *good = fseek(file, (long)*length - HEAD, SEEK_CUR) == 0;
            if (!*good)
                return NULL;
            continue;
        }
        *good = *length <= MOVIE_MAX;
        if (!*good)
            return NULL;
        uint8_t *movie = mem_zero(1, *length);
        memcpy(movie, head, HEAD);
        *good = fread(movie + HEAD, 1, *length - HEAD, file) == *length - HEAD;
        if (*good)
            return movie;
        free(movie);
        return NULL;
    }
    *good = !ferror(file);
    return NULL;
}

// The length of the track in the movie's units, from boxes of version 0; 0: not known.
static uint64_t track_duration(const uint8_t *bytes, struct mp4_box movie, struct mp4_box track) {
    struct mp4_box header, media, media_header;
    bool is_known = find_inside(bytes, movie, "mvhd", &header) && header.length >= 32 &&
                    find_inside(bytes, track, "mdia", &media) &&
                    find_inside(bytes, media, "mdhd", &media_header) && media_header.length >= 32 &&
                    bytes[header.at + HEAD] == 0 && bytes[media_header.at + HEAD] == 0;
    uint64_t unit = is_known ? bytes_be(bytes + media_header.at + 20, 4) : 0;
    return unit == 0 ? 0
                     : bytes_be(bytes + media_header.at + 24, 4) *
                           bytes_be(bytes + header.at + 20, 4) / unit;
}

// A list of one edit that shows the whole track, without the flag to repeat it.
static void put_edit_list(struct text *out, uint64_t duration) {
    enum { LIST = 28 };
    text_put_be(out, HEAD + LIST, 4);
    text_append(out, "edts", 4);
    text_put_be(out, LIST, 4);
    text_append(out, "elst", 4);
    text_put_be(out, 0, 4); // version and flags
    text_put_be(out, 1, 4); // entries
    text_put_be(out, duration, 4);
    text_put_be(out, 0, 4);       // from the beginning
    text_put_be(out, 0x10000, 4); // at its own speed
}

// Appends the movie with the edit list, in place of the one it has or behind its track's header.
static bool put_movie(struct text *out, const uint8_t *bytes, size_t length) {
    const struct mp4_box movie = {0, length};
    struct mp4_box track, header, edits;
    if (!find_inside(bytes, movie, "trak", &track) || !find_inside(bytes, track, "tkhd", &header))
        return false;
    size_t at = header.at + header.length, begin = out->length;
    bool has_edits = find_inside(bytes, track, "edts", &edits);
    if (has_edits)
        at = edits.at;
    size_t behind = has_edits ? edits.at + edits.length : at;
    text_append(out, (const char *)bytes, at);
    put_edit_list(out, track_duration(bytes, movie, track));
    text_append(out, (const char *)bytes + behind, length - behind);
    size_t grown = out->length - begin - length;
    bytes_set_be(out->data + begin, length + grown, 4);
    bytes_set_be(out->data + begin + track.at, track.length + grown, 4);
    return true;
}

bool avif_play_once(struct atomic_file *output, struct error *error) {
    const char *path = atomic_file_path(output);
    FILE *file = path ? fopen(path, "rb") : NULL;
    int64_t at = 0;
    size_t length = 0;
    bool good = file != NULL;
    uint8_t *movie = good ? read_movie(file, &at, &length, &good) : NULL;
    if (file)
        fclose(file);
    struct text fresh = {0};
    // What the movie tells of places in the file stays true where the old one leaves a gap, and the
    // new one stands behind all.
    if (movie)
        good = put_movie(&fresh, movie, length);
    if (!good)
        error_set(error, ERROR_RENDER, "cannot write %s: the boxes of an AVIF are not as expected",
                  atomic_file_name(output));
    else if (movie)
        good = atomic_file_seek(output, at + 4, error) &&
               atomic_file_write(output, "free", 4, error) &&
               atomic_file_seek(output, atomic_file_size(output), error) &&
               atomic_file_write(output, fresh.data, fresh.length, error);
    free(movie);
    text_finish(&fresh);
    return good;
}
