// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a gallery, as bytes of the program.
    .section .rodata
    .global gallery_html_start
    .global gallery_html_end
gallery_html_start:
    .incbin "gallery.html"
gallery_html_end:
    .global gallery_css_start
    .global gallery_css_end
gallery_css_start:
    .incbin "gallery.css"
gallery_css_end:
    .global gallery_clock_start
    .global gallery_clock_end
gallery_clock_start:
    .incbin "clock.js"
gallery_clock_end:
    .global gallery_js_start
    .global gallery_js_end
gallery_js_start:
    .incbin "gallery.js"
gallery_js_end:
    .section .note.GNU-stack, "", %progbits
