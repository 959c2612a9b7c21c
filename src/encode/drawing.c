// SPDX-License-Identifier: GPL-3.0-or-later
// Vector stills, SVG and PDF. The figure draws them.
#include "encode/format.h"

const struct format format_svg = {
    .name = "svg",
    .extensions = (const char *const[]){"svg", NULL},
    .help = "one frame as vector graphics, for the web",
    .mime = "image/svg+xml",
    .kind = FORMAT_STILL,
    .language = DRAWING_SVG,
    .keeps_source = true,
    .has_alpha = true,
    .codec = &(const struct codec){0},
};

const struct format format_pdf = {
    .name = "pdf",
    .extensions = (const char *const[]){"pdf", NULL},
    .help = "one frame as vector graphics, for print",
    .kind = FORMAT_STILL,
    .language = DRAWING_PDF,
    .has_alpha = true,
    .codec = &(const struct codec){0},
};
