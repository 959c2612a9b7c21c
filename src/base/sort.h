// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stddef.h>

// Sorts numbers in ascending order, none of which may be NAN; equal ones keep their order.
void sort_numbers(double *numbers, size_t count);
