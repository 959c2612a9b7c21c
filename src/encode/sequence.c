// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/sequence.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/quit.h"
#include "encode/leftovers.h"
#include "encode/pattern.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sequence {
    char *pattern;
    int folder; // descriptor of the destinations' folder
    int inside; // descriptor of the hidden folder
    struct temporary *temporary;
    bool durable;
};

static bool fail(const struct sequence *sequence, int code, struct error *error) {
    if (code == EINTR)
        return error_set(error, ERROR_INTERRUPTED, "interrupted");
    return error_set(error, ERROR_RENDER, "cannot write '%s': %s", sequence->pattern,
                     strerror(code));
}

static bool make_folder(struct sequence *sequence, struct error *error) {
    sequence->folder = folder_open(sequence->pattern);
    if (sequence->folder < 0)
        return fail(sequence, errno, error);
    leftovers_remove(sequence->folder, sequence->pattern);
    struct text name = {0};
    sequence->inside =
        leftover_make(&sequence->temporary, sequence->folder, sequence->pattern, true, &name);
    int code = errno;
    text_finish(&name);
    return sequence->inside >= 0 || fail(sequence, code, error);
}

struct sequence *sequence_open(const char *pattern, bool durable, struct error *error) {
    struct sequence *sequence = mem_zero(1, sizeof *sequence);
    sequence->pattern = mem_string(pattern, strlen(pattern));
    sequence->folder = sequence->inside = -1;
    sequence->durable = durable;
    if (pattern_check(pattern, error) && make_folder(sequence, error))
        return sequence;
    sequence_destroy(sequence);
    return NULL;
}

static bool write_all(int descriptor, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

bool sequence_add(struct sequence *sequence, const void *bytes, size_t length,
                  struct error *error) {
    int descriptor = temporary_next(sequence->temporary);
    if (descriptor < 0)
        return fail(sequence, errno, error);
    bool good =
        write_all(descriptor, bytes, length) && (!sequence->durable || fsync(descriptor) == 0);
    int code = errno;
    if (close(descriptor) != 0 && good) {
        good = false;
        code = errno;
    }
    return good || fail(sequence, code, error);
}

// Gives all files their names, or where one cannot have it, not all. Returns an error number.
static int give_names(const struct sequence *sequence) {
    const char *name = sequence->pattern + folder_length(sequence->pattern);
    struct numbered_names names = {.head = name, .head_length = pattern_stem(name)};
    names.tail = pattern_tail(name, &names.digits);
    int code = 0;
    for (long i = temporary_count(sequence->temporary); code == 0 && i > 0; i--)
        code = interrupt_signal() ? EINTR : temporary_move(sequence->temporary, &names);
    return code;
}

bool sequence_move(struct sequence *sequence, struct error *error) {
    int folder = -1;
    if (sequence->durable) {
        folder = openat(sequence->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
            return fail(sequence, errno, error);
    }
    int code = give_names(sequence);
    if (code == 0 && folder >= 0 && fsync(folder) != 0)
        code = errno;
    if (folder >= 0)
        close(folder);
    return code == 0 || fail(sequence, code, error);
}

void sequence_commit(struct sequence *sequence) {
    temporary_commit(sequence->temporary);
}

void sequence_destroy(struct sequence *sequence) {
    if (!sequence)
        return;
    temporary_remove(sequence->temporary);
    if (sequence->inside >= 0)
        close(sequence->inside);
    if (sequence->folder >= 0)
        close(sequence->folder);
    free(sequence->pattern);
    free(sequence);
}
