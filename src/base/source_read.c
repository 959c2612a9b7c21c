// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/source.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Sets an error about a file, at the place that names it if there is one. Returns false.
static bool refuse(const char *path, const char *why, struct place from, struct error *error) {
    if (from.source)
        return error_at(error, from, "cannot read '%s': %s", path, why);
    return error_set(error, ERROR_SCENE, "%s: error: cannot read: %s", path, why);
}

bool source_unreadable(const char *path, struct place from, struct error *error) {
    int number = errno;
    if (number == EINTR && !interrupt_check(error))
        return false;
    return refuse(path, strerror(number), from, error);
}

// Returns true if `path` lies in `folder`; both are resolved paths.
static bool holds(const char *folder, const char *path) {
    size_t length = strlen(folder);
    while (length > 0 && folder[length - 1] == '/')
        length--;
    return strncmp(folder, path, length) == 0 && path[length] == '/';
}

// Checks that the file lies in the allowed folder. A file outside gets the same message as a
// missing one, so that a restricted scene cannot find out which files exist.
static bool check_place(const char *path, const char *allowed, struct place from,
                        struct error *error) {
    if (!allowed)
        return true;
    char *real = realpath(path, NULL);
    bool good = real && holds(allowed, real);
    if (!good) {
        struct text why = {0};
        text_printf(&why, "it is not in the folder '%s' (--restrict)", allowed);
        refuse(path, why.data, from, error);
        text_finish(&why);
    }
    free(real);
    return good;
}

// Only a scene named on the command line may be a pipe.
static bool check_kind(const struct stat *status, const char *path, const char *allowed,
                       struct place from, struct error *error) {
    if (S_ISREG(status->st_mode) || (!from.source && !allowed && S_ISFIFO(status->st_mode)))
        return true;
    return refuse(path, S_ISDIR(status->st_mode) ? "it is a folder" : "it is no regular file", from,
                  error);
}

// Checks the size of a file, at the place that names it if there is one.
static bool check_size(const struct stat *status, const char *path, enum limit limit,
                       struct place from, struct error *error) {
    struct source named = {.name = mem_string(path, strlen(path))};
    bool good = limit_check(limit, (double)status->st_size,
                            from.source ? from : (struct place){.source = &named}, error);
    free(named.name);
    return good;
}

// Opens a file within a limit, in the folder `allowed` (NULL: in any).
static FILE *open_within(const char *path, enum limit limit, const char *allowed, struct place from,
                         struct error *error) {
    struct stat before, status;
    if (!check_place(path, allowed, from, error))
        return NULL;
    if (stat(path, &before) != 0) {
        source_unreadable(path, from, error);
        return NULL;
    }
    if (!check_kind(&before, path, allowed, from, error))
        return NULL;
    // Without O_NONBLOCK, opening some special files would block.
    int wait = S_ISFIFO(before.st_mode) ? 0 : O_NONBLOCK;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | wait);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "rb") : NULL;
    if (!file || fstat(descriptor, &status) != 0) {
        source_unreadable(path, from, error);
    } else if (status.st_ino != before.st_ino || status.st_dev != before.st_dev) {
        refuse(path, "it was replaced meanwhile", from, error);
    } else if (check_size(&status, path, limit, from, error)) {
        return file;
    }
    if (file)
        fclose(file);
    else if (descriptor >= 0)
        close(descriptor);
    return NULL;
}

FILE *source_open(const char *path, struct place from, struct error *error) {
    return open_within(path, LIMIT_DATA_BYTES, from.source ? from.source->allowed : NULL, from,
                       error);
}

// Reads at most one byte more than the limit, enough to notice that it is exceeded.
static bool read_stream(FILE *file, enum limit limit, struct source *source) {
    size_t capacity = 0, most = (size_t)limit_most(limit) + 1;
    struct stat status;
    if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) &&
        (size_t)status.st_size < most)
        source->text = mem_grow(NULL, &capacity, (size_t)status.st_size + 2, 1);
    while (source->length < most) {
        source->text = mem_grow(source->text, &capacity, source->length + 4096, 1);
        size_t room = capacity - source->length - 1;
        room = room < most - source->length ? room : most - source->length;
        size_t got = fread(source->text + source->length, 1, room, file);
        source->length += got;
        if (got < room)
            break;
    }
    source->text[source->length] = '\0';
    return !ferror(file);
}

// Copies of the pipes that name scenes; made before there are threads, and kept to the end.
static struct pipe_copy {
    char *path;
    FILE *file;
} * pipes;
static size_t pipe_count, pipe_capacity;

// Returns the descriptor that a scene is read from which can be opened only once: that of standard
// input or of the copy of a pipe; -1 for any other path.
static int kept_descriptor(const char *path) {
    if (strcmp(path, "-") == 0)
        return STDIN_FILENO;
    for (size_t i = 0; i < pipe_count; i++)
        if (strcmp(pipes[i].path, path) == 0)
            return fileno(pipes[i].file);
    return -1;
}

// Reads what is kept with pread, from its offset at program start, so that several threads can read
// it.
static bool read_kept(int descriptor, enum limit limit, struct source *source) {
    size_t capacity = 0, most = (size_t)limit_most(limit) + 1;
    off_t at = lseek(descriptor, 0, SEEK_CUR);
    ssize_t got = at < 0 ? -1 : 1;
    while (got > 0 && source->length < most) {
        source->text = mem_grow(source->text, &capacity, source->length + 4096, 1);
        size_t room = capacity - source->length - 1;
        room = room < most - source->length ? room : most - source->length;
        got = pread(descriptor, source->text + source->length, room, at + (off_t)source->length);
        source->length += got > 0 ? (size_t)got : 0;
    }
    return got >= 0;
}

// Copies what can be read from a descriptor, at most one byte more than the limit or a little more,
// into a temporary file that is read from its start. NULL on failure, with the reason in errno.
static FILE *copy_of(int descriptor) {
    FILE *copy = tmpfile();
    char piece[1 << 14];
    ssize_t got = copy ? 1 : -1;
    double length = 0;
    while (got > 0 && length <= limit_most(LIMIT_DATA_BYTES)) {
        got = read(descriptor, piece, sizeof piece);
        length += (double)got;
        if (got > 0 && fwrite(piece, 1, (size_t)got, copy) < (size_t)got)
            got = -1;
    }
    if (got >= 0 && fflush(copy) == 0 && fseeko(copy, 0, SEEK_SET) == 0)
        return copy;
    int number = errno;
    if (copy)
        fclose(copy);
    errno = number;
    return NULL;
}

static bool keep_pipe(const char *path, struct error *error) {
    struct stat status;
    if (kept_descriptor(path) >= 0 || stat(path, &status) != 0 || !S_ISFIFO(status.st_mode))
        return true;
    FILE *file = source_open(path, (struct place){0}, error);
    FILE *copy = file ? copy_of(fileno(file)) : NULL;
    if (file && !copy)
        source_unreadable(path, (struct place){0}, error);
    if (file)
        fclose(file);
    if (!copy)
        return false;
    pipes = mem_grow(pipes, &pipe_capacity, pipe_count + 1, sizeof *pipes);
    pipes[pipe_count++] = (struct pipe_copy){mem_string(path, strlen(path)), copy};
    return true;
}

bool source_keep(const char *path, struct error *error) {
    if (strcmp(path, "-") != 0)
        return keep_pipe(path, error);
    if (lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0)
        return true;
    FILE *copy = copy_of(STDIN_FILENO);
    bool good = copy && dup2(fileno(copy), STDIN_FILENO) >= 0;
    int number = errno;
    if (!good && (number != EINTR || interrupt_check(error)))
        error_set(error, ERROR_RENDER, "cannot read standard input: %s", strerror(number));
    if (copy)
        fclose(copy);
    return good;
}

FILE *source_open_seekable(const char *path, struct error *error) {
    struct stat status;
    bool is_standard = strcmp(path, "-") == 0;
    FILE *file = is_standard ? NULL : source_open(path, (struct place){0}, error);
    if (!is_standard && (!file || (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode))))
        return file;
    FILE *copy = copy_of(file ? fileno(file) : STDIN_FILENO);
    if (!copy)
        source_unreadable(path, (struct place){0}, error);
    if (file)
        fclose(file);
    if (copy && fstat(fileno(copy), &status) == 0 &&
        !limit_check(LIMIT_DATA_BYTES, (double)status.st_size, (struct place){0}, error)) {
        fclose(copy);
        copy = NULL;
    }
    return copy;
}

bool source_skip(FILE *file, uint64_t bytes) {
    char passed[256];
    if (bytes <= sizeof passed) // fseeko would make system calls
        return fread(passed, 1, (size_t)bytes, file) == bytes;
    return bytes <= INT64_MAX && fseeko(file, (off_t)bytes, SEEK_CUR) == 0;
}

static void drop_byte_order_mark(struct source *source) {
    static const char mark[] = "\xEF\xBB\xBF";
    size_t length = strlen(mark);
    if (source->length < length || memcmp(source->text, mark, length) != 0)
        return;
    source->length -= length;
    memmove(source->text, source->text + length, source->length + 1);
}

static bool read_file(struct source *source, const char *path, const char *allowed,
                      enum limit limit, struct place from, struct error *error) {
    *source = (struct source){.name = mem_string(path, strlen(path)), .allowed = allowed};
    int kept = from.source ? -1 : kept_descriptor(path);
    source->is_kept = kept >= 0;
    FILE *file = kept >= 0 ? NULL : open_within(path, limit, allowed, from, error);
    bool good =
        kept >= 0 ? read_kept(kept, limit, source) : file && read_stream(file, limit, source);
    if ((file || kept >= 0) && !good)
        source_unreadable(path, from, error);
    if (good)
        drop_byte_order_mark(source);
    good = good && limit_check(limit, (double)source->length,
                               from.source ? from : (struct place){.source = source}, error);
    if (!good)
        source_finish(source);
    if (file)
        fclose(file);
    return good;
}

bool source_read(struct source *source, const char *path, enum limit limit, struct place from,
                 struct error *error) {
    const char *allowed = from.source ? from.source->allowed : NULL;
    return read_file(source, path, allowed, limit, from, error);
}

bool source_read_scene(struct source *source, const char *path, const char *allowed,
                       struct place from, struct error *error) {
    bool good = read_file(source, path, allowed, LIMIT_SCENE_BYTES, from, error);
    source->shows_lines = true;
    return good;
}
