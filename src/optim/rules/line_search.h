// SPDX-License-Identifier: GPL-3.0-or-later
// Line searches: how far to go in a direction (Nocedal & Wright, Numerical Optimization, 2nd ed.).
#pragma once
#include "optim/rules/rule.h"

enum line_search_method { SEARCH_NONE, SEARCH_EXACT, SEARCH_ARMIJO, SEARCH_WOLFE };

// The options of a search.
struct line_search {
    int method;
    double c1, c2; // of the conditions of decrease and curvature
    double rho;    // factor of a step that is too long, of SEARCH_ARMIJO
};

// The ray w + alpha d of a step.
struct ray {
    struct step *step;
    const double *w, *d;
    double value, slope;   // at alpha = 0: f(w) and g . d
    double *at, *gradient; // n numbers each, for the search
};

// Returns the length alpha of a step along the ray, beginning with the trial `first`:
// SEARCH_NONE: `first`. SEARCH_EXACT: a minimum along the ray, the one that doubling `first` finds.
// SEARCH_ARMIJO: algorithm 3.1. SEARCH_WOLFE: the strong conditions, algorithms 3.5 and 3.6.
// Returns 0, which is to stand still, where the ray does not lead downhill and where no length is
// found. The number of evaluations is bounded, and a signal ends it.
double line_search(const struct line_search *search, const struct ray *ray, double first);

// Reports constants that contradict each other.
bool line_search_check(const struct line_search *search, struct place place, struct error *error);

extern const char *const line_search_methods[], *const line_search_methods_or_none[];

// Settings of the member `search` of an options struct.
#define LINE_SEARCH_SETTINGS(options_type, method_name, method_choices, usual, usual_c2)           \
    {.name = (method_name),                                                                        \
     .offset = offsetof(struct options_type, search.method),                                       \
     .type = SETTING_CHOICE,                                                                       \
     .choices = (method_choices),                                                                  \
     .fallback = (usual),                                                                          \
     .help = "how the length of a step is found"},                                                 \
        {.name = "c1",                                                                             \
         .offset = offsetof(struct options_type, search.c1),                                       \
         .symbol = "c_1",                                                                          \
         .fallback = 1e-4,                                                                         \
         .max = 1,                                                                                 \
         .bounds = BOUNDS_ABOVE_MIN | BOUNDS_BELOW_MAX,                                            \
         .help = "armijo, wolfe: least decrease, as a share of the slope's"},                      \
        {.name = "c2",                                                                             \
         .offset = offsetof(struct options_type, search.c2),                                       \
         .symbol = "c_2",                                                                          \
         .fallback = (usual_c2),                                                                   \
         .max = 1,                                                                                 \
         .bounds = BOUNDS_ABOVE_MIN | BOUNDS_BELOW_MAX,                                            \
         .help = "wolfe: largest slope at its end, as a share of that at its beginning"},          \
    {                                                                                              \
        .name = "rho", .offset = offsetof(struct options_type, search.rho), .fallback = 0.5,       \
        .max = 1, .bounds = BOUNDS_ABOVE_MIN | BOUNDS_BELOW_MAX,                                   \
        .help = "armijo: factor of a step that is too long"                                        \
    }

// The lines of the equation, for the name of the setting.
#define LINE_SEARCH_EQUATION(name)                                                                 \
    "[" name "=exact]\\alpha = \\arg\\min f(w + \\alpha\\, d)\n"                                   \
    "[" name "=armijo|wolfe]f(w + \\alpha\\, d) \\le f(w) + c_1\\, \\alpha\\, g \\cdot d\n"        \
    "[" name "=wolfe]|\\nabla f(w + \\alpha\\, d) \\cdot d| \\le c_2\\, |g \\cdot d|\n"
