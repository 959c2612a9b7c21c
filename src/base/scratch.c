// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scratch.h"

#include "base/text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t in_memory = 1 << 20;

// Opens an unnamed file in a folder. On file systems without O_TMPFILE it has a name for a moment.
static int open_unnamed(const char *folder) {
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        return file;
    struct text path = {0};
    text_printf(&path, "%s/optanim-XXXXXX", folder);
    file = mkostemp(path.data, O_CLOEXEC);
    if (file >= 0)
        unlink(path.data);
    text_finish(&path);
    return file;
}

// Maps an unnamed file of `size` bytes. All its blocks are allocated here, so that a full disk
// fails this call and does not raise SIGBUS at a later write.
static void *map_file(size_t size) {
    const char *folder = getenv("TMPDIR");
    void *bytes = MAP_FAILED;
    int file = open_unnamed(folder && *folder ? folder : "/tmp");
    if (file >= 0) {
        if (posix_fallocate(file, 0, (off_t)size) == 0)
            bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
    }
    return bytes == MAP_FAILED ? NULL : bytes;
}

bool scratch_init(struct scratch *scratch, size_t size) {
    *scratch = (struct scratch){.size = size};
    if (size > in_memory)
        scratch->bytes = map_file(size);
    scratch->is_file = scratch->bytes;
    if (!scratch->bytes)
        scratch->bytes = calloc(size ? size : 1, 1);
    return scratch->bytes;
}

void scratch_page_out(const struct scratch *scratch) {
    if (scratch->is_file)
        madvise(scratch->bytes, scratch->size,
                MADV_DONTNEED); // shared: contents stay
}

void scratch_finish(struct scratch *scratch) {
    if (scratch->is_file)
        munmap(scratch->bytes, scratch->size);
    else
        free(scratch->bytes);
    *scratch = (struct scratch){0};
}
