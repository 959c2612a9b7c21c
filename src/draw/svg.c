// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/svg.h"

#include "base/bytes.h"
#include "base/xml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void svg_finish(struct svg *svg) {
    text_finish(&svg->body);
    text_finish(&svg->pen);
    text_finish(&svg->last_at);
}

// A picture has ten thousands of numbers; printf takes most of the time to write it.
void svg_number(struct text *text, double value) {
    long hundredths = lround(value * 100), rest = labs(hundredths) % 100;
    char digits[32], *at = digits + sizeof digits;
    if (rest != 0) {
        if (rest % 10 != 0)
            *--at = (char)('0' + rest % 10);
        *--at = (char)('0' + rest / 10);
        *--at = '.';
    }
    long whole = labs(hundredths) / 100;
    do
        *--at = (char)('0' + whole % 10);
    while ((whole /= 10) > 0);
    if (hundredths < 0)
        *--at = '-';
    text_append(text, at, (size_t)(digits + sizeof digits - at));
}

static void attribute(struct text *text, const char *name, double value) {
    text_printf(text, " %s=\"", name);
    svg_number(text, value);
    text_add(text, "\"");
}

static void paint(struct text *text, const char *name, uint32_t color, double alpha) {
    text_printf(text, " %s=\"#%06x\"", name, (unsigned)color);
    if (alpha < 1) {
        text_printf(text, " %s-opacity=\"", name);
        svg_number(text, alpha);
        text_add(text, "\"");
    }
}

static void shape_begins(struct svg *svg) {
    svg->reopen = svg->tail = 0;
}

void svg_fill(struct svg *svg, const struct svg_path *path, uint32_t color, double alpha) {
    shape_begins(svg);
    text_add(&svg->body, "<path");
    paint(&svg->body, "fill", color, alpha);
    text_printf(&svg->body, " d=\"%s\"/>\n", path->data);
}

void svg_circle(struct svg *svg, double x, double y, double radius, uint32_t color, double alpha) {
    shape_begins(svg);
    text_add(&svg->body, "<circle");
    attribute(&svg->body, "cx", x);
    attribute(&svg->body, "cy", y);
    attribute(&svg->body, "r", radius);
    paint(&svg->body, "fill", color, alpha);
    text_add(&svg->body, "/>\n");
}

// An opaque solid line that begins where the last one ended, with the same stroke, continues it:
// with round ends the picture is the same, and a path of many steps becomes one element.
void svg_stroke(struct svg *svg, const struct svg_path *path, const struct stroke *stroke) {
    struct text pen = {0};
    paint(&pen, "stroke", stroke->color, stroke->alpha);
    attribute(&pen, "stroke-width", stroke->width);
    bool is_dashed = stroke->dash[0] > 0;
    if (stroke->butt)
        text_add(&pen, " stroke-linecap=\"butt\"");
    if (stroke->butt && !is_dashed)
        text_add(&pen, " stroke-linejoin=\"miter\"");
    if (is_dashed) {
        text_add(&pen, " stroke-dasharray=\"");
        for (int i = 0; i < (stroke->dash[2] > 0 ? 4 : 2); i++) {
            text_add(&pen, i > 0 ? " " : "");
            svg_number(&pen, stroke->dash[i]);
        }
        text_add(&pen, "\"");
        if (stroke->dash_offset > 0)
            attribute(&pen, "stroke-dashoffset", stroke->dash_offset);
    }
    bool is_same = svg->pen.data && strcmp(svg->pen.data, pen.data) == 0;
    bool is_last = svg->tail > 0 && svg->body.length == svg->tail + strlen("\"/>\n");
    bool goes_on = is_last && is_same && path->from && svg->last_at.data &&
                   strcmp(svg->last_at.data, path->from) == 0;
    if (goes_on) {
        svg->body.length = svg->tail;
        text_add(&svg->body, path->data + strlen("M") + strlen(path->from));
    } else {
        text_printf(&svg->body, "<path%s d=\"%s", pen.data, path->data);
    }
    shape_begins(svg);
    text_clear(&svg->last_at);
    if (path->to && !stroke->butt && !is_dashed && stroke->alpha >= 1) {
        svg->tail = svg->body.length;
        text_add(&svg->last_at, path->to);
    }
    text_add(&svg->body, "\"/>\n");
    text_finish(&svg->pen);
    svg->pen = pen;
}

void svg_text(struct svg *svg, const struct canvas_label *label, const double matrix[6]) {
    static const double identity[6] = {1, 0, 0, 1, 0, 0};
    shape_begins(svg);
    text_add(&svg->body, "<text");
    attribute(&svg->body, "x", label->x);
    attribute(&svg->body, "y", label->y);
    attribute(&svg->body, "font-size", label->size);
    attribute(&svg->body, "textLength", label->width);
    text_printf(&svg->body, " font-family=\"%s\"", label->family);
    if (label->weight != 400)
        text_printf(&svg->body, " font-weight=\"%d\"", label->weight);
    paint(&svg->body, "fill", label->color, 1);
    bool is_turned = false;
    for (int i = 0; i < 6; i++)
        is_turned = is_turned || matrix[i] != identity[i];
    if (is_turned) {
        text_add(&svg->body, " transform=\"matrix(");
        for (int i = 0; i < 6; i++) {
            text_add(&svg->body, i > 0 ? " " : "");
            svg_number(&svg->body, matrix[i]);
        }
        text_add(&svg->body, ")\"");
    }
    text_add(&svg->body, ">");
    xml_escape(&svg->body, label->text);
    text_add(&svg->body, "</text>\n");
}

void svg_group(struct svg *svg, const struct svg *over, double alpha) {
    if (over->body.length == 0)
        return;
    shape_begins(svg);
    text_add(&svg->body, "<g");
    if (alpha < 1)
        attribute(&svg->body, "opacity", alpha);
    text_add(&svg->body, ">\n");
    text_append(&svg->body, over->body.data, over->body.length);
    text_add(&svg->body, "</g>\n");
}

static void add_box(struct text *text, struct box box) {
    attribute(text, "x", box.x);
    attribute(text, "y", box.y);
    attribute(text, "width", box.width);
    attribute(text, "height", box.height);
}

void svg_image(struct svg *svg, struct box box, const void *bytes, size_t length) {
    shape_begins(svg);
    text_add(&svg->body, "<image");
    add_box(&svg->body, box);
    text_add(&svg->body, " href=\"data:image/png;base64,");
    text_put_base64(&svg->body, bytes, length);
    text_add(&svg->body, "\"/>\n");
}

static bool is_same_box(struct box a, struct box b) {
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

// A nested <svg> clips its content and, unlike a clipPath, needs no id. A clip that repeats the one
// just closed reopens it.
void svg_clip(struct svg *svg, struct box box) {
    if (svg->reopen > 0 && is_same_box(svg->clips[svg->clip_count], box)) {
        svg->body.length = svg->reopen;
    } else {
        shape_begins(svg);
        text_add(&svg->body, "<svg");
        add_box(&svg->body, box);
        text_add(&svg->body, " viewBox=\"");
        const double numbers[] = {box.x, box.y, box.width, box.height};
        for (int i = 0; i < 4; i++) {
            text_add(&svg->body, i > 0 ? " " : "");
            svg_number(&svg->body, numbers[i]);
        }
        text_add(&svg->body, "\">\n");
    }
    svg->reopen = 0;
    if (svg->clip_count < SVG_CLIPS)
        svg->clips[svg->clip_count] = box;
    svg->clip_count++;
}

void svg_unclip(struct svg *svg) {
    svg->clip_count--;
    svg->reopen = svg->clip_count < SVG_CLIPS ? svg->body.length : 0;
    text_add(&svg->body, "</svg>\n");
}
