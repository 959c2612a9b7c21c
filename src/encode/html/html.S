// SPDX-License-Identifier: GPL-3.0-or-later
// The page that computes and its modules, as bytes of the program.
    .section .rodata
    .global html_page_start
    .global html_page_end
html_page_start:
    .incbin "page.html"
html_page_end:
    .global html_core_start
    .global html_core_end
html_core_start:
    .incbin "core.wasm.gz"
html_core_end:
    .global html_plain_start
    .global html_plain_end
html_plain_start:
    .incbin "plain.wasm.gz"
html_plain_end:
    .global html_worker_start
    .global html_worker_end
html_worker_start:
    .incbin "worker.js.gz"
html_worker_end:
    .section .note.GNU-stack, "", %progbits
