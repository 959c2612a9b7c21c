// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/leftovers.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static const char SUFFIX[] = ".optanim";
enum { RANDOM_DIGITS = 16, ATTEMPTS_MAX = 100 };

size_t folder_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

int folder_open(const char *path) {
    size_t length = folder_length(path);
    char *folder = length ? mem_string(path, length) : mem_string(".", 1);
    int descriptor = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int code = errno;
    free(folder);
    errno = code;
    return descriptor;
}

// Appends the common prefix of all temporaries of `destination`. It is truncated, as file names
// have at most 255 bytes.
static void add_prefix(struct text *text, const char *destination) {
    const char *name = destination + folder_length(destination);
    text_add(text, ".");
    text_append(text, name, strnlen(name, 200));
    text_add(text, ".");
}

static bool add_name(struct text *name, const char *destination) {
    uint64_t key = 0;
    if (getrandom(&key, sizeof key, 0) != sizeof key)
        return false;
    add_prefix(name, destination);
    text_printf(name, "%016llx%s", (unsigned long long)key, SUFFIX);
    return true;
}

static bool lock(int descriptor) {
    // File systems without locks return another error than EWOULDBLOCK; leftovers there are never
    // removed.
    bool lost = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    struct stat status;
    return !lost && (fstat(descriptor, &status) != 0 || status.st_nlink > 0);
}

int leftover_make(struct temporary **temporary, int folder, const char *destination, bool is_folder,
                  struct text *name) {
    size_t before = name->length;
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        name->length = before;
        if (!add_name(name, destination))
            return -1;
        int descriptor =
            (is_folder ? temporary_folder : temporary_file)(temporary, folder, name->data + before);
        if (descriptor >= 0 && lock(descriptor))
            return descriptor;
        // A folder may be gone before it is open.
        if (descriptor < 0 && errno != EEXIST && !(is_folder && errno == ENOENT))
            return -1;
        if (descriptor >= 0) {
            temporary_keep(*temporary);
            close(descriptor);
            *temporary = NULL;
            errno = EEXIST;
        }
    }
    return -1;
}

static bool is_temporary_name(const char *name, const struct text *prefix) {
    return strlen(name) == prefix->length + RANDOM_DIGITS + strlen(SUFFIX) &&
           strncmp(name, prefix->data, prefix->length) == 0 &&
           strspn(name + prefix->length, "0123456789abcdef") == RANDOM_DIGITS &&
           strcmp(name + prefix->length + RANDOM_DIGITS, SUFFIX) == 0;
}

// Removes a folder and the files in it; `descriptor` is the folder's.
static void remove_folder(int parent, const char *name, int descriptor) {
    DIR *directory = fdopendir(fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        unlinkat(dirfd(directory), entry->d_name, 0);
    if (directory)
        closedir(directory);
    unlinkat(parent, name, AT_REMOVEDIR);
}

void leftovers_remove(const char *destination) {
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
        struct stat status;
        bool is_dead = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
        if (is_dead && fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode))
            remove_folder(dirfd(directory), entry->d_name, descriptor);
        else if (is_dead)
            unlinkat(dirfd(directory), entry->d_name, 0);
        close(descriptor);
    }
    if (directory)
        closedir(directory);
    text_finish(&folder);
    text_finish(&prefix);
}
