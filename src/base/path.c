// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/path.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool path_is_folder(const char *path) {
    struct stat status;
    size_t length = strlen(path);
    return (length > 0 && path[length - 1] == '/') ||
           (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

const char *path_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *path_folder(const char *path) {
    size_t length = (size_t)(last_part(path) - path);
    char *folder = length ? mem_string(path, length) : mem_string(".", 1);
    char *real = realpath(folder, NULL);
    if (real) {
        free(folder);
        folder = real;
    }
    for (size_t end = strlen(folder); end > 0 && folder[end - 1] == '/'; end--)
        folder[end - 1] = '\0';
    return folder;
}

// Returns the length of the common leading folders of two paths, in bytes.
static size_t shared_length(const char *a, const char *b) {
    size_t shared = 0;
    for (size_t i = 0;; i++) {
        bool a_ends = a[i] == '\0' || a[i] == '/', b_ends = b[i] == '\0' || b[i] == '/';
        if (a_ends && b_ends)
            shared = i;
        if (a[i] == '\0' || a[i] != b[i])
            return shared;
    }
}

char *path_from_page(const char *path, const char *page) {
    char *to = path_folder(path), *from = path_folder(page);
    size_t shared = shared_length(to, from);
    struct text relative = {0};
    for (const char *rest = from + shared; *rest; rest++)
        if (*rest == '/')
            text_add(&relative, "../");
    if (to[shared])
        text_printf(&relative, "%s/", to + shared + 1);
    text_add(&relative, last_part(path));
    free(to);
    free(from);
    return text_take(&relative);
}
