// SPDX-License-Identifier: GPL-3.0-or-later
// The handwritten digits, as bytes of the program.
    .section .rodata
    .global digits_start
    .global digits_end
digits_start:
    .incbin "digits.gz"
digits_end:
    .section .note.GNU-stack, "", %progbits
