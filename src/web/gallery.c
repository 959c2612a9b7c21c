// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/gallery.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/source.h"
#include "encode/atomic_file.h"
#include "web/page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// The source files of the page, embedded by gallery.S.
extern const char gallery_html_start[], gallery_html_end[];
extern const char gallery_css_start[], gallery_css_end[];
extern const char gallery_clock_start[], gallery_clock_end[];
extern const char gallery_js_start[], gallery_js_end[];

void gallery_init(struct gallery *gallery, const char *path, size_t job_count) {
    *gallery = (struct gallery){
        .path = path, .entries = mem_zero(job_count, sizeof *gallery->entries), .count = job_count};
}

void gallery_finish(struct gallery *gallery) {
    for (size_t i = 0; i < gallery->count; i++) {
        text_finish(&gallery->entries[i].json);
        free(gallery->entries[i].sources);
    }
    for (size_t i = 0; i < gallery->source_count; i++) {
        text_finish(&gallery->sources[i].json);
        free(gallery->sources[i].path);
    }
    free(gallery->entries);
    free(gallery->sources);
    name_set_finish(&gallery->paths);
    *gallery = (struct gallery){0};
}

// Appends the files that a page can link to, each with its role.
static void add_files(struct text *out, const struct job *job, const char *page) {
    static const char *const roles[] = {[PAGE_VIDEO] = "video",
                                        [PAGE_MOVING] = "moving",
                                        [PAGE_STILL] = "still",
                                        [PAGE_FRAME] = "page"};
    size_t count = 0;
    text_add(out, ", \"files\": [");
    for (size_t i = 0; i < job->target_count; i++) {
        const struct target *target = &job->targets[i];
        struct stat status;
        if (stat(target->path, &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        char *relative = path_from_page(target->path, page);
        struct text address = {0};
        page_address(&address, relative);
        text_add(out, count++ ? ", {\"format\": " : "{\"format\": ");
        json_string(out, target->format->name);
        json_add_string(out, "href", address.data);
        json_add_string(out, "role", target_is_shown(target) ? roles[page_role_of(target)] : NULL);
        json_add_string(out, "mime", target->format->mime);
        json_add_number(out, "bytes", (double)status.st_size);
        text_add(out, "}");
        text_finish(&address);
        free(relative);
    }
    text_add(out, "]");
}

// Returns the index of the text of a scene, which is read the first time.
static size_t find_source(struct gallery *gallery, const char *path) {
    size_t index = gallery->source_count;
    if (name_set_find(&gallery->paths, path, &index))
        return index;
    gallery->sources =
        mem_grow(gallery->sources, &gallery->source_capacity, index + 1, sizeof *gallery->sources);
    struct gallery_source *kept = &gallery->sources[gallery->source_count++];
    *kept = (struct gallery_source){.path = mem_string(path, strlen(path))};
    name_set_add(&gallery->paths, kept->path, index);
    struct source source;
    struct error ignored = {0};
    if (source_read(&source, path, LIMIT_SCENE_BYTES, (struct place){0}, &ignored)) {
        text_add(&kept->json, "{\"name\": ");
        json_string(&kept->json, path_name(path));
        json_add_string(&kept->json, "text", source.text);
        text_add(&kept->json, "}");
        source_finish(&source);
    }
    error_finish(&ignored);
    return index;
}

// Adds the text of the scene and of the scenes that it extends.
static void add_sources(struct gallery *gallery, struct gallery_entry *entry, const struct job *job,
                        const struct report *report) {
    for (size_t i = 0; i < report->input_count + 1; i++) {
        const char *path = i ? report->inputs[i - 1] : job->scene;
        const char *ending = strrchr(path_name(path), '.');
        if (i > 0 && (strcmp(path, job->scene) == 0 || !ending || strcmp(ending, ".scene") != 0))
            continue;
        entry->sources = mem_grow(entry->sources, &entry->capacity, entry->source_count + 1,
                                  sizeof *entry->sources);
        entry->sources[entry->source_count++] = find_source(gallery, path);
    }
}

void gallery_add(struct gallery *gallery, size_t index, const struct job *job,
                 const struct report *report, const struct error *error) {
    struct gallery_entry *entry = &gallery->entries[index];
    struct text *out = &entry->json;
    if (!gallery->path)
        return;
    char *name = mem_string(job->name, job->stem);
    text_add(out, "{\"name\": ");
    json_string(out, name);
    free(name);
    json_add_number(out, "family", (double)job->family);
    text_printf(out, ", \"dark\": %s", report->is_dark ? "true" : "false");
    json_add_string(out, "error", error ? error->message : NULL);
    json_add_string(out, "description", report->description.data);
    text_add(out, ", \"sets\": [");
    for (size_t i = 0; i < job->set_count; i++) {
        text_add(out, i ? ", " : "");
        json_string(out, job->sets[i]);
    }
    text_add(out, "]");
    json_add_number(out, "width", report->width);
    json_add_number(out, "height", report->height);
    json_add_number(out, "fps", report->fps);
    json_add_number(out, "seconds", report->duration);
    text_printf(out, ", \"panels\": [%s]", report->panels.data ? report->panels.data : "");
    text_printf(out, ", \"optimizers\": [%s]",
                report->optimizers.data ? report->optimizers.data : "");
    if (!error)
        add_files(out, job, gallery->path);
    add_sources(gallery, entry, job, report);
}

// Appends JSON that is safe inside a script element: it contains no "<", so a scene cannot close
// the element.
static void add_safely(struct text *out, const struct text *json) {
    for (size_t i = 0; i < json->length; i++) {
        const char *c = &json->data[i];
        text_append(out, *c == '<' ? "\\u003c" : c, *c == '<' ? 6 : 1);
    }
}

// Appends all entries, and the texts of their scenes, each once, in the order of their first use.
static void add_scenes(struct text *out, const struct gallery *gallery) {
    struct text sources = {0};
    size_t count = 0, source_count = 0;
    text_add(out, "{\"scenes\": [");
    for (size_t i = 0; i < gallery->count; i++) {
        const struct gallery_entry *entry = &gallery->entries[i];
        if (entry->json.length == 0)
            continue;
        text_add(out, count++ ? ",\n" : "\n");
        add_safely(out, &entry->json);
        text_add(out, ", \"sources\": [");
        const char *comma = "";
        for (size_t k = 0; k < entry->source_count; k++) {
            struct gallery_source *source = &gallery->sources[entry->sources[k]];
            if (source->json.length == 0)
                continue;
            if (source->number == 0) {
                text_add(&sources, source_count ? ",\n" : "\n");
                add_safely(&sources, &source->json);
                source->number = ++source_count;
            }
            text_printf(out, "%s%zu", comma, source->number - 1);
            comma = ", ";
        }
        text_add(out, "]}");
    }
    text_printf(out, "\n], \"sources\": [%s\n]}", sources.data ? sources.data : "");
    text_finish(&sources);
}

// Appends text as HTML.
static void add_html(struct text *out, const char *text) {
    for (; *text; text++) {
        if (strchr("&<>\"", *text))
            text_printf(out, "&#%d;", *text);
        else
            text_append(out, text, 1);
    }
}

// A marker in gallery.html and its replacement.
struct filling {
    const char *mark, *before, *after;
    const char *start, *end;
};

bool gallery_write(const struct gallery *gallery, struct error *error) {
    if (!gallery->path)
        return true;
    struct text scenes = {0}, page = {0}, title = {0}, text = {0};
    add_scenes(&scenes, gallery);
    add_html(&title, gallery->title ? gallery->title : "Optimizers at work");
    add_html(&text, gallery->text ? gallery->text : "");
    const char *title_end = title.data + title.length;
    const struct filling fillings[] = {
        {"<title></title>", "<title>", "</title>", title.data, title_end},
        {"<link rel=\"stylesheet\" href=\"gallery.css\">", "<style>\n", "</style>",
         gallery_css_start, gallery_css_end},
        {"<h1></h1>", "<h1>", "</h1>", title.data, title_end},
        {"<p id=\"text\" hidden></p>", text.length ? "<p id=\"text\">" : "<p id=\"text\" hidden>",
         "</p>", text.data, text.data + text.length},
        {"id=\"scenes\">{}<", "id=\"scenes\">", "<", scenes.data, scenes.data + scenes.length},
        {"<script src=\"clock.js\"></script>", "<script>\n", "</script>", gallery_clock_start,
         gallery_clock_end},
        {"<script src=\"gallery.js\"></script>", "<script>\n", "</script>", gallery_js_start,
         gallery_js_end},
    };
    const char *rest = gallery_html_start;
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        const struct filling *filling = &fillings[i];
        const char *place =
            memmem(rest, (size_t)(gallery_html_end - rest), filling->mark, strlen(filling->mark));
        text_append(&page, rest, (size_t)(place - rest));
        text_add(&page, filling->before);
        if (filling->end > filling->start)
            text_append(&page, filling->start, (size_t)(filling->end - filling->start));
        text_add(&page, filling->after);
        rest = place + strlen(filling->mark);
    }
    text_append(&page, rest, (size_t)(gallery_html_end - rest));
    struct atomic_file *output = atomic_file_open(gallery->path, error);
    if (output && gallery->durable)
        atomic_file_set_durable(output);
    bool good = output && atomic_file_write(output, page.data, page.length, error) &&
                atomic_file_close(output, error);
    atomic_file_destroy(output);
    text_finish(&page);
    text_finish(&scenes);
    text_finish(&title);
    text_finish(&text);
    return good;
}
