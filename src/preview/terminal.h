// SPDX-License-Identifier: GPL-3.0-or-later
// What a terminal can show.
#pragma once
#include <stdbool.h>

enum graphics { GRAPHICS_BLOCKS, GRAPHICS_SIXEL, GRAPHICS_KITTY };

struct terminal {
    enum graphics graphics;
    bool has_true_color;         // else 256 colours
    int columns, rows;           // cells
    int cell_width, cell_height; // pixels; guessed where the terminal does not tell
};

// Asks the controlling terminal, and waits a moment for its answer: kitty's graphics query, and the
// primary device attributes, which every terminal answers and where 4 stands for sixel.
void terminal_ask(struct terminal *terminal);
