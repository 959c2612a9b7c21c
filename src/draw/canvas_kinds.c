// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of canvas. To add one, add it to enum canvas_kind and here.
#include "draw/canvas_cairo.h"
#include "draw/canvas_list.h"

const struct canvas_backend *const canvas_backends[CANVAS_KINDS] = {
    [CANVAS_PIXELS] = &canvas_pixels_backend, [CANVAS_LIST] = &canvas_list_backend,
    [CANVAS_PDF] = &canvas_pdf_backend,       [CANVAS_PDF_TEXT] = &canvas_pdf_backend,
    [CANVAS_SVG] = &canvas_svg_backend,       [CANVAS_SVG_TEXT] = &canvas_svg_backend,
};
