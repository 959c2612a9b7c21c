// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/atomic_file.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/quit.h"
#include "base/text.h"
#include "encode/destination.h"
#include "encode/leftovers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct atomic_file {
    char *name;        // for messages
    char *destination; // symbolic links resolved; NULL if written directly
    int folder; // descriptor of the destination's folder, valid even if that is moved; -1: none
    char *path; // of the temporary file
    struct temporary *temporary; // NULL if written directly, and once it is renamed
    int descriptor;              // -1 once closed
    bool is_stream;              // standard output
    bool durable;
};

// True if the working folder was deleted or unlinked, so that it has no path any more.
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

// Creates and locks the temporary file. Between the two steps another run that cleans up may take
// it for a leftover and remove it; then this tries again under a new name.
static bool create_temporary(struct atomic_file *output, struct error *error) {
    struct text path = {0};
    text_append(&path, output->destination, folder_length(output->destination));
    output->descriptor =
        leftover_make(&output->temporary, output->folder, output->destination, false, &path);
    int code = errno;
    output->path = text_take(&path);
    return output->descriptor >= 0 || fail(output, code, error);
}

// Opens an existing pipe or device, or standard output. In append mode, as standard output may be
// redirected to the middle of a file; pipes and devices ignore the mode.
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
    output->destination = destination_follow(path);
    if (!output->destination)
        return open_directly(output, path, error);
    if (output->destination[folder_length(output->destination)] == '\0')
        return fail(output, ENOENT, error);
    // Renaming only needs write permission for the folder; refuse to replace a read-only file.
    if (exists && access(path, W_OK) != 0)
        return fail(output, errno, error);
    // The rename is relative to this descriptor, so it works even if the folder was moved.
    output->folder = folder_open(output->destination);
    if (output->folder < 0)
        return fail(output, errno, error);
    leftovers_remove(output->folder, output->destination);
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
        // A signal interrupts a write to a full pipe with a partial count; the next write would
        // block again, possibly forever.
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

// Renames the temporary to its destination.
static bool give_name(struct atomic_file *output, struct error *error) {
    const char *name = output->destination + folder_length(output->destination);
    const char *temporary = output->path + folder_length(output->path);
    if (renameat(output->folder, temporary, output->folder, name) != 0)
        return fail(output, errno, error);
    temporary_keep(output->temporary);
    output->temporary = NULL;
    close(output->descriptor); // the lock, which has nothing to tell
    output->descriptor = -1;
    return true;
}

// The same, and writes file and name to the disk. All that can fail before, does.
static bool give_name_durably(struct atomic_file *output, struct error *error) {
    int folder = openat(output->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return fail(output, errno, error);
    bool good = give_name(output, error) && (fsync(folder) == 0 || fail(output, errno, error));
    close(folder);
    return good;
}

// Closes the temporary file and renames it to its destination. Some write errors appear only at
// close, so it must be closed first; a duplicate descriptor keeps the lock until the rename, so
// that no other run takes the file for a leftover.
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
    return output->durable ? give_name_durably(output, error) : give_name(output, error);
}

bool atomic_file_close(struct atomic_file *output, struct error *error) {
    if (output->temporary)
        return put_in_place(output, error);
    // A pipe has nothing to sync, and says so.
    if (output->durable && fsync(output->descriptor) != 0 && errno != EINVAL && errno != EROFS)
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
