// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of FFmpeg that libav*.c call. With all that they depend on, FFmpeg's libraries take
// ten times as long to load as the rest of the program, so they are loaded where the first file
// asks for them; a still, a GIF or a check never does.
#pragma once
#include "base/error.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/pixdesc.h>

#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(61, 13, 100)
#define FFMPEG_NEWER(FUNCTION) FUNCTION(avcodec_get_supported_config)
#else
#define FFMPEG_NEWER(FUNCTION)
#endif

#define FFMPEG_FUNCTIONS(FUNCTION)                                                                 \
    FUNCTION(av_d2q)                                                                               \
    FUNCTION(av_dict_free)                                                                         \
    FUNCTION(av_dict_get)                                                                          \
    FUNCTION(av_dict_parse_string)                                                                 \
    FUNCTION(av_dict_set)                                                                          \
    FUNCTION(av_frame_alloc)                                                                       \
    FUNCTION(av_frame_free)                                                                        \
    FUNCTION(av_frame_get_buffer)                                                                  \
    FUNCTION(av_frame_make_writable)                                                               \
    FUNCTION(av_free)                                                                              \
    FUNCTION(av_get_pix_fmt_name)                                                                  \
    FUNCTION(av_guess_format)                                                                      \
    FUNCTION(av_interleaved_write_frame)                                                           \
    FUNCTION(av_log_set_level)                                                                     \
    FUNCTION(av_malloc)                                                                            \
    FUNCTION(av_packet_alloc)                                                                      \
    FUNCTION(av_packet_free)                                                                       \
    FUNCTION(av_packet_rescale_ts)                                                                 \
    FUNCTION(av_packet_unref)                                                                      \
    FUNCTION(av_strdup)                                                                            \
    FUNCTION(av_strerror)                                                                          \
    FUNCTION(av_write_trailer)                                                                     \
    FUNCTION(avcodec_alloc_context3)                                                               \
    FUNCTION(avcodec_find_encoder_by_name)                                                         \
    FUNCTION(avcodec_free_context)                                                                 \
    FUNCTION(avcodec_open2)                                                                        \
    FUNCTION(avcodec_parameters_from_context)                                                      \
    FUNCTION(avcodec_receive_packet)                                                               \
    FUNCTION(avcodec_send_frame)                                                                   \
    FUNCTION(avformat_alloc_context)                                                               \
    FUNCTION(avformat_alloc_output_context2)                                                       \
    FUNCTION(avformat_close_input)                                                                 \
    FUNCTION(avformat_free_context)                                                                \
    FUNCTION(avformat_new_stream)                                                                  \
    FUNCTION(avformat_open_input)                                                                  \
    FUNCTION(avformat_query_codec)                                                                 \
    FUNCTION(avformat_write_header)                                                                \
    FUNCTION(avio_alloc_context)                                                                   \
    FUNCTION(avio_context_free)                                                                    \
    FUNCTION(avio_flush)                                                                           \
    FFMPEG_NEWER(FUNCTION)

// Pointers to these functions, typed as in FFmpeg's headers, and valid after ffmpeg_load succeeded.
extern struct ffmpeg {
#define FFMPEG_POINTER(name) __typeof__(name) *name;
    FFMPEG_FUNCTIONS(FFMPEG_POINTER)
#undef FFMPEG_POINTER
} ffmpeg;

// Loads the libraries on the first call; they stay loaded. False with ERROR_RENDER if the versions
// that this program was built for are not installed.
bool ffmpeg_load(struct error *error);
