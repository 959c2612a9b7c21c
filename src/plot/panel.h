// SPDX-License-Identifier: GPL-3.0-or-later
// Panels, for implementers: one type is one file and one table entry.
#pragma once
#include "draw/canvas.h"
#include "draw/marker.h"
#include "draw/text/font.h"
#include "plot/theme.h"
#include "scene/scene.h"
#include "tree/settings.h"

struct legend;

// What the panels of a figure share. `trace` is NULL until figure_prepare.
struct stage {
    const struct scene *scene;
    const struct trace *trace;
    const struct theme *theme;
    struct font *font;
    int width, height;     // of the frame, pixels
    double unit;           // pixels a point of the design size
    enum canvas_kind kind; // of every canvas
    struct text *warnings; // NULL but in figure_prepare
};

// What a panel leaves out where its frame has no room for it.
enum omission { OMIT_NOTHING, OMIT_NUMBERS, OMIT_LABELS, OMIT_ALL };

// Where a legend stands. Automatically: at the freest place inside, or beside the plot where that
// would hide too much.
enum legend_place {
    LEGEND_AUTO,
    LEGEND_BEST,
    LEGEND_NONE,
    LEGEND_OUTSIDE,
    LEGEND_CORNER, // this and the following are places inside, row by row
    LEGEND_PLACES = LEGEND_CORNER + 9
};
extern const char *const legend_places[]; // ends with NULL

// Whether a legend was asked for, not left to the panel.
bool legend_is_asked(int place);

// Whether short ticks stand between those with numbers.
enum minor_ticks { MINOR_WHERE_USEFUL, MINOR_ON, MINOR_OFF };

// Space that a panel needs around its plot for text, in pixels.
struct margins {
    double left, right, top, bottom;
};

// What a panel draws into and never changes again: opaque strokes, laid on the picture with one
// alpha so that joints do not darken. Made on first use.
struct layer {
    struct canvas *canvas;
    double alpha;
};
enum { PANEL_LAYERS = 2 };

struct panel {
    const struct panel_type *type;
    const struct stage *stage;
    const char *name; // in the layout
    struct place place;
    void *options;       // filled by the type's settings; owned
    void *state;         // the type's own; owned
    const char *title;   // NULL: none; a type may set its default
    int minor;           // enum minor_ticks
    int legend;          // enum legend_place
    double legend_room;  // pixels beside the plot for the legend; 0: it stands inside
    enum omission omits; // set by the layout
    bool redraws;        // draw_moving draws all that its frames show
    bool is_inner_left, is_inner_bottom; // another panel has the numbers of this axis
    struct box cell, plot;               // pixels, whole ones
    struct layer layers[PANEL_LAYERS];
};

// Calls are made in this order; each may be NULL. The static layer is drawn once,
// `grow` adds the segments that lead from state-1 to `state`, one state at a time in order, and
// `draw_moving` draws what belongs to one frame only, at a position between states.
struct panel_type {
    const char *name, *help;
    const struct setting *settings;
    size_t options_size, state_size;
    bool (*check)(struct panel *panel, struct error *error); // before the trace is known
    bool (*view)(const struct panel *panel, struct view *view);
    bool (*prepare)(struct panel *panel, struct error *error);     // the trace is known
    void (*share)(struct panel *panel, const struct panel *other); // widen ranges to the other's
    void (*measure)(struct panel *panel, struct margins *margins);
    void (*draw_static)(struct panel *panel, struct canvas *canvas);
    void (*grow)(struct panel *panel, long state);
    void (*draw_moving)(struct panel *panel, struct canvas *canvas, double position);
    // What the legend names and should leave free, where it may stand beside the plot too.
    void (*fill_legend)(const struct panel *panel, struct legend *legend);
    void (*draw_cover)(struct panel *panel, struct canvas *canvas); // once, above all
    void (*finish)(struct panel *panel);
};

// Every type, in the order of --list. A new one is a row here and `const struct panel_type
// panel_NAME` in a file of src/panels/.
#define PANELS(ROW)                                                                                \
    ROW(data)                                                                                      \
    ROW(surface)                                                                                   \
    ROW(contour)                                                                                   \
    ROW(curves)                                                                                    \
    ROW(text)                                                                                      \
    ROW(equation)

#define PANEL_DECLARATION(name) extern const struct panel_type panel_##name;
PANELS(PANEL_DECLARATION)
#undef PANEL_DECLARATION

// The same, ending with NULL.
extern const struct panel_type *const panel_table[];

// Makes the panel that the layout names `name` at `place`, with its type and options from the
// scene's `panels`. False with ERROR_SCENE; the panel must be finished either way. The stage must
// outlive it.
bool panel_init(struct panel *panel, const struct stage *stage, const char *name,
                struct place place, struct error *error);
void panel_finish(struct panel *panel);

// Leaves out the title, with a warning where the scene gives one.
void panel_drop_title(struct panel *panel);

// Returns the layer's canvas, making it with `alpha` on first use.
struct canvas *panel_layer(struct panel *panel, int index, double alpha);

// A canvas as large as the frame.
struct canvas *stage_canvas(const struct stage *stage);

// Adds a line to the warnings of figure_prepare, once.
void stage_warn(const struct stage *stage, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
#define WARNING_CUT "'%s' is too long for its place in the picture and was cut"

// True where the scene has one optimizer with one start: the post's colours and curves are for
// that.
bool stage_is_single(const struct stage *stage);

// The colour of a run: its optimizer's own, or the theme's next; `single` where there is one run.
// The starts of a single optimizer are coloured by the target that they come nearest to in the end.
uint32_t stage_color(const struct stage *stage, const struct run *run, uint32_t single);

// Where colour alone does not tell optimizers apart, the theme gives each a dash and a mark: the
// dash of a run in pixels, all 0 for a solid line, and the shape of its head.
void stage_dash(const struct stage *stage, const struct run *run, double dash[4]);
enum marker stage_marker(const struct stage *stage, const struct run *run);

// The theme's dash of that number in pixels, solid where it has none.
void stage_dash_at(const struct stage *stage, size_t index, double dash[4]);

// True for the run that stands for its optimizer in a legend.
bool run_is_first(const struct trace *trace, size_t run);

// The reported weights of a run at a position between states, and its loss; false where the run has
// diverged before.
bool stage_point(const struct run *run, double position, double w[2], double *loss);
