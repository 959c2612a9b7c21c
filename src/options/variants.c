// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/variants.h"

#include "base/memory.h"
#include "base/number.h"
#include "scene/scene.h"

#include <stdlib.h>
#include <string.h>

bool picture_size_read(struct picture_size *size, const char *name, const char *text, size_t length,
                       struct error *error) {
    size_t x = strcspn(text, "xX");
    double width, height;
    if (x >= length || !number_parse(text, x, &width) ||
        !number_parse(text + x + 1, length - x - 1, &height))
        return error_set(error, ERROR_USAGE,
                         "%s: expected WIDTHxHEIGHT, such as 1920x1080, not '%.*s'", name,
                         (int)length, text);
    const char *problem = video_size_problem(width, height);
    if (problem)
        return error_set(error, ERROR_USAGE, "%s: %s, not %.*s", name, problem, (int)length, text);
    *size = (struct picture_size){(int)width, (int)height};
    return true;
}

// Two of the same width would be one film to a page.
bool options_add_sizes(struct options *options, const char *name, const char *argument,
                       struct error *error) {
    for (const char *at = argument;; at++) {
        size_t length = strcspn(at, ",");
        struct picture_size size = {0};
        if (!picture_size_read(&size, name, at, length, error))
            return false;
        for (size_t i = 0; i < options->size_count; i++)
            if (options->sizes[i].width == size.width)
                return error_set(error, ERROR_USAGE,
                                 "%s: a page chooses by the width, and two are %d wide", name,
                                 size.width);
        options->sizes = mem_grow(options->sizes, &options->size_capacity, options->size_count + 1,
                                  sizeof *options->sizes);
        options->sizes[options->size_count++] = size;
        at += length;
        if (*at == '\0')
            return true;
    }
}

bool options_add_themes(struct options *options, const char *name, const char *argument,
                        struct error *error) {
    for (const char *at = argument;; at++) {
        size_t length = strcspn(at, ",");
        if (length == 0)
            return error_set(error, ERROR_USAGE, "%s: expected names, such as light,dark, not '%s'",
                             name, argument);
        for (size_t i = 0; i < options->theme_count; i++)
            if (strlen(options->themes[i]) == length && memcmp(options->themes[i], at, length) == 0)
                return error_set(error, ERROR_USAGE, "%s: '%.*s' is named twice", name, (int)length,
                                 at);
        options->themes = mem_grow(options->themes, &options->theme_capacity,
                                   options->theme_count + 1, sizeof *options->themes);
        options->themes[options->theme_count++] = mem_string(at, length);
        at += length;
        if (*at == '\0')
            return true;
    }
}
