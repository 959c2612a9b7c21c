// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/ffmpeg/load.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

// libavformat depends on libavcodec and libavutil, so loading it loads all three.
static const char library[] = "libavformat.so." AV_STRINGIFY(LIBAVFORMAT_VERSION_MAJOR);

struct ffmpeg ffmpeg;
static char reason[256]; // why loading failed; empty: it did not
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    static const struct {
        const char *name;
        size_t offset;
    } table[] = {
#define FFMPEG_ROW(name) {#name, offsetof(struct ffmpeg, name)},
        FFMPEG_FUNCTIONS(FFMPEG_ROW)
#undef FFMPEG_ROW
    };
    void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        void *symbol = handle ? dlsym(handle, table[i].name) : NULL;
        if (!symbol) {
            const char *failure = dlerror();
            strncpy(reason, failure ? failure : table[i].name, sizeof reason - 1);
            return;
        }
        memcpy((char *)&ffmpeg + table[i].offset, &symbol, sizeof symbol);
    }
    // FFmpeg's log goes to standard error, which is main's; its errors reach us as values.
    ffmpeg.av_log_set_level(AV_LOG_QUIET);
}

bool ffmpeg_load(struct error *error) {
    pthread_once(&once, load);
    return reason[0] == '\0' ||
           error_set(error, ERROR_RENDER,
                     "FFmpeg's libraries cannot be loaded (%s); install libavformat%d or "
                     "rebuild optanim",
                     reason, LIBAVFORMAT_VERSION_MAJOR);
}
