// SPDX-License-Identifier: GPL-3.0-or-later
// Functions that are compiled for wider registers, too.
#pragma once

// Placed before a function with loops: it is also compiled for processors with wider registers,
// and the version is chosen when the program starts. The numbers have the same bits, as the
// compiler may not contract operations. Sanitizers are not ready so early.
#if defined __x86_64__ && defined __ELF__ && defined __GNUC__ && !defined __clang__ &&             \
    !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define WIDE
#endif
