// SPDX-License-Identifier: GPL-3.0-or-later
#include "starters/starters.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

extern const char starter_fit_start[], starter_fit_end[];
extern const char starter_function_start[], starter_function_end[];
extern const char starter_post_start[], starter_post_end[];

static const struct {
    const char *start, *end;
} starters[] = {
    {starter_fit_start, starter_fit_end},
    {starter_function_start, starter_function_end},
    {starter_post_start, starter_post_end},
};

const char *const starter_names[] = {"fit", "function", "post", NULL};

bool starter_write(const char *name, const char *path, struct error *error) {
    size_t i = 0;
    while (starter_names[i + 1] && strcmp(starter_names[i], name) != 0)
        i++;
    bool is_standard = strcmp(path, "-") == 0;
    FILE *file = is_standard ? stdout : fopen(path, "wx");
    if (!file && errno == EEXIST)
        return error_set(error, ERROR_USAGE, "--new: %s is there already; give another name", path);
    if (!file)
        return error_set(error, ERROR_RENDER, "--new: cannot write %s: %s", path, strerror(errno));
    size_t length = (size_t)(starters[i].end - starters[i].start);
    bool written = fwrite(starters[i].start, 1, length, file) == length;
    written = (is_standard ? fflush(file) : fclose(file)) == 0 && written;
    if (written)
        return true;
    if (!is_standard)
        remove(path);
    return error_set(error, ERROR_RENDER, "--new: cannot write %s",
                     is_standard ? "standard output" : path);
}
