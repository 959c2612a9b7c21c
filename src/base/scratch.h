// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for what may be long: beyond a megabyte it lies in a temporary file that has no name, so
// that the system can have its pages back, where the file's system is on a disk.
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct scratch {
    void *bytes;
    size_t size;
    bool is_file;
};

// Gives `size` zeroed bytes, owned by the scratch. The file lies in $TMPDIR, or /tmp; where none
// can be had, all stays in memory. False where that cannot be had either.
bool scratch_init(struct scratch *scratch, size_t size);

// Lets go of the memory of what was written or read. It is read again from the file when it is
// next looked at; the contents stay as they are.
void scratch_rest(const struct scratch *scratch);

void scratch_finish(struct scratch *scratch);
