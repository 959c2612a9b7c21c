// SPDX-License-Identifier: GPL-3.0-or-later
// The bundled fonts, as bytes of the program; typeface.c names them, and they are read where they
// lie.
    .section .rodata
    .macro font name, file
    .global font_\name\()_start
    .global font_\name\()_end
    .balign 16
font_\name\()_start:
    .incbin "\file"
font_\name\()_end:
    .endm

    font dejavu_sans, "DejaVuSans.ttf"
    font dejavu_maths, "DejaVuMathTeXGyre.ttf"
    font inter_regular, "Inter-Regular.otf"
    font inter_medium, "Inter-Medium.otf"
    font inter_semibold, "Inter-SemiBold.otf"
    font stix_maths, "STIXTwoMath.ttf"
    .section .note.GNU-stack, "", %progbits
