// SPDX-License-Identifier: GPL-3.0-or-later
// What a page that computes holds of a scene.
#pragma once
#include "base/error.h"
#include "base/text.h"
#include "encode/film.h"

struct scene;
struct trace;

// A file of a page begins so that holds a rule of the program that is text, in flow style.
#define PAGE_RULE "rule:"

// The name of the scene itself among them.
#define PAGE_SCENE "page.scene"

// The texts of page_parts. {0} is empty.
struct page {
    struct text scene, controls, files, glyphs;
    double scale;
    bool needs_all; // of the tables' rows; else the smaller module does
};

// Collects what a page needs to run and draw the scene anew. `data` are the fonts that the scene
// names. False with ERROR_SCENE if a data file cannot be read, ERROR_RENDER if they are too
// large for a page.
bool page_make(struct page *page, const struct scene *scene, const struct trace *trace,
               const struct strings *data, struct error *error);
void page_finish(struct page *page);

// Returns the parts, which belong to the page.
struct page_parts page_parts_of(const struct page *page);
