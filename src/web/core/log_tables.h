// SPDX-License-Identifier: GPL-3.0-or-later
// The module's tables of logarithms.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Makes the tables. Call it before anything asks for a logarithm or a power.
void log_tables_make(void);
