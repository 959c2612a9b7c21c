// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem/weights_file.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/npy.h"
#include "base/source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 16 };

// Reads and drops so many bytes, as a stream cannot always be moved.
static bool skip(FILE *file, double bytes, struct error *error) {
    static const size_t piece = PIECE;
    char dropped[PIECE];
    while (bytes > 0) {
        size_t wanted = bytes < (double)piece ? (size_t)bytes : piece;
        if (!interrupt_check(error))
            return false;
        if (fread(dropped, 1, wanted, file) < wanted)
            return true; // the row that follows is then missing
        bytes -= (double)wanted;
    }
    return true;
}

// Reads the last row of an array of one or two dimensions.
static bool read_row(struct weights *weights, FILE *file, struct place place, struct error *error) {
    struct npy npy;
    struct source source = {.name = weights->file};
    struct place whole = {.source = &source};
    const char *wrong = npy_read_header(&npy, file);
    if (wrong)
        return error_at(error, whole, "%s", wrong);
    if (npy.dimensions < 1 || npy.dimensions > 2)
        return error_at(error, whole,
                        "weights are an array of shape [n], or [states, n], of which "
                        "the last row is taken; this one has %d dimensions",
                        npy.dimensions);
    size_t n = npy.shape[npy.dimensions - 1], rows = npy.dimensions == 2 ? npy.shape[0] : 1;
    if (n < 2 || rows == 0)
        return error_at(error, whole, "there are fewer than two weights in this .npy file");
    if (!limit_check(LIMIT_WEIGHTS, (double)n, place, error))
        return false;
    size_t size = (size_t)npy.number_bytes;
    uint8_t *bytes = mem_zero(n, size);
    weights->values = mem_zero(n, sizeof *weights->values);
    weights->count = n;
    bool good = skip(file, (double)(rows - 1) * (double)n * (double)size, error);
    if (good && fread(bytes, size, n, file) < n)
        good = ferror(file) ? source_unreadable(weights->file, place, error)
                            : error_at(error, whole,
                                       "the file ends before the numbers that its "
                                       "header promises");
    for (size_t i = 0; good && i < n; i++) {
        double number = weights->values[i] = npy_number(&npy, bytes + i * size);
        if (!isfinite(number))
            good = error_at(error, whole, "weight %zu of the last row is %s", i,
                            isnan(number) ? "nan" : "infinite");
    }
    free(bytes);
    return good;
}

bool weights_are_file(const struct node *node) {
    static const char ending[] = ".npy";
    size_t length = node->kind == NODE_STRING ? strlen(node->text) : 0;
    return length >= strlen(ending) && strcmp(node->text + length - strlen(ending), ending) == 0;
}

bool weights_read_file(struct weights *weights, const struct node *node, struct error *error) {
    const char *name;
    *weights = (struct weights){0};
    if (!node_string(node, &name, error))
        return false;
    weights->file = source_beside(node->place, name);
    FILE *file = source_open(weights->file, node->place, error);
    bool good = file && read_row(weights, file, node->place, error);
    if (file)
        fclose(file);
    if (!good)
        weights_finish(weights);
    return good;
}

bool weights_read(struct weights *weights, const struct node *node, struct error *error) {
    if (weights_are_file(node))
        return weights_read_file(weights, node, error);
    *weights = (struct weights){0};
    return node_vector(node, &weights->values, &weights->count, error);
}

void weights_finish(struct weights *weights) {
    free(weights->values);
    free(weights->file);
    *weights = (struct weights){0};
}
