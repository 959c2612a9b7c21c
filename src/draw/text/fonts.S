// SPDX-License-Identifier: GPL-3.0-or-later
// The bundled fonts, as bytes of the program; font.c reads them where they lie.
    .section .rodata
    .global font_sans_start
    .global font_sans_end
    .balign 16
font_sans_start:
    .incbin "DejaVuSans.ttf"
font_sans_end:
    .global font_maths_start
    .global font_maths_end
    .balign 16
font_maths_start:
    .incbin "DejaVuMathTeXGyre.ttf"
font_maths_end:
    .section .note.GNU-stack, "", %progbits
