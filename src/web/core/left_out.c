// SPDX-License-Identifier: GPL-3.0-or-later
// What a page does not hold: the handwritten digits, arrays of NumPy, and sweeps.
#include "base/npy.h"
#include "problem/samples.h"
#include "scene/grid.h"

bool digits_read(struct samples *samples, size_t count, struct place place, struct error *error) {
    (void)samples, (void)count;
    return error_at(error, place, "a page does not hold the digits");
}

const char *npy_read_header(struct npy *npy, FILE *file) {
    (void)npy, (void)file;
    return "a page does not hold arrays";
}

double npy_number(const struct npy *npy, const uint8_t *bytes) {
    (void)npy, (void)bytes;
    return 0;
}

struct node *grid_lay(struct scene *scene, struct node *root, const struct node *sweep,
                      const struct scene_overrides *overrides, struct error *error) {
    (void)scene, (void)sweep, (void)overrides, (void)error;
    return root;
}

struct node *grid_lay_one(struct document *document, struct node *root, const struct node *sweep,
                          size_t combination, struct error *error) {
    (void)document, (void)sweep, (void)combination, (void)error;
    return root;
}
