// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that are text, as strings of the program.
#include "optim/optimizer_table.h"

#define QUOTED(file) QUOTED_(file)
#define QUOTED_(file) #file
#define ROW(name)                       \
    .global rule_text_##name          ; \
    rule_text_##name:                 ; \
    .incbin QUOTED(name.rule)         ; \
    .byte 0                           ;

    .section .rodata
TEXT_OPTIMIZERS(ROW)
    .section .note.GNU-stack, "", %progbits
