// SPDX-License-Identifier: GPL-3.0-or-later
// Text with formulas between dollar signs, as in labels: checked, measured and drawn.
#include "fuzz.h"

#include "draw/text/font.h"
#include "draw/text/label.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct font *font;
    if (!font)
        font = font_create();
    char *text = fuzz_string(data, size);
    struct error error = {0};
    if (label_check(text, (struct place){0}, &error)) {
        struct canvas *canvas = canvas_create(200, 40);
        struct text_style style = {.size = 12};
        struct text warnings = {0};
        font_draw(font, canvas, text, 10, 30, &style);
        style.display = true;
        style.angle = -1.5;
        font_draw(font, canvas, text, 10, 30, &style);
        font_report(font, &warnings);
        text_finish(&warnings);
        canvas_destroy(canvas);
    }
    error_finish(&error);
    free(text);
    return 0;
}
