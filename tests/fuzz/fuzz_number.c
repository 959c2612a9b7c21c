// SPDX-License-Identifier: GPL-3.0-or-later
// A number and a colour of any bytes. What is read is written in a form that reads back the same.
#include "fuzz.h"

#include "base/number.h"

#include <math.h>

static void read_number(const char *bytes, size_t size) {
    double value, again;
    if (!number_parse(bytes, size, &value))
        return;
    if (isnan(value))
        abort();
    if (!isfinite(value))
        return;
    struct text text = {0};
    number_append(&text, value);
    if (!number_parse(text.data, text.length, &again) || value != again ||
        signbit(value) != signbit(again))
        abort();
    text_finish(&text);
}

static void read_color(char *bytes) {
    struct node node = {.kind = NODE_STRING, .text = bytes};
    struct error error = {0};
    uint32_t color = UINT32_MAX;
    bool good = node_color(&node, &color, &error);
    if (good ? color > 0xffffff : !error.message)
        abort();
    error_finish(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = fuzz_string(data, size);
    read_number((const char *)data, size); // not a string: it has no end of its own
    read_color(text);
    free(text);
    return 0;
}
