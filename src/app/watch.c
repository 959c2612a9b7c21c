// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/watch.h"

#include "app/batch.h"
#include "app/progress.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/source.h"
#include "tree/document.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    QUIET_MS = 80,    // wait this long for an editor to finish its several writes
    LOOK_MS = 500,    // polling interval, for file systems without notifications such as NFS
    GUESS_MAX = 256,  // longest text, in bytes, that is tried as a path
    GUESSES_MAX = 500 // texts of a scene that are tried: each costs a look at a file at every poll
};

// Identifies a version of a file; {0}: the file is absent.
struct stamp {
    struct timespec changed;
    off_t size;
    ino_t inode;
};

struct input {
    char *path; // owned
    struct stamp stamp;
};

// A scene and all files that it has depended on so far.
struct watched {
    const char *scene;
    struct input *inputs; // owned
    size_t count, capacity;
    bool dirty;   // must be rendered
    bool guessed; // its likely inputs were added since: all its films have the same
};

struct watch {
    const struct options *options;
    struct watched *scenes; // owned
    size_t count;
    struct timespec started; // start of the current render
};

static struct stamp stamp_of(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0)
        return (struct stamp){0};
    return (struct stamp){status.st_mtim, status.st_size, status.st_ino};
}

static bool is_same(const struct stamp *a, const struct stamp *b) {
    return a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec &&
           a->size == b->size && a->inode == b->inode;
}

static bool is_before(struct timespec a, struct timespec b) {
    return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

static void add_input(const struct watch *watch, struct watched *scene, const char *path) {
    for (size_t i = 0; i < scene->count; i++)
        if (strcmp(scene->inputs[i].path, path) == 0)
            return;
    scene->inputs =
        mem_grow(scene->inputs, &scene->capacity, scene->count + 1, sizeof *scene->inputs);
    struct input *input = &scene->inputs[scene->count++];
    *input = (struct input){mem_string(path, strlen(path)), stamp_of(path)};
    // A file that changed after the render started may have been read before the change, so the
    // scene is rendered again.
    if (!is_before(input->stamp.changed, watch->started))
        input->stamp = (struct stamp){.size = -1};
}

// Adds the likely inputs of a scene that failed: the scenes that it extends, and every text in them
// that may be the path of data or a theme.
static void guess_inputs(const struct watch *watch, struct watched *scene) {
    struct document document = {0};
    struct error ignored = {0};
    struct strings paths = {0};
    document_restrict(&document, watch->options->restricted, scene->scene);
    document_read(&document, scene->scene, (struct place){0}, &ignored);
    document_inputs(&document, &paths);
    for (size_t i = 0; i < paths.count; i++)
        add_input(watch, scene, paths.items[i]);
    for (size_t i = 0; i < document.count && scene->count < GUESSES_MAX; i++) {
        const struct node *node = document.nodes[i];
        if (node->kind != NODE_STRING || !node->place.source || strlen(node->text) > GUESS_MAX ||
            !strpbrk(node->text, "./") || strpbrk(node->text, "\n{"))
            continue;
        char *path = source_beside(node->place, node->text);
        add_input(watch, scene, path);
        free(path);
    }
    strings_finish(&paths);
    error_finish(&ignored);
    document_finish(&document);
}

static void on_over(void *context, const struct job *job, const struct report *report,
                    const struct error *error) {
    struct watch *watch = context;
    for (size_t i = 0; i < watch->count; i++) {
        struct watched *scene = &watch->scenes[i];
        if (strcmp(scene->scene, job->scene) != 0)
            continue;
        for (size_t k = 0; k < report->input_count; k++)
            add_input(watch, scene, report->inputs[k]);
        if (error && !scene->guessed)
            guess_inputs(watch, scene);
        scene->guessed = scene->guessed || error;
    }
}

// Renders the dirty scenes; all of them if a gallery shows them together.
static bool render_dirty(struct watch *watch, struct error *error) {
    struct options options = *watch->options;
    options.operands = (struct strings){0};
    clock_gettime(CLOCK_REALTIME_COARSE, &watch->started);
    for (size_t i = 0; i < watch->count; i++) {
        struct watched *scene = &watch->scenes[i];
        if (!scene->dirty && !options.gallery)
            continue;
        strings_add(&options.operands, scene->scene);
        add_input(watch, scene, scene->scene);
        for (size_t k = 0; k < scene->count; k++)
            scene->inputs[k].stamp = stamp_of(scene->inputs[k].path);
        scene->dirty = scene->guessed = false;
    }
    struct plan jobs;
    struct batch_listener listener = {on_over, watch};
    bool good = plan_make(&jobs, &options, error);
    if (good) {
        good = batch_run(&jobs, &options, &listener, error);
        plan_finish(&jobs);
    }
    strings_finish(&options.operands);
    return good;
}

// Marks the scenes with a changed input and prints the name of the first one.
static bool find_dirty(struct watch *watch) {
    const char *first = NULL;
    for (size_t i = 0; i < watch->count; i++)
        for (size_t k = 0; k < watch->scenes[i].count; k++) {
            const struct input *input = &watch->scenes[i].inputs[k];
            struct stamp now = stamp_of(input->path);
            if (is_same(&now, &input->stamp))
                continue;
            watch->scenes[i].dirty = true;
            first = first ? first : input->path;
        }
    if (first && !watch->options->quiet)
        print_shown("%s changed\n", first);
    return first != NULL;
}

// Watches the folder of a file: editors replace files, which changes the folder, not the file.
static void watch_folder(int inotify, const char *path) {
    char *folder = path_folder(path);
    inotify_add_watch(inotify, folder[0] ? folder : "/",
                      IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO);
    free(folder);
}

static int watch_folders(const struct watch *watch) {
    int inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    for (size_t i = 0; inotify >= 0 && i < watch->count; i++)
        for (size_t k = 0; k < watch->scenes[i].count; k++) {
            const char *path = watch->scenes[i].inputs[k].path;
            char *real = realpath(path, NULL);
            watch_folder(inotify, path);
            if (real)
                watch_folder(inotify, real);
            free(real);
        }
    return inotify;
}

// Waits up to `milliseconds` for a notification, then reads all that are pending.
static bool drain_events(int inotify, int milliseconds) {
    char buffer[4096];
    struct pollfd one = {.fd = inotify, .events = POLLIN};
    if (poll(&one, 1, milliseconds) <= 0)
        return false;
    while (read(inotify, buffer, sizeof buffer) > 0)
        ;
    return true;
}

// Returns when a scene is dirty or a signal was received.
static void wait_for_change(struct watch *watch) {
    int inotify = watch_folders(watch);
    // Changes made before watching began are found by comparing stamps first.
    while (interrupt_signal() == 0 && !find_dirty(watch))
        if (drain_events(inotify, LOOK_MS))
            while (interrupt_signal() == 0 && drain_events(inotify, QUIET_MS))
                ;
    if (inotify >= 0)
        close(inotify);
}

bool watch_run(const struct options *options, struct error *error) {
    struct stat status;
    for (size_t i = 0; i < options->operands.count; i++) {
        const char *path = options->operands.items[i];
        if (strcmp(path, "-") == 0 || (stat(path, &status) == 0 && S_ISFIFO(status.st_mode)))
            return error_set(error, ERROR_USAGE, "--watch is for files, not for %s",
                             strcmp(path, "-") == 0 ? "standard input" : "pipes");
    }
    struct watch watch = {options, mem_zero(options->operands.count, sizeof(struct watched)),
                          options->operands.count};
    for (size_t i = 0; i < watch.count; i++)
        watch.scenes[i] = (struct watched){.scene = options->operands.items[i], .dirty = true};
    for (bool first = true; error->kind == ERROR_NONE; first = false) {
        struct error failure = {0};
        bool good = render_dirty(&watch, &failure);
        if (!good && first && failure.kind == ERROR_USAGE) {
            *error = failure;
            failure = (struct error){0};
        } else if (!good && failure.kind != ERROR_INTERRUPTED && failure.message[0] != '\0') {
            error_print(&failure);
        }
        error_finish(&failure);
        if (first && error->kind == ERROR_NONE && !options->quiet && interrupt_signal() == 0)
            fputs("watching for changes; Ctrl-C ends\n", stderr);
        if (error->kind == ERROR_NONE)
            wait_for_change(&watch);
        interrupt_check(error);
    }
    for (size_t i = 0; i < watch.count; i++) {
        for (size_t k = 0; k < watch.scenes[i].count; k++)
            free(watch.scenes[i].inputs[k].path);
        free(watch.scenes[i].inputs);
    }
    free(watch.scenes);
    return false;
}
