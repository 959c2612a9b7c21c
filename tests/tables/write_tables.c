// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a scene with its fonts, for test_page_text: write_tables SCENE TABLES LAYERS writes the
// tables of its glyphs and the numbers of its layers into these files.
#include "draw/text/glyph_table.h"
#include "layers.h"

static void write_bytes(const char *path, const struct text *text) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text->data, 1, text->length, file) != text->length || fclose(file) != 0)
        abort();
}

int main(int count, char **arguments) {
    struct picture picture;
    struct glyph_uses uses = {0};
    struct text tables = {0}, layers = {0};
    if (count != 4)
        return 2;
    picture_open_as(&picture, arguments[1], NULL, 1, &uses, NULL, NULL);
    layers_add(&picture, &layers);
    for (int i = 0; i < uses.count; i++)
        glyph_use_basics(&uses.items[i]);
    glyph_tables_write(&uses, &tables);
    write_bytes(arguments[2], &tables);
    write_bytes(arguments[3], &layers);
    picture_close(&picture);
    glyph_uses_finish(&uses);
    text_finish(&tables);
    text_finish(&layers);
    return 0;
}
