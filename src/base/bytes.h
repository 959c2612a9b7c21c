// SPDX-License-Identifier: GPL-3.0-or-later
// Integers as bytes in either byte order, and bytes as base64.
#pragma once
#include "base/text.h"

#include <stdint.h>

// Append the low `count` bytes (1 to 8) of a value, little-endian or big-endian.
void text_put_le(struct text *out, uint64_t value, int count);
void text_put_be(struct text *out, uint64_t value, int count);

// Writes a value, little-endian, over `count` bytes that exist already.
void bytes_set_le(char *bytes, uint64_t value, int count);
void bytes_set_be(char *bytes, uint64_t value, int count);

// Read `count` bytes (1 to 8) as an unsigned integer.
uint64_t bytes_le(const uint8_t *bytes, int count);
uint64_t bytes_be(const uint8_t *bytes, int count);

// Appends bytes as base64 (RFC 4648, section 4), padded.
void text_put_base64(struct text *out, const uint8_t *bytes, size_t length);
