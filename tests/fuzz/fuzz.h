// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the fuzz targets. Each target is a file fuzz_NAME.c with LLVMFuzzerTestOneInput, which
// must not crash, hang, leak or read out of bounds for any input. Linked with libFuzzer it searches
// for such inputs (build.sh); linked with replay.c it runs the stored ones.
#pragma once
#include "base/error.h"
#include "figure/figure.h"
#include "scene/scene.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline const char *fuzz_folder(void) {
    static char folder[64];
    if (!folder[0])
        snprintf(folder, sizeof folder, "%s/optanim-fuzz-%d",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    mkdir(folder, 0700);
    return folder;
}

// Writes a file into the process's own folder and returns its path.
static inline const char *fuzz_file(const char *name, const void *data, size_t size) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        abort();
    return path;
}

// Removes the file, and the folder if it is empty.
static inline void fuzz_remove(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    unlink(path);
    rmdir(fuzz_folder());
}

// Returns a copy of the input as a string, up to its first NUL; the caller frees it.
static inline char *fuzz_string(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

// A scene file that is read and laid out as by --check. fuzz_open returns true if it is valid;
// fuzz_close must be called in either case.
struct fuzz_scene {
    struct scene scene;
    struct figure *figure;
    struct error error;
    bool is_read;
};

static inline bool fuzz_open(struct fuzz_scene *fuzz, const char *path,
                             const struct scene_overrides *overrides) {
    *fuzz = (struct fuzz_scene){0};
    fuzz->is_read = scene_read(&fuzz->scene, path, overrides, &fuzz->error);
    fuzz->figure = fuzz->is_read ? figure_create(&fuzz->scene, &fuzz->error) : NULL;
    if (!fuzz->figure && (fuzz->error.kind == ERROR_NONE || !fuzz->error.message))
        abort(); // a failure must have a message
    return fuzz->figure != NULL;
}

static inline void fuzz_close(struct fuzz_scene *fuzz) {
    figure_destroy(fuzz->figure);
    if (fuzz->is_read)
        scene_finish(&fuzz->scene);
    error_finish(&fuzz->error);
}
