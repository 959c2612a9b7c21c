// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/names.h"

#include "base/synonyms.h"

#include <ctype.h>
#include <string.h>

enum { NAME_MAX_LENGTH = 64 };

// Normalizes a name: lower case, without a module prefix and without separators between words.
// False if it is too long to be a name.
static bool plain_name(const char *name, char out[NAME_MAX_LENGTH]) {
    const char *dot = strrchr(name, '.');
    size_t length = 0;
    for (const char *s = dot && dot[1] ? dot + 1 : name; *s; s++) {
        if (strchr("_- ", *s))
            continue;
        if (length + 1 == NAME_MAX_LENGTH)
            return false;
        out[length++] = (char)tolower((unsigned char)*s);
    }
    out[length] = '\0';
    return length > 0;
}

static const char *same_name(const char *plain, const char *const *names, size_t count) {
    char other[NAME_MAX_LENGTH];
    for (size_t i = 0; i < count; i++)
        if (!strchr(names[i], '.') && plain_name(names[i], other) && strcmp(plain, other) == 0)
            return names[i];
    return NULL;
}

static const char *find(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; name && i < count; i++)
        if (strcmp(names[i], name) == 0)
            return names[i];
    return NULL;
}

// Strips a suffix that libraries use: AdamOptimizer, HuberLoss, StepLR.
static bool without_ending(const char *plain, char out[NAME_MAX_LENGTH]) {
    static const char *const endings[] = {"optimizer", "loss",     "lr",   "schedule",
                                          "scheduler", "function", "decay"};
    size_t length = strlen(plain);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending + 1 && strcmp(plain + length - ending, endings[i]) == 0) {
            memcpy(out, plain, length - ending);
            out[length - ending] = '\0';
            return true;
        }
    }
    return false;
}

// Finds the name by spelling and by synonym; `*with` is the second one where the synonym stands for
// two.
static const char *find_meant(const char *typed, const char *const *names, size_t count,
                              const char **with) {
    char plain[NAME_MAX_LENGTH], shorter[NAME_MAX_LENGTH];
    *with = NULL;
    if (!plain_name(typed, plain))
        return NULL;
    const char *same = same_name(plain, names, count);
    if (same)
        return same;
    for (const struct synonym *row = synonyms; row->typed; row++) {
        if (strcmp(row->typed, plain) != 0 || !find(row->meant, names, count) ||
            (row->with && !find(row->with, names, count)))
            continue;
        *with = row->with;
        return row->meant;
    }
    return without_ending(plain, shorter) ? same_name(shorter, names, count) : NULL;
}

static const struct home *home_of(const char *key) {
    for (const struct home *row = homes; row->key; row++)
        if (strcmp(row->key, key) == 0)
            return row;
    return NULL;
}

// Returns where a key belongs, also if it has another name here.
static const struct home *find_home(const char *typed) {
    char plain[NAME_MAX_LENGTH];
    const struct home *home = home_of(typed);
    if (home || !plain_name(typed, plain))
        return home;
    home = home_of(plain);
    for (const struct synonym *row = synonyms; !home && row->typed; row++)
        if (strcmp(row->typed, plain) == 0)
            home = home_of(row->meant);
    return home;
}

bool names_address(struct text *out, const char *typed) {
    static const char scene[] = "the scene: ", optimizer[] = "an optimizer: ";
    enum { DEPTH = 8 };
    const struct home *row = find_home(typed);
    const char *words[DEPTH], *home = row ? row->home : NULL;
    int lengths[DEPTH] = {0}, depth = 0;
    if (!row)
        return false;
    for (int i = 0; i < DEPTH; i++)
        words[i] = "";
    if (strncmp(home, optimizer, strlen(optimizer)) == 0) { // an option of all
        text_add(out, row->key);
        return true;
    }
    home += strncmp(home, scene, strlen(scene)) == 0 ? strlen(scene) : 0;
    for (const char *at = home; *at; at++) {
        int length = 0;
        while (islower((unsigned char)at[length]) || isdigit((unsigned char)at[length]) ||
               at[length] == '_')
            length++;
        depth += *at == '{';
        depth -= *at == '}';
        if (length > 0 && at[length] == ':' && depth >= 0 && depth < DEPTH) {
            words[depth] = at;
            lengths[depth] = length;
            if (strlen(row->key) == (size_t)length && strncmp(at, row->key, (size_t)length) == 0) {
                for (int i = 0; i <= depth; i++)
                    text_printf(out, "%s%.*s", i ? "." : "", lengths[i], words[i]);
                return true;
            }
        }
        at += length > 0 ? length - 1 : 0;
    }
    return false;
}

const char *names_meant(const char *typed, const char *const *names, size_t count) {
    const char *with, *meant = find_meant(typed, names, count, &with);
    return meant && !with ? meant : text_nearest(typed, names, count);
}

bool names_advise(struct text *out, const char *typed, bool is_key, const char *const *names,
                  size_t count) {
    const char *with, *meant = find_meant(typed, names, count, &with);
    const char *nearest = meant ? meant : text_nearest(typed, names, count);
    const struct home *home = is_key ? find_home(typed) : NULL;
    // In order of likelihood: one wrong letter in a long name, a key in the wrong map, more wrong
    // letters.
    bool is_near = meant || (nearest && text_distance(typed, nearest) == 1 && strlen(typed) > 4);
    if (with)
        text_printf(out, "did you mean '%s' and '%s'?", meant, with);
    else if (nearest && (is_near || !home))
        text_printf(out, "did you mean '%s'?", nearest);
    else if (home)
        text_printf(out, "it belongs to %s", home->home);
    return nearest || home;
}

const char *names_color(const char *name) {
    static const char *const colors[][2] = {
        {"red", "#ff0000"},        {"green", "#008000"},     {"blue", "#0000ff"},
        {"black", "#000000"},      {"white", "#ffffff"},     {"orange", "#ffa500"},
        {"purple", "#800080"},     {"yellow", "#ffff00"},    {"cyan", "#00ffff"},
        {"magenta", "#ff00ff"},    {"gray", "#808080"},      {"grey", "#808080"},
        {"pink", "#ffc0cb"},       {"brown", "#a52a2a"},     {"navy", "#000080"},
        {"teal", "#008080"},       {"crimson", "#dc143c"},   {"r", "#ff0000"},
        {"g", "#008000"},          {"b", "#0000ff"},         {"k", "#000000"},
        {"w", "#ffffff"},          {"c", "#00bfbf"},         {"m", "#bf00bf"},
        {"y", "#bfbf00"},          {"C0", "#1f77b4"},        {"C1", "#ff7f0e"},
        {"C2", "#2ca02c"},         {"C3", "#d62728"},        {"C4", "#9467bd"},
        {"C5", "#8c564b"},         {"C6", "#e377c2"},        {"C7", "#7f7f7f"},
        {"C8", "#bcbd22"},         {"C9", "#17becf"},        {"tab:blue", "#1f77b4"},
        {"tab:orange", "#ff7f0e"}, {"tab:green", "#2ca02c"}, {"tab:red", "#d62728"},
        {"tab:purple", "#9467bd"}, {"tab:brown", "#8c564b"}, {"tab:pink", "#e377c2"},
        {"tab:gray", "#7f7f7f"},   {"tab:olive", "#bcbd22"}, {"tab:cyan", "#17becf"},
    };
    for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
        if (strcmp(colors[i][0], name) == 0)
            return colors[i][1];
    return NULL;
}
