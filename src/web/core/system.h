// SPDX-License-Identifier: GPL-3.0-or-later
// What WASI's headers do not declare; every file of the module is compiled with this one before it.
#pragma once
#include <stddef.h>
#include <sys/types.h>

char *realpath(const char *restrict path, char *restrict resolved);
ssize_t getrandom(void *bytes, size_t length, unsigned flags);
