// SPDX-License-Identifier: GPL-3.0-or-later
// What the page calls of the module. Texts go in and out as UTF-8 in the module's memory.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))

// Returns room for `length` bytes and a NUL that the page fills before the next call; it stays the
// module's.
EXPORT(core_room) char *core_room(size_t length);

// Keep what is in the room: the tables of glyphs, once; a file, whose name and its NUL are followed
// by its bytes; a value to lay over the scene, KEY=VALUE.
EXPORT(core_glyphs) void core_glyphs(size_t length);
EXPORT(core_file) void core_file(size_t length);
EXPORT(core_set) void core_set(void);

// Hides an optimizer, by its index.
EXPORT(core_hide) void core_hide(size_t optimizer);

// Drops all values, and hides nothing.
EXPORT(core_reset) void core_reset(void);

// Reads the scene, the file page.scene, with the values laid over it, runs it, and lays out its
// picture, of that size (0: its own), `scale` pixels to each of the scene's. While a hand moves it
// may be rough: runs end early, planes stay. False on a mistake, which core_text then is; what was
// open stays open.
EXPORT(core_open) bool core_open(double scale, int width, int height, bool is_moving);

// The text that the last call made: a mistake, or what the functions below write.
EXPORT(core_text) const char *core_text(void);
EXPORT(core_text_length) size_t core_text_length(void);

// Write what is open: as JSON what it is, its runs at a position, and what is at a pixel; the scene
// with its values; the trace as CSV, as optanim -o run.csv.
EXPORT(core_about) void core_about(void);
EXPORT(core_runs) void core_runs(double position);
EXPORT(core_point) void core_point(double x, double y, double position);
EXPORT(core_source) void core_source(void);
EXPORT(core_csv) void core_csv(void);

// Records the picture at a position. Returns the number of its layers; see figure_layers.
EXPORT(core_draw) size_t core_draw(double position);

// Keep how far the picture has grown in one of CORE_SLOTS slots, and bring it back there.
enum { CORE_SLOTS = 32 };
EXPORT(core_keep) void core_keep(size_t slot);
EXPORT(core_restore) void core_restore(size_t slot);

// A layer of the recorded picture, as numbers that the page reads: where its list begins, how many
// numbers it has, enum layer_change, its opacity, where its images begin, how many it has, whether
// what grows starts anew, a number of its own, and x, y, width and height of what the list covers.
EXPORT(core_layer) const double *core_layer(size_t index);

// Returns the number of a font of a layer's list.
EXPORT(core_font) int core_font(size_t layer, size_t index);

// Returns a list, as a layer, with the outline of a glyph of an em of 1, drawn from (0, 0).
EXPORT(core_glyph) const double *core_glyph(size_t layer, size_t font, uint32_t glyph);
