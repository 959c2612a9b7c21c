// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/atomic_file.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/quit.h"
#include "base/text.h"
#include "encode/leftovers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40, ATTEMPTS_MAX = 100 };

struct atomic_file {
    char *name;        // for messages
    char *destination; // symbolic links resolved; NULL where written directly
    int folder;        // that the destination is in, wherever it may be moved to; -1: none
    char *path;        // of the temporary
    struct temporary *temporary; // NULL where written directly, and once it is renamed
    int descriptor;              // -1 once closed
    bool is_stream;              // standard output
    bool durable;
};

// True where the current folder has no name any more.
static bool has_lost_folder(void) {
    struct stat status;
    return stat(".", &status) == 0 && status.st_nlink == 0;
}

static bool fail(const struct atomic_file *output, int code, struct error *error) {
    if (code == EINTR)
        return error_set(error, ERROR_INTERRUPTED, "interrupted");
    if (code == EPIPE && output->is_stream)
        return error_set(error, ERROR_UNREAD, "nobody reads standard output");
    struct stat status;
    bool is_gone = code == ENOENT && output->folder >= 0 && fstat(output->folder, &status) == 0 &&
                   status.st_nlink == 0;
    if (is_gone || (code == ENOENT && has_lost_folder()))
        return error_set(error, ERROR_RENDER, "cannot write %s: %s has been removed", output->name,
                         has_lost_folder() ? "the current folder" : "its folder");
    return error_set(error, ERROR_RENDER, "cannot write %s: %s", output->name, strerror(code));
}

// Follows the symbolic links that `path` ends in, also one whose target does not exist yet. Returns
// NULL (owned by the caller otherwise) for a link in /proc: what stands behind /dev/stdout is an
// open file and has no name of its own.
static char *resolve_links(const char *path) {
    char *resolved = mem_string(path, strlen(path));
    char target[PATH_MAX];
    for (int i = 0; i < LINKS_MAX; i++) {
        ssize_t length = readlink(resolved, target, sizeof target - 1);
        if (length < 0)
            break;
        if (strncmp(resolved, "/proc/", 6) == 0) {
            free(resolved);
            return NULL;
        }
        struct text next = {0};
        if (target[0] != '/')
            text_append(&next, resolved, folder_length(resolved));
        text_append(&next, target, (size_t)length);
        free(resolved);
        resolved = text_take(&next);
    }
    return resolved;
}

// Creates and locks the temporary. Another run that cleans up may take it for a leftover before it
// is locked; the next attempt has a new name.
static bool create_temporary(struct atomic_file *output, struct error *error) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        struct text name = {0}, path = {0};
        if (!leftover_name(&name, output->destination))
            return fail(output, errno, error);
        text_append(&path, output->destination, folder_length(output->destination));
        text_add(&path, name.data);
        struct temporary *temporary;
        int descriptor = temporary_file(&temporary, output->folder, name.data);
        int code = errno;
        text_finish(&name);
        if (descriptor >= 0 && leftover_lock(descriptor)) {
            output->temporary = temporary;
            output->path = text_take(&path);
            output->descriptor = descriptor;
            return true;
        }
        text_finish(&path);
        if (descriptor >= 0) {
            temporary_keep(temporary);
            close(descriptor);
        } else if (code != EEXIST) {
            return fail(output, code, error);
        }
    }
    return fail(output, EEXIST, error);
}

// Opens what stands at `path` as it is. Appending, as standard output may be in the middle of a
// file; devices and fifos do not mind.
static bool open_directly(struct atomic_file *output, const char *path, struct error *error) {
    output->descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    return output->descriptor >= 0 || fail(output, errno, error);
}

static bool open_path(struct atomic_file *output, const char *path, struct error *error) {
    struct stat status;
    bool exists = stat(path, &status) == 0;
    if (!exists && errno != ENOENT)
        return fail(output, errno, error);
    if (exists && S_ISDIR(status.st_mode))
        return fail(output, EISDIR, error);
    if (exists && !S_ISREG(status.st_mode))
        return open_directly(output, path, error);
    output->destination = resolve_links(path);
    if (!output->destination)
        return open_directly(output, path, error);
    if (output->destination[folder_length(output->destination)] == '\0')
        return fail(output, ENOENT, error);
    // Renaming asks only for the folder's permission; a file that may not be written stays.
    if (exists && access(path, W_OK) != 0)
        return fail(output, errno, error);
    // What is renamed later is in this folder, even if it was moved.
    output->folder = folder_open(output->destination);
    if (output->folder < 0)
        return fail(output, errno, error);
    leftovers_remove(output->destination);
    return create_temporary(output, error);
}

struct atomic_file *atomic_file_open(const char *path, struct error *error) {
    struct atomic_file *output = mem_zero(1, sizeof *output);
    output->descriptor = output->folder = -1;
    struct text name = {0};
    bool opened;
    if (strcmp(path, "-") == 0) {
        text_add(&name, "standard output");
        output->name = text_take(&name);
        output->is_stream = true;
        output->descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
        opened = output->descriptor >= 0 || fail(output, errno, error);
    } else {
        text_printf(&name, "'%s'", path);
        output->name = text_take(&name);
        opened = open_path(output, path, error);
    }
    if (opened)
        return output;
    atomic_file_destroy(output);
    return NULL;
}

bool atomic_file_write(struct atomic_file *output, const void *bytes, size_t length,
                       struct error *error) {
    const char *next = bytes;
    while (length > 0) {
        ssize_t written = write(output->descriptor, next, length);
        if (written < 0)
            return fail(output, errno, error);
        next += written;
        length -= (size_t)written;
        // A signal cuts a write to a full pipe short; the next one would wait without an end.
        if (length > 0 && !interrupt_check(error))
            return false;
    }
    return true;
}

bool atomic_file_seekable(const struct atomic_file *output) {
    return output->temporary != NULL;
}

bool atomic_file_seek(struct atomic_file *output, int64_t position, struct error *error) {
    return lseek(output->descriptor, position, SEEK_SET) >= 0 || fail(output, errno, error);
}

int64_t atomic_file_size(const struct atomic_file *output) {
    struct stat status;
    return fstat(output->descriptor, &status) == 0 ? status.st_size : 0;
}

const char *atomic_file_path(const struct atomic_file *output) {
    return output->path;
}

const char *atomic_file_name(const struct atomic_file *output) {
    return output->name;
}

void atomic_file_set_durable(struct atomic_file *output) {
    output->durable = true;
}

// Writes the entry of the destination itself to the disk.
static bool sync_folder(const struct atomic_file *output, struct error *error) {
    int folder = openat(output->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = folder >= 0 && fsync(folder) == 0;
    int code = errno;
    if (folder >= 0)
        close(folder);
    return good || fail(output, code, error);
}

// Gives the whole file its name. Its lock is held until then, so that no other run takes it for a
// leftover: a second descriptor holds it while the first tells what only closing tells.
static bool put_in_place(struct atomic_file *output, struct error *error) {
    if (output->durable && fsync(output->descriptor) != 0)
        return fail(output, errno, error);
    int lock = fcntl(output->descriptor, F_DUPFD_CLOEXEC, 0);
    if (lock < 0)
        return fail(output, errno, error);
    int descriptor = output->descriptor;
    output->descriptor = lock;
    if (close(descriptor) != 0)
        return fail(output, errno, error);
    const char *name = output->destination + folder_length(output->destination);
    const char *temporary = output->path + folder_length(output->path);
    if (renameat(output->folder, temporary, output->folder, name) != 0)
        return fail(output, errno, error);
    temporary_keep(output->temporary);
    output->temporary = NULL;
    return !output->durable || sync_folder(output, error);
}

bool atomic_file_close(struct atomic_file *output, struct error *error) {
    if (output->temporary && !put_in_place(output, error))
        return false;
    // A pipe has nothing to sync, and says so.
    if (output->durable && !output->destination && fsync(output->descriptor) != 0 &&
        errno != EINVAL && errno != EROFS)
        return fail(output, errno, error);
    int descriptor = output->descriptor;
    output->descriptor = -1;
    return close(descriptor) == 0 || fail(output, errno, error);
}

void atomic_file_destroy(struct atomic_file *output) {
    if (!output)
        return;
    temporary_remove(output->temporary);
    if (output->descriptor >= 0)
        close(output->descriptor);
    if (output->folder >= 0)
        close(output->folder);
    free(output->path);
    free(output->destination);
    free(output->name);
    free(output);
}
