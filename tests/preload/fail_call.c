// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded in front of the C library (LD_PRELOAD): of the calls named FAIL_CALL the FAIL_AT-th fails,
// as on a disk that is full or broken. Also named can be `cut`, a write of which only half is done,
// and all that follow fail; and `halves`, all writes of which only half is done, which is no
// failure. How many calls there were is written to the file COUNT_TO at the end. Standard streams
// are left alone.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long count;
static long fail_at;
static const char *call = "";

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("FAIL_AT"), *name = getenv("FAIL_CALL");
    fail_at = at ? atol(at) : 0;
    call = name ? name : "";
    count = 0;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("COUNT_TO");
    long whole = count;
    call = "";
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", whole);
        fclose(file);
    }
}

// Counts a call; true where it is to fail.
static bool fails(const char *name, int code) {
    if (strcmp(call, name) != 0 || atomic_fetch_add(&count, 1) + 1 != fail_at)
        return false;
    errno = code;
    return true;
}

// The C library's own function of a name.
#define NEXT(name)                                                                                 \
    static __typeof__(name) *next;                                                                 \
    if (!next)                                                                                     \
    next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the library has its own names
ssize_t write(int file, const void *bytes, size_t length) {
    NEXT(write);
    if (file <= STDERR_FILENO)
        return next(file, bytes, length);
    if (fails("write", ENOSPC))
        return -1;
    if (strcmp(call, "halves") == 0)
        length -= length / 2;
    if (strcmp(call, "cut") == 0) {
        long number = atomic_fetch_add(&count, 1) + 1;
        if (fail_at > 0 && number > fail_at) {
            errno = ENOSPC;
            return -1;
        }
        if (number == fail_at)
            length -= length / 2;
    }
    return next(file, bytes, length);
}

// The file is closed all the same, as on Linux.
int close(int file) {
    NEXT(close);
    struct stat status;
    bool counts = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && file > STDERR_FILENO &&
                  (fcntl(file, F_GETFL) & O_ACCMODE) != O_RDONLY;
    int result = next(file);
    return counts && fails("close", EIO) ? -1 : result;
}

off_t lseek(int file, off_t offset, int whence) {
    NEXT(lseek);
    return fails("lseek", EIO) ? -1 : next(file, offset, whence);
}

// The disk itself is left alone: it would be most of a test's time.
int fsync(int file) {
    (void)file;
    return fails("fsync", EIO) ? -1 : 0;
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    NEXT(renameat);
    return fails("renameat", EACCES) ? -1 : next(from_folder, from, to_folder, to);
}

int mkdirat(int folder, const char *path, mode_t mode) {
    NEXT(mkdirat);
    return fails("mkdirat", ENOSPC) ? -1 : next(folder, path, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    NEXT(openat);
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return fails("openat", EMFILE) ? -1 : next(folder, path, flags, mode);
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
