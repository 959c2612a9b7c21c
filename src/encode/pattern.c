// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/pattern.h"
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
