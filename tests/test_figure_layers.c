// SPDX-License-Identifier: GPL-3.0-or-later
// The lists of a figure's layers: painted over each other they are the picture that is drawn on
// pixels, and what grew is what is recorded from scratch.
#include "draw/canvas_list.h"
#include "picture.h"
#include "plot/theme.h"

#include <glob.h>
#include <math.h>

// Where layers are painted, as a page does it: what grows on what is there, what changes anew.
struct painter {
    int width, height;
    struct canvas *frame, **layers;
    size_t count, capacity;
};

static void painter_paint(struct painter *painter, struct picture *picture, double position) {
    struct rect whole = {0, 0, painter->width, painter->height};
    size_t count;
    bool restarts;
    const struct figure_layer *layers = figure_layers(picture->figure, position, &count, &restarts);
    painter->layers = mem_grow(painter->layers, &painter->capacity, count, sizeof *painter->layers);
    canvas_clear(painter->frame);
    for (size_t i = 0; i < count; i++) {
        struct canvas **canvas = &painter->layers[i];
        bool is_new = !*canvas;
        if (is_new)
            *canvas = canvas_create(painter->width, painter->height);
        if (layers[i].change == LAYER_CHANGES || (layers[i].change == LAYER_GROWS && restarts))
            canvas_clear(*canvas);
        if (layers[i].change != LAYER_STAYS || is_new)
            canvas_replay(layers[i].list, *canvas);
        canvas_blend(painter->frame, *canvas, whole, layers[i].alpha);
    }
    painter->count = count;
}

static void painter_finish(struct painter *painter) {
    for (size_t i = 0; i < painter->count; i++)
        canvas_destroy(painter->layers[i]);
    free(painter->layers);
    canvas_destroy(painter->frame);
}

// Returns the largest difference of two pictures in any channel.
static int worst(struct canvas *ours, struct frame theirs, int width, int height) {
    int stride, most = 0;
    const uint8_t *pixels = canvas_pixels(ours, &stride);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < 4 * width; x++) {
            int off = pixels[(ptrdiff_t)y * stride + x];
            off = abs(off - (int)theirs.pixels[(ptrdiff_t)y * theirs.stride + x]);
            most = off > most ? off : most;
        }
    return most;
}

// Most that a channel may differ by. Names that fade, and groups with an opacity, are composited in
// another order, and each step rounds; all else is the same to the bit.
enum { ROUNDING = 2 };

struct tally {
    int pictures, exact;
};

// Paints the first, a middle and the last frame from lists, growing, and compares each with the
// pixels.
static void check(const char *path, const struct scene_overrides *overrides, struct tally *tally) {
    struct picture drawn, listed;
    struct scene_overrides fine = *overrides, coarse = *overrides;
    double scale = fmax(1, overrides->scale);
    coarse.scale = 1; // the lists' grid is finer instead
    picture_open(&drawn, path, &fine);
    picture_open_as(&listed, path, &coarse, scale, NULL, NULL, NULL);
    const struct video *video = &drawn.scene.video;
    struct painter painter = {video->width, video->height,
                              canvas_create(video->width, video->height)};
    double last = (double)(drawn.scene.states - 1);
    const double positions[] = {0, floor(last / 2) + (last > 1 ? 0.4 : 0), last};
    for (int i = 0; i < 3; i++) {
        painter_paint(&painter, &listed, positions[i]);
        int most = worst(painter.frame, figure_draw(drawn.figure, positions[i]), video->width,
                         video->height);
        if (most > ROUNDING)
            fail_msg("%s: the lists at state %g differ by %d from the picture", path, positions[i],
                     most);
        tally->pictures++;
        tally->exact += most == 0;
    }
    painter_finish(&painter);
    picture_close(&listed);
    picture_close(&drawn);
}

static void check_all(const char *pattern, const struct scene_overrides *overrides,
                      struct tally *tally) {
    glob_t scenes;
    assert_int_equal(glob(pattern, 0, NULL, &scenes), 0);
    for (size_t i = 0; i < scenes.gl_pathc; i++)
        check(scenes.gl_pathv[i], overrides, tally);
    globfree(&scenes);
}

static void test_scenes(void **state) {
    (void)state;
    struct tally tally = {0};
    check_all(SOURCE_DIR "/scenes/*.scene", &(struct scene_overrides){.scale = 1}, &tally);
    check_all(SOURCE_DIR "/tests/golden/*.scene", &(struct scene_overrides){.scale = 1}, &tally);
    if (10 * tally.exact < 8 * tally.pictures)
        fail_msg("only %d of %d pictures are exact", tally.exact, tally.pictures);
}

// Every panel in every theme, also twice as fine.
static void test_themes(void **state) {
    (void)state;
    static const char scene[] =
        "problem: {regression: {loss: mse}}\noptimizers: [adam, {sgd: {lr: 0.1}}]\nepochs: 9\n"
        "layout: [[surface, contour, data], [curves, equation, text]]\n"
        "panels: {text: {text: \"{step} of {steps}\\n$\\\\frac{a}{b}$ fi\"}}\n"
        "video: {size: [600, 400], progress: true}\n";
    char folder[64];
    scratch_make(folder);
    file_write(folder, "all.scene", scene);
    struct text path = {0};
    struct tally tally = {0};
    text_printf(&path, "%sall.scene", folder);
    for (size_t i = 0; theme_table[i]; i++)
        for (int scale = 1; scale <= 2; scale++)
            check(path.data,
                  &(struct scene_overrides){.theme = theme_table[i]->name, .scale = scale}, &tally);
    assert_true(tally.pictures >= 24);
    text_finish(&path);
    scratch_remove(folder);
}

// The numbers of all layers that grow, one after the other, and of all that change.
struct numbers {
    double *numbers[64];
    size_t counts[64], capacities[64], layers;
};

static void numbers_add(struct numbers *all, struct picture *picture, double position) {
    size_t count;
    bool restarts;
    const struct figure_layer *layers = figure_layers(picture->figure, position, &count, &restarts);
    assert_true(count <= 64);
    for (size_t i = 0; i < count; i++) {
        const struct list *list = canvas_list(layers[i].list);
        if (layers[i].change != LAYER_GROWS || restarts)
            all->counts[i] = 0;
        all->numbers[i] = mem_grow(all->numbers[i], &all->capacities[i],
                                   all->counts[i] + list->count + 1, sizeof(double));
        memcpy(all->numbers[i] + all->counts[i], list->numbers, list->count * sizeof(double));
        all->counts[i] += list->count;
    }
    all->layers = count;
}

static void numbers_finish(struct numbers *all) {
    for (int i = 0; i < 64; i++)
        free(all->numbers[i]);
}

static void assert_same(const struct numbers *a, const struct numbers *b, const char *what) {
    assert_int_equal(a->layers, b->layers);
    for (size_t i = 0; i < a->layers; i++)
        if (a->counts[i] != b->counts[i] ||
            memcmp(a->numbers[i], b->numbers[i], a->counts[i] * sizeof(double)) != 0)
            fail_msg("%s: layer %zu has %zu numbers, or others, in place of %zu", what, i,
                     a->counts[i], b->counts[i]);
}

// What grew step by step is what is recorded from scratch, number by number, also where the
// position went back in between.
static void test_growth(void **state) {
    (void)state;
    static const char *const scenes[] = {"lamb_lr1", "race", "orbit", "lookahead", "comparison"};
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct text path = {0};
        struct numbers grown = {0}, scratch = {0}, back = {0};
        struct picture film, still;
        text_printf(&path, SOURCE_DIR "/scenes/%s.scene", scenes[i]);
        picture_open_as(&film, path.data, NULL, 1, NULL, NULL, NULL);
        picture_open_as(&still, path.data, NULL, 1, NULL, NULL, NULL);
        double last = (double)(film.scene.states - 1), at = floor(0.7 * last) + 0.5;
        for (double position = 0; position < at; position += fmax(0.5, last / 40))
            numbers_add(&grown, &film, position);
        numbers_add(&grown, &film, at);
        numbers_add(&scratch, &still, at);
        assert_same(&grown, &scratch, scenes[i]);
        numbers_add(&back, &film, last);
        numbers_add(&back, &film, at);
        assert_same(&back, &scratch, scenes[i]);
        picture_close(&film);
        picture_close(&still);
        numbers_finish(&grown);
        numbers_finish(&scratch);
        numbers_finish(&back);
        text_finish(&path);
    }
}

// A picture that is brought back to where it was goes on as one that never went farther.
static void test_brought_back(void **state) {
    (void)state;
    static const char *const scenes[] = {"lamb_lr1", "race", "orbit", "lookahead", "comparison"};
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct text path = {0};
        struct numbers kept = {0}, scratch = {0}, far = {0};
        struct figure_growth growth = {0};
        struct picture film, still;
        text_printf(&path, SOURCE_DIR "/scenes/%s.scene", scenes[i]);
        picture_open_as(&film, path.data, NULL, 1, NULL, NULL, NULL);
        picture_open_as(&still, path.data, NULL, 1, NULL, NULL, NULL);
        double last = (double)(film.scene.states - 1), at = floor(0.7 * last) + 0.5;
        numbers_add(&kept, &film, floor(0.4 * last));
        figure_growth_keep(film.figure, &growth);
        numbers_add(&far, &film, last);
        figure_growth_restore(film.figure, &growth);
        numbers_add(&kept, &film, at);
        numbers_add(&scratch, &still, at);
        assert_same(&kept, &scratch, scenes[i]);
        figure_growth_finish(&growth);
        picture_close(&film);
        picture_close(&still);
        numbers_finish(&kept);
        numbers_finish(&scratch);
        numbers_finish(&far);
        text_finish(&path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_scenes), cmocka_unit_test(test_themes),
                                       cmocka_unit_test(test_growth),
                                       cmocka_unit_test(test_brought_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
