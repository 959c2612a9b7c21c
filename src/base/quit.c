// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/quit.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAME_SIZE = 256 };

// Only the thread that has moved a temporary from FREE to MAKING may change it, until the state is
// MADE.
enum state { FREE, MAKING, MADE };

struct temporary {
    struct temporary *next; // never changes
    atomic_int state;
    bool is_folder;
    int folder;                  // descriptor of the folder that contains it
    int inside;                  // a folder's own descriptor
    atomic_long count;           // files created in it, if a folder
    atomic_long moved;           // of these, the first that have left it, until temporary_commit
    struct numbered_names names; // of those
    char name[NAME_SIZE];
};

// All temporaries ever made. They are reused and never freed, so that a signal handler may walk the
// list.
static _Atomic(struct temporary *) all;
static _Atomic(const char *) restores;
static atomic_bool is_over;

static struct temporary *take(void) {
    for (struct temporary *one = atomic_load(&all); one; one = one->next) {
        int expected = FREE;
        if (atomic_compare_exchange_strong(&one->state, &expected, MAKING))
            return one;
    }
    struct temporary *one = mem_zero(1, sizeof *one);
    one->state = MAKING;
    one->next = atomic_load(&all);
    while (!atomic_compare_exchange_weak(&all, &one->next, one))
        ;
    return one;
}

// quit waits for a temporary in state MAKING. A signal handler that ran on this very thread would
// wait for ever, so signals are blocked meanwhile.
static void block_signals(sigset_t *before) {
    sigset_t every;
    sigfillset(&every);
    pthread_sigmask(SIG_BLOCK, &every, before);
}

// Creates nothing once quit has started.
static void begin(struct temporary *temporary, enum state if_over) {
    if (!atomic_load(&is_over))
        return;
    atomic_store(&temporary->state, if_over);
    for (;;)
        pause();
}

static int make(struct temporary **temporary, int folder, const char *name, bool is_folder) {
    *temporary = NULL;
    if (strlen(name) >= NAME_SIZE) {
        errno = ENAMETOOLONG;
        return -1;
    }
    sigset_t before;
    block_signals(&before);
    struct temporary *one = take();
    begin(one, FREE);
    one->is_folder = is_folder;
    one->folder = folder;
    one->count = one->moved = 0;
    memcpy(one->name, name, strlen(name) + 1);
    int flags =
        is_folder ? O_RDONLY | O_DIRECTORY | O_CLOEXEC : O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    // Modes 0666 and 0777 leave the permissions to umask and to the folder's default ACL.
    bool made = !is_folder || mkdirat(folder, name, 0777) == 0;
    int descriptor = made ? openat(folder, name, flags, 0666) : -1;
    int code = errno;
    if (is_folder && made && descriptor < 0)
        unlinkat(folder, name, AT_REMOVEDIR);
    one->inside = is_folder ? descriptor : -1;
    atomic_store(&one->state, descriptor >= 0 ? MADE : FREE);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    *temporary = descriptor >= 0 ? one : NULL;
    errno = code;
    return descriptor;
}

int temporary_file(struct temporary **temporary, int folder, const char *name) {
    return make(temporary, folder, name, false);
}

int temporary_folder(struct temporary **temporary, int folder, const char *name) {
    return make(temporary, folder, name, true);
}

// Begins a step that quit waits for.
static void begin_step(struct temporary *temporary, sigset_t *before) {
    block_signals(before);
    atomic_store(&temporary->state, MAKING);
    begin(temporary, MADE);
}

static void end_step(struct temporary *temporary, const sigset_t *before) {
    atomic_store(&temporary->state, MADE);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

int temporary_next(struct temporary *temporary) {
    char name[24];
    sigset_t before;
    begin_step(temporary, &before);
    temporary_name(atomic_load(&temporary->count), name);
    int descriptor = openat(temporary->inside, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int code = errno;
    if (descriptor >= 0)
        atomic_fetch_add(&temporary->count, 1);
    end_step(temporary, &before);
    errno = code;
    return descriptor;
}

long temporary_count(const struct temporary *temporary) {
    return atomic_load(&temporary->count);
}

void temporary_name(long number, char name[24]) {
    char digits[24];
    int count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    for (int i = 0; i < count; i++)
        name[i] = digits[count - 1 - i];
    name[count] = '\0';
}

// Writes the name that a file has beside its folder. False if it is too long.
static bool name_beside(const struct temporary *temporary, long number, char out[NAME_SIZE]) {
    const struct numbered_names *names = &temporary->names;
    char digits[24];
    temporary_name(number, digits);
    size_t length = strlen(digits), least = (size_t)names->digits;
    size_t zeros = length < least ? least - length : 0, tail = strlen(names->tail);
    if (names->head_length + zeros + length + tail >= NAME_SIZE)
        return false;
    memcpy(out, names->head, names->head_length);
    out += names->head_length;
    memset(out, '0', zeros);
    memcpy(out + zeros, digits, length + 1);
    memcpy(out + zeros + length, names->tail, tail + 1);
    return true;
}

// Returns an error number.
static int move(const struct temporary *temporary, long number) {
    char name[24], beside[NAME_SIZE];
    struct stat status;
    int inside = temporary->inside, folder = temporary->folder;
    if (!name_beside(temporary, number, beside))
        return ENAMETOOLONG;
    temporary_name(number, name);
    bool exists = fstatat(folder, beside, &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return EISDIR;
    if (exists && renameat2(inside, name, folder, beside, RENAME_EXCHANGE) == 0)
        return 0;
    return renameat(inside, name, folder, beside) == 0 ? 0 : errno;
}

// Undoes the last move.
static void move_back(struct temporary *temporary) {
    char name[24], beside[NAME_SIZE];
    int inside = temporary->inside, folder = temporary->folder;
    long number = atomic_load(&temporary->moved) - 1;
    temporary_name(number, name);
    name_beside(temporary, number, beside);
    if (faccessat(inside, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        renameat2(inside, name, folder, beside, RENAME_EXCHANGE);
    else
        renameat(folder, beside, inside, name);
    atomic_store(&temporary->moved, number);
}

int temporary_move(struct temporary *temporary, const struct numbered_names *names) {
    sigset_t before;
    begin_step(temporary, &before);
    temporary->names = *names;
    int code = move(temporary, atomic_load(&temporary->moved));
    if (code == 0)
        atomic_fetch_add(&temporary->moved, 1);
    end_step(temporary, &before);
    return code;
}

void temporary_commit(struct temporary *temporary) {
    atomic_store(&temporary->moved, 0);
}

static void clear(struct temporary *temporary) {
    char name[24];
    while (atomic_load(&temporary->moved) > 0)
        move_back(temporary);
    for (long i = 0; i < atomic_load(&temporary->count); i++) {
        temporary_name(i, name);
        unlinkat(temporary->inside, name, 0);
    }
    unlinkat(temporary->folder, temporary->name, temporary->is_folder ? AT_REMOVEDIR : 0);
}

void temporary_remove(struct temporary *temporary) {
    if (!temporary)
        return;
    while (atomic_load(&temporary->moved) > 0) {
        sigset_t before;
        begin_step(temporary, &before);
        move_back(temporary);
        end_step(temporary, &before);
    }
    clear(temporary);
    temporary_keep(temporary);
}

void temporary_keep(struct temporary *temporary) {
    atomic_store(&temporary->state, FREE);
}

void quit_restores(const char *bytes) {
    atomic_store(&restores, bytes);
}

static void say(int stream, const char *bytes) {
    ssize_t ignored = bytes ? write(stream, bytes, strlen(bytes)) : 0;
    (void)ignored;
}

noreturn void quit(const char *message, int status) {
    block_signals(NULL);
    // A second caller waits for the first one to end the process.
    if (atomic_exchange(&is_over, true))
        for (;;)
            pause();
    for (struct temporary *one = atomic_load(&all); one; one = one->next) {
        // Wait at most 50 ms, in case a file system does not respond.
        for (int i = 0; i < 50 && atomic_load(&one->state) == MAKING; i++)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        if (atomic_load(&one->state) != FREE)
            clear(one);
    }
    say(STDOUT_FILENO, atomic_load(&restores));
    say(STDERR_FILENO, message);
    _exit(status);
}
