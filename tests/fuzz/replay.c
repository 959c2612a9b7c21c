// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target on files and on all files of folders; prints how many.
#include "fuzz.h"

#include <dirent.h>

static long count;

static void replay_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    static uint8_t bytes[1 << 22];
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    // In an allocation of its own, so that a sanitizer detects a read past its end.
    uint8_t *copy = malloc(length ? length : 1);
    memcpy(copy, bytes, length);
    LLVMFuzzerTestOneInput(copy, length);
    free(copy);
    count++;
}

static void replay(const char *path) {
    struct dirent **entries;
    int found = scandir(path, &entries, NULL, alphasort);
    if (found < 0) {
        replay_file(path);
        return;
    }
    for (int i = 0; i < found; i++) {
        char name[512];
        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        struct stat status;
        if (stat(name, &status) == 0 && S_ISREG(status.st_mode))
            replay_file(name);
        free(entries[i]);
    }
    free(entries);
}

int main(int argument_count, char **arguments) {
    for (int i = 1; i < argument_count; i++)
        replay(arguments[i]);
    printf("%ld inputs\n", count);
    return count > 0 ? 0 : 1;
}
