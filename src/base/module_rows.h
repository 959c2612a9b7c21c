// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of tables in the two modules of pages. A page holds the smaller one, which lacks the rows
// that are LARGE, unless its scene needs one of them; the program and the larger module have all.
#pragma once

// A table is TABLE_BY_SIZE(ROW, LARGE), whose rows are ROW(name) or LARGE(name), and
//     #define TABLE(ROW) MODULE_ROWS(TABLE_BY_SIZE, ROW)
// cmake/core.cmake compiles the files that expand it for both modules; what only rows refer to
// that are not there is left out by the linker.
#ifdef SMALL_MODULE
#define MODULE_ROWS(TABLE_BY_SIZE, ROW) TABLE_BY_SIZE(ROW, NO_ROW)
#else
#define MODULE_ROWS(TABLE_BY_SIZE, ROW) TABLE_BY_SIZE(ROW, ROW)
#endif

#define NO_ROW(name)
