// SPDX-License-Identifier: GPL-3.0-or-later
// A title template: parsed, and filled at the first and last state of a run.
#include "fuzz.h"

#include "plot/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char lines[] = "optimizers: [adam, {sgd: {lr: 1000, label: 'a b'}}]\nepochs: 9\n";
    static struct fuzz_scene fuzz;
    static struct trace trace;
    if (!fuzz.figure) {
        if (!fuzz_open(&fuzz, fuzz_file("a.scene", lines, strlen(lines)),
                       &(struct scene_overrides){0}) ||
            !scene_simulate(&fuzz.scene, figure_view(fuzz.figure), figure_record(fuzz.figure),
                            &trace, &fuzz.error))
            abort();
        fuzz_remove("a.scene");
    }
    char *text = fuzz_string(data, size);
    struct error error = {0};
    struct template *template = template_parse(&fuzz.scene, text, (struct place){0}, &error);
    struct text out = {0};
    for (long state = 0; template && state < trace.states; state += trace.states - 1)
        template_write(template, &trace, state, &out);
    text_finish(&out);
    template_destroy(template);
    error_finish(&error);
    free(text);
    return 0;
}
