// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for large arrays. More than a megabyte is a mapping of an unnamed temporary file, so that
// the kernel can write its pages out under memory pressure (provided the file is on a disk).
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct scratch {
    void *bytes;
    size_t size;
    bool is_file;
};

// Allocates `size` zeroed bytes, owned by the scratch. The file is in $TMPDIR or /tmp; if none can
// be made, plain memory is used. Returns false if that fails too.
bool scratch_init(struct scratch *scratch, size_t size);

// Tells the kernel that the pages may be dropped from memory. The contents stay; the next access
// reads them from the file again.
void scratch_page_out(const struct scratch *scratch);

void scratch_finish(struct scratch *scratch);
