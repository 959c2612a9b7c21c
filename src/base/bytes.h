// SPDX-License-Identifier: GPL-3.0-or-later
// Whole numbers as bytes, and bytes as letters, for the containers of files.
#pragma once
#include "base/text.h"

#include <stdint.h>

// Append the lowest `count` bytes of a value, 1 to 8, the least or the most significant first.
void text_put_le(struct text *out, uint64_t value, int count);
void text_put_be(struct text *out, uint64_t value, int count);

// Write the same over bytes that are there.
void bytes_set_le(char *bytes, uint64_t value, int count);

// Read them back.
uint64_t bytes_le(const uint8_t *bytes, int count);
uint64_t bytes_be(const uint8_t *bytes, int count);

// Appends bytes as base64 (RFC 4648, section 4), padded.
void text_put_base64(struct text *out, const uint8_t *bytes, size_t length);
