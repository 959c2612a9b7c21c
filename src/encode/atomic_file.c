// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/atomic_file.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

// A temporary of out/film.mp4 is out/.film.mp4.0123456789abcdef.optanim.
static const char SUFFIX[] = ".optanim";
enum { RANDOM_DIGITS = 16, LINKS_MAX = 40, ATTEMPTS_MAX = 100 };

struct atomic_file {
    char *name;        // for messages
    char *destination; // symbolic links resolved; NULL where written directly
    char *temporary;   // NULL where written directly, and once it is renamed
    int descriptor;    // -1 once closed
};

static bool fail(const struct atomic_file *output, int code, struct error *error) {
    if (code == EINTR)
        return error_set(error, ERROR_INTERRUPTED, "interrupted");
    return error_set(error, ERROR_RENDER, "cannot write %s: %s", output->name, strerror(code));
}

// Returns how many bytes of `path` its folder takes, with the slash; 0: the current folder.
static size_t folder_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
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

// What the names of all temporaries of `destination` begin with; cut, as a name may be 255 long.
static void add_prefix(struct text *text, const char *destination) {
    const char *name = destination + folder_length(destination);
    text_add(text, ".");
    text_append(text, name, strnlen(name, 200));
    text_add(text, ".");
}

static bool is_temporary_name(const char *name, const struct text *prefix) {
    return strlen(name) == prefix->length + RANDOM_DIGITS + strlen(SUFFIX) &&
           strncmp(name, prefix->data, prefix->length) == 0 &&
           strspn(name + prefix->length, "0123456789abcdef") == RANDOM_DIGITS &&
           strcmp(name + prefix->length + RANDOM_DIGITS, SUFFIX) == 0;
}

// Removes the temporaries of `destination` whose runs are dead: their lock is free. That one cannot
// is no error; it is only litter.
static void remove_leftovers(const char *destination) {
    struct text folder = {0}, prefix = {0};
    text_append(&folder, destination, folder_length(destination));
    add_prefix(&prefix, destination);
    DIR *directory = opendir(folder.length ? folder.data : ".");
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (!is_temporary_name(entry->d_name, &prefix))
            continue;
        int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
        int descriptor = openat(dirfd(directory), entry->d_name, flags);
        if (descriptor < 0)
            continue;
        if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            unlinkat(dirfd(directory), entry->d_name, 0);
        close(descriptor);
    }
    if (directory)
        closedir(directory);
    text_finish(&folder);
    text_finish(&prefix);
}

// Creates and locks the temporary. Another run that cleans up may take it for a leftover before it
// is locked; then its lock is taken or its name is gone, and the next attempt has a new name.
static bool create_temporary(struct atomic_file *output, struct error *error) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        uint64_t key = 0;
        if (getrandom(&key, sizeof key, 0) != sizeof key)
            return fail(output, errno, error);
        struct text path = {0};
        text_append(&path, output->destination, folder_length(output->destination));
        add_prefix(&path, output->destination);
        text_printf(&path, "%016llx%s", (unsigned long long)key, SUFFIX);
        // Mode 0666 leaves the permissions to umask and to the folder's default ACL.
        int descriptor = open(path.data, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0) {
            int code = errno;
            text_finish(&path);
            if (code == EEXIST)
                continue;
            return fail(output, code, error);
        }
        // A file system without locks gives another error; its leftovers are never removed.
        bool lost = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        struct stat status;
        if (lost || (fstat(descriptor, &status) == 0 && status.st_nlink == 0)) {
            close(descriptor);
            text_finish(&path);
            continue;
        }
        output->temporary = text_take(&path);
        output->descriptor = descriptor;
        return true;
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
    remove_leftovers(output->destination);
    return create_temporary(output, error);
}

struct atomic_file *atomic_file_open(const char *path, struct error *error) {
    struct atomic_file *output = mem_zero(1, sizeof *output);
    output->descriptor = -1;
    struct text name = {0};
    bool opened;
    if (strcmp(path, "-") == 0) {
        text_add(&name, "standard output");
        output->name = text_take(&name);
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
    return output->temporary;
}

const char *atomic_file_name(const struct atomic_file *output) {
    return output->name;
}

bool atomic_file_close(struct atomic_file *output, struct error *error) {
    // Renamed while the lock is held, so that no other run takes the whole file for a leftover.
    if (output->temporary) {
        if (rename(output->temporary, output->destination) != 0)
            return fail(output, errno, error);
        free(output->temporary);
        output->temporary = NULL;
    }
    int descriptor = output->descriptor;
    output->descriptor = -1;
    return close(descriptor) == 0 || fail(output, errno, error);
}

void atomic_file_destroy(struct atomic_file *output) {
    if (!output)
        return;
    if (output->temporary)
        unlink(output->temporary);
    if (output->descriptor >= 0)
        close(output->descriptor);
    free(output->temporary);
    free(output->destination);
    free(output->name);
    free(output);
}
