// SPDX-License-Identifier: GPL-3.0-or-later
// The graphics capabilities of a terminal.
#pragma once
#include <stdbool.h>

enum graphics { GRAPHICS_BLOCKS, GRAPHICS_SIXEL, GRAPHICS_KITTY };

struct terminal {
    enum graphics graphics;
    bool has_true_color;         // else 256 colours
    int columns, rows;           // cells
    int cell_width, cell_height; // pixels; guessed if the terminal does not report them
};

// Queries the controlling terminal and waits briefly for the reply: kitty's graphics query, then
// the primary device attributes, which every terminal answers. Attribute 4 means sixel support.
void terminal_ask(struct terminal *terminal);
