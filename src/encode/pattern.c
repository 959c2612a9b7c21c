// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/pattern.h"

#include "base/limits.h"

#include <string.h>

// Returns the first % of the last component; NULL if it has none. Folders may have any names.
static const char *find_place(const char *path) {
    const char *slash = strrchr(path, '/');
    return strchr(slash ? slash : path, '%');
}

bool pattern_is(const char *path) {
    return find_place(path) != NULL;
}

// Returns the length of a %d or %0Nd at `at`, a %, with N in `digits`; 0 if it is none.
static size_t place_length(const char *at, int *digits) {
    *digits = 1;
    if (at[1] == 'd')
        return 2;
    *digits = at[1] == '0' && at[2] >= '1' && at[2] <= '9' && at[3] == 'd' ? at[2] - '0' : 0;
    return *digits > 0 ? 4 : 0;
}

bool pattern_check(const char *path, struct error *error) {
    const char *place = find_place(path);
    int digits;
    return (place && place_length(place, &digits) > 0 && !strchr(place + 1, '%')) ||
           error_set(error, ERROR_USAGE, "%s: expected one number in the name, such as %%04d",
                     path);
}

void pattern_put(struct text *path, const char *pattern, long number) {
    const char *place = find_place(pattern);
    int digits;
    size_t length = place_length(place, &digits);
    text_append(path, pattern, (size_t)(place - pattern));
    text_printf(path, "%0*ld%s", digits, number, place + length);
}

size_t pattern_stem(const char *pattern) {
    return (size_t)(find_place(pattern) - pattern);
}

const char *pattern_tail(const char *pattern, int *digits) {
    const char *place = find_place(pattern);
    return place + place_length(place, digits);
}

bool pattern_has(const char *pattern, const char *path) {
    int least;
    const char *tail = pattern_tail(pattern, &least), *number = path + pattern_stem(pattern);
    if (strncmp(path, pattern, pattern_stem(pattern)) != 0 || strlen(number) < strlen(tail))
        return false;
    // The tail may begin with digits too.
    size_t length = strlen(number) - strlen(tail);
    double value = 0;
    for (size_t i = 0; i < length; i++) {
        if (number[i] < '0' || number[i] > '9')
            return false;
        value = 10 * value + (number[i] - '0');
    }
    return length >= (size_t)least && (length == (size_t)least || number[0] != '0') &&
           value < limit_most(LIMIT_FRAMES) && strcmp(number + length, tail) == 0;
}

// Returns true if the longer of two texts has only digits more, behind the other or, at the end of
// names, before it.
static bool extends(const char *a, size_t a_length, const char *b, size_t b_length, bool at_end) {
    const char *longer = a_length > b_length ? a : b, *shorter = a_length > b_length ? b : a;
    size_t more = a_length > b_length ? a_length - b_length : b_length - a_length;
    size_t same = a_length > b_length ? b_length : a_length;
    const char *extra = at_end ? longer : longer + same;
    return memcmp(at_end ? longer + more : longer, shorter, same) == 0 &&
           strspn(extra, "0123456789") >= more;
}

bool pattern_meets(const char *pattern, const char *other) {
    int digits;
    const char *tail = pattern_tail(pattern, &digits), *other_tail = pattern_tail(other, &digits);
    return extends(pattern, pattern_stem(pattern), other, pattern_stem(other), false) &&
           extends(tail, strlen(tail), other_tail, strlen(other_tail), true);
}
