// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzz targets share. Each target is a file fuzz_NAME.c with LLVMFuzzerTestOneInput: given
// any bytes, nothing in it may crash, hang, leak or read what it should not. Linked with libFuzzer
// it looks for such bytes (build.sh); linked with replay.c it runs those that are kept.
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

// Writes a file of the folder that this process works in and gives its path.
static inline const char *fuzz_file(const char *name, const void *data, size_t size) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        abort();
    return path;
}

// Removes it again, and the folder with the last one.
static inline void fuzz_remove(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    unlink(path);
    rmdir(fuzz_folder());
}

// A copy of the input as a string, which ends at its first NUL; the caller frees it.
static inline char *fuzz_string(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

// Reads a scene file and lays its figure out, as --check does. True where it has no mistake; what
// is filled must be given to fuzz_close either way.
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
        abort(); // a failure says why
    return fuzz->figure != NULL;
}

static inline void fuzz_close(struct fuzz_scene *fuzz) {
    figure_destroy(fuzz->figure);
    if (fuzz->is_read)
        scene_finish(&fuzz->scene);
    error_finish(&fuzz->error);
}
