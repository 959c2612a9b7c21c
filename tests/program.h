// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the built program for tests, in a folder of its own that is removed afterwards.
#pragma once
#include "base/error.h"
#include "base/source.h"
#include "base/text.h"

#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

// Creates a folder and returns its path, with a slash at its end.
static inline void scratch_make(char path[64]) {
    strcpy(path, "/tmp/optanim-test-XXXXXX");
    assert_non_null(mkdtemp(path));
    strcat(path, "/");
}

// Runs a shell command; $OPTANIM is the program. Returns its exit status.
static inline int shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline int shell(const char *format, ...) {
    struct text command = {0};
    text_add(&command, "OPTANIM='" OPTANIM "'; ");
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&command, format, arguments);
    va_end(arguments);
    int status = system(command.data);
    text_finish(&command);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static inline int scratch_remove_one(const char *path, const struct stat *status, int type,
                                     struct FTW *at) {
    (void)status, (void)type, (void)at;
    return remove(path);
}

// Removes a folder with all that is in it.
static inline void scratch_remove(const char *path) {
    assert_int_equal(nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

// Reads a whole file; the caller owns it (source_finish).
static inline struct source file_read(const char *folder, const char *name) {
    struct text path = {0};
    struct source source;
    struct error error = {0};
    text_printf(&path, "%s%s", folder, name);
    if (!source_read(&source, path.data, LIMIT_DATA_BYTES, (struct place){0}, &error))
        fail_msg("%s", error.message);
    text_finish(&path);
    return source;
}

static inline void file_write(const char *folder, const char *name, const char *contents) {
    struct text path = {0};
    text_printf(&path, "%s%s", folder, name);
    FILE *file = fopen(path.data, "wb");
    assert_non_null(file);
    assert_true(fputs(contents, file) >= 0);
    assert_int_equal(fclose(file), 0);
    text_finish(&path);
}

// Returns how many files and folders are in a folder.
static inline int entry_count(const char *folder) {
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    int count = -2; // . and ..
    while (readdir(entries))
        count++;
    closedir(entries);
    return count;
}
