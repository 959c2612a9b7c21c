// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/leftovers.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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
           strspn(name + prefix->length, "0123456789abcdef") == RANDOM_DIGITS;
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

// The names in a folder that end as those of temporaries do.
struct listing {
    int folder; // kept open, so that its inode stays its own
    struct stat status;
    struct text names; // each with its NUL
};

enum { LISTINGS_MAX = 8 };
static struct listing listings[LISTINGS_MAX];
static size_t listing_count; // of those made so far; the oldest are replaced
static pthread_mutex_t listings_lock = PTHREAD_MUTEX_INITIALIZER;

static void list_folder(struct listing *listing, int folder, const struct stat *status) {
    if (listing_count++ >= LISTINGS_MAX)
        close(listing->folder);
    text_clear(&listing->names);
    listing->folder = fcntl(folder, F_DUPFD_CLOEXEC, 0);
    listing->status = listing->folder >= 0 ? *status : (struct stat){0};
    int descriptor = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        size_t length = strlen(entry->d_name), end = strlen(SUFFIX);
        if (length > end && strcmp(entry->d_name + length - end, SUFFIX) == 0)
            text_append(&listing->names, entry->d_name, length + 1);
    }
    if (directory)
        closedir(directory);
    else if (descriptor >= 0)
        close(descriptor);
}

// Returns the names in a folder as they were when they were first asked for.
static const struct text *names_in(int folder) {
    static const struct text none;
    struct stat status;
    if (fstat(folder, &status) != 0)
        return &none;
    for (size_t i = 0; i < LISTINGS_MAX; i++)
        if (listings[i].status.st_dev == status.st_dev &&
            listings[i].status.st_ino == status.st_ino)
            return &listings[i].names;
    struct listing *listing = &listings[listing_count % LISTINGS_MAX];
    list_folder(listing, folder, &status);
    return &listing->names;
}

static void remove_dead(int folder, const char *name) {
    int descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return;
    struct stat status;
    bool is_dead = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    if (is_dead && fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode))
        remove_folder(folder, name, descriptor);
    else if (is_dead)
        unlinkat(folder, name, 0);
    close(descriptor);
}

void leftovers_remove(int folder, const char *destination) {
    struct text prefix = {0};
    add_prefix(&prefix, destination);
    pthread_mutex_lock(&listings_lock);
    const struct text *names = names_in(folder);
    for (size_t at = 0; at < names->length; at += strlen(names->data + at) + 1)
        if (is_temporary_name(names->data + at, &prefix))
            remove_dead(folder, names->data + at);
    pthread_mutex_unlock(&listings_lock);
    text_finish(&prefix);
}
