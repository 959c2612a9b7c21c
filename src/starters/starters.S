// SPDX-License-Identifier: GPL-3.0-or-later
// The scenes that --new writes, as bytes of the program.
    .section .rodata
    .global starter_fit_start
    .global starter_fit_end
starter_fit_start:
    .incbin "fit.scene"
starter_fit_end:
    .global starter_function_start
    .global starter_function_end
starter_function_start:
    .incbin "function.scene"
starter_function_end:
    .global starter_post_start
    .global starter_post_end
starter_post_start:
    .incbin "post.scene"
starter_post_end:
    .section .note.GNU-stack, "", %progbits
