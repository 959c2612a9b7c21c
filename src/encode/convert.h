// SPDX-License-Identifier: GPL-3.0-or-later
// Drawn frames as the pixels that files want.
#pragma once
#include "base/frame.h"
#include "encode/film.h"

// Each writes `count` pixels of `words`, premultiplied 0xAARRGGBB, as bytes R G B A with straight
// alpha, or R G B of opaque pixels.
void convert_rgba(const uint32_t *words, uint8_t *bytes, int count);
void convert_rgb(const uint32_t *words, uint8_t *bytes, int count);

// Makes `count` pixels either opaque, with straight colours, or 0, as where alpha is one bit.
void convert_opaque(const uint32_t *words, uint32_t *opaque, int count);
// Lays pixels on a background, 0xRRGGBB; the result is opaque.
void convert_flatten(const uint32_t *words, uint32_t *flat, int count, uint32_t background);

// True where every pixel of a frame of that size has alpha 255.
bool convert_is_opaque(const struct frame *frame, int width, int height);

// The weights of red, green and blue in Y', Cb and Cr of limited range, in units of 2^-15; those of
// Y' add up to 219/255, so that white is 235, and those of Cb and of Cr to 0, so that every gray is
// 128.
struct yuv_matrix {
    int luma[3], cb[3], cr[3];
};

// ITU-R BT.709-6 items 3.2 to 3.5, and BT.601-7 item 2.5.
extern const struct yuv_matrix yuv_bt709, yuv_bt601;

// Converts what changed of an opaque frame to planar Y'CbCr 4:2:0: limited range, chroma sited at
// the left luma sample and between the rows (the siting of MPEG-2 and H.264). The planes hold the
// frame before and have the film's size rounded up to even; a column and a row that the film lacks
// have its background.
void convert_yuv420(const struct film *film, const struct yuv_matrix *matrix,
                    const struct frame *frame, uint8_t *const planes[3], const int strides[3]);

// The same for 4:4:4, whose planes have the film's size.
void convert_yuv444(const struct film *film, const struct yuv_matrix *matrix,
                    const struct frame *frame, uint8_t *const planes[3], const int strides[3]);

// Writes `count` pixels as straight 0xAARRGGBB.
void convert_straight(const uint32_t *words, uint32_t *straight, int count);
