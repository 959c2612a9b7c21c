// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/destination.h"

#include "base/memory.h"
#include "base/text.h"
#include "encode/leftovers.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINKS_MAX = 40 };

char *destination_follow(const char *path) {
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

char *destination_place(const char *path) {
    if (strcmp(path, "-") == 0)
        return mem_string(path, 1);
    size_t length = folder_length(path);
    char *folder = length ? mem_string(path, length) : mem_string(".", 1);
    char *real = realpath(folder, NULL);
    struct text text = {0};
    text_printf(&text, "%s/%s", real ? real : folder, path + length);
    free(folder);
    free(real);
    return text_take(&text);
}

char *destination_real(const char *path) {
    char *real = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
    if (real)
        return real;
    char *followed = destination_follow(path);
    real = destination_place(followed ? followed : path);
    free(followed);
    return real;
}
