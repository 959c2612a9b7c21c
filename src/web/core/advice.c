// SPDX-License-Identifier: GPL-3.0-or-later
// The module gives no advice on mistakes: the program did, before it wrote the page.
#include "base/names.h"
#include "base/spelling.h"

const char *names_meant(const char *typed, const char *const *names, size_t count) {
    (void)typed, (void)names, (void)count;
    return NULL;
}

bool names_advise(struct text *out, const char *typed, bool is_key, const char *const *names,
                  size_t count) {
    (void)out, (void)typed, (void)is_key, (void)names, (void)count;
    return false;
}

const char *names_color(const char *name) {
    (void)name;
    return NULL;
}

bool spelling_name(struct text *out, const char *name, const char *const *names, size_t count) {
    (void)out, (void)name, (void)names, (void)count;
    return false;
}

void spelling_value(struct text *out, const char *what, const char *value, bool plain) {
    (void)out, (void)what, (void)value, (void)plain;
}
