// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/bidi.h"

#include "base/memory.h"

#include <fribidi.h>
#include <stdlib.h>

enum bidi_class bidi_class(uint32_t point) {
    switch (fribidi_get_bidi_type(point)) {
    case FRIBIDI_TYPE_LTR:
        return BIDI_L;
    case FRIBIDI_TYPE_RTL:
        return BIDI_R;
    case FRIBIDI_TYPE_AL:
        return BIDI_AL;
    case FRIBIDI_TYPE_EN:
        return BIDI_EN;
    case FRIBIDI_TYPE_ES:
        return BIDI_ES;
    case FRIBIDI_TYPE_ET:
        return BIDI_ET;
    case FRIBIDI_TYPE_AN:
        return BIDI_AN;
    case FRIBIDI_TYPE_CS:
        return BIDI_CS;
    case FRIBIDI_TYPE_NSM:
        return BIDI_NSM;
    case FRIBIDI_TYPE_WS:
        return BIDI_WS;
    default:
        return BIDI_ON;
    }
}

void bidi_levels(const uint32_t *points, int count, signed char *levels) {
    FriBidiParType direction = FRIBIDI_PAR_ON;
    FriBidiCharType *types = mem_zero((size_t)count + 1, sizeof *types);
    FriBidiBracketType *brackets = mem_zero((size_t)count + 1, sizeof *brackets);
    fribidi_get_bidi_types(points, count, types);
    fribidi_get_bracket_types(points, count, types, brackets);
    if (!fribidi_get_par_embedding_levels_ex(types, brackets, count, &direction, levels))
        mem_exhausted(); // FriBidi fails for no other reason
    free(types);
    free(brackets);
}
