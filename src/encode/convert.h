// SPDX-License-Identifier: GPL-3.0-or-later
// Converts drawn frames to the pixel formats of files.
#pragma once
#include "base/frame.h"
#include "encode/film.h"

// Convert `count` pixels, premultiplied 0xAARRGGBB words, to bytes: R G B A with straight alpha, or
// R G B of pixels that must be opaque.
void convert_rgba(const uint32_t *words, uint8_t *bytes, int count);
void convert_rgb(const uint32_t *words, uint8_t *bytes, int count);

// Converts `count` premultiplied pixels for formats with one bit of alpha: each becomes opaque with
// its straight colour, or 0.
void convert_opaque(const uint32_t *words, uint32_t *opaque, int count);
// Composites pixels over a background, 0xRRGGBB; the result is opaque.
void convert_flatten(const uint32_t *words, uint32_t *flat, int count, uint32_t background);

// Separates colour and alpha: straight opaque words, of the background where a pixel is
// transparent.
void convert_apart(const uint32_t *words, uint32_t *colors, uint8_t *alpha, int count,
                   uint32_t background);

// True if every pixel of a frame of that size has alpha 255.
bool convert_is_opaque(const struct frame *frame, int width, int height);

// The weights of red, green and blue in Y', Cb and Cr of limited range, in units of 2^-15. Those of
// Y' add up to 219/255, so that white becomes 235. Those of Cb and of Cr add up to 0, so that every
// gray becomes 128.
struct yuv_matrix {
    int luma[3], cb[3], cr[3];
};

// ITU-R BT.709-6 items 3.2 to 3.5, and BT.601-7 item 2.5.
extern const struct yuv_matrix yuv_bt709, yuv_bt601;

// Converts the changed rectangles of an opaque frame to planar Y'CbCr 4:2:0, limited range. Chroma
// is sited at the left luma sample horizontally and between the rows vertically, as in MPEG-2 and
// H.264. The planes hold the previous frame; their size is the film's, rounded up to even, and the
// added column and row are filled with the film's background.
void convert_yuv420(const struct film *film, const struct yuv_matrix *matrix,
                    const struct frame *frame, uint8_t *const planes[3], const int strides[3]);

// The same for 4:4:4; the planes have the film's size.
void convert_yuv444(const struct film *film, const struct yuv_matrix *matrix,
                    const struct frame *frame, uint8_t *const planes[3], const int strides[3]);

// Converts `count` premultiplied pixels to straight 0xAARRGGBB.
void convert_straight(const uint32_t *words, uint32_t *straight, int count);
