// SPDX-License-Identifier: GPL-3.0-or-later
// The interface that a panel implements: one type is one file and one row of the table.
#pragma once
#include "base/help.h"
#include "base/module_rows.h"
#include "draw/canvas.h"
#include "draw/marker.h"
#include "draw/text/font.h"
#include "plot/theme.h"
#include "scene/scene.h"
#include "tree/settings.h"

struct legend;
struct camera;
struct direct_labels;
struct plane_view;

// What all panels of a figure share. `trace` is NULL until figure_prepare.
struct stage {
    const struct scene *scene;
    const struct scene *whole; // the scene that a cell of a comparison belongs to; else as `scene`
    const struct trace *trace;
    const struct theme *theme;
    struct font *font;             // of all text but what is heavier
    struct font *heavier[WEIGHTS]; // by weight; NULL: as `font`
    int width, height;             // of the frame, pixels
    double unit;                   // pixels in a design point
    enum canvas_kind kind;         // the kind of every canvas
    struct text *warnings;         // NULL outside of figure_prepare
    size_t *looks;                 // of each run, see stage_find_looks; owned by the figure
    struct layer_pool *layers;     // of all panels
    text_recorder *record; // told of names, which the font does not draw each time; NULL: nobody
    void *record_context;
};

// What a panel leaves out if its frame is too small.
enum omission { OMIT_NOTHING, OMIT_NUMBERS, OMIT_LABELS, OMIT_ALL };

// Where a legend is placed. LEGEND_AUTO: as the theme wants; a box is inside the plot where it
// covers least, or beside the plot if it would hide too much. LEGEND_DIRECT: there is no box, names
// stand at heads and ends of curves.
enum legend_place {
    LEGEND_AUTO,
    LEGEND_BEST,
    LEGEND_NONE,
    LEGEND_OUTSIDE,
    LEGEND_DIRECT,
    LEGEND_CORNER, // the first of nine places inside the plot, row by row
    LEGEND_PLACES = LEGEND_CORNER + 9
};
extern const char *const legend_places[]; // ends with NULL

// True if the scene asks for a legend, false if the panel decides.
bool legend_is_asked(int place);

// Whether there are minor ticks between those with numbers.
enum minor_ticks { MINOR_WHERE_USEFUL, MINOR_ON, MINOR_OFF };

// The space that a panel needs around its plot for text, in pixels.
struct margins {
    double left, right, top, bottom;
};

// A canvas that a panel only adds to. It holds opaque strokes and is composited with one alpha, so
// that overlaps at joints are no darker. Created on first use.
struct panel_layer {
    struct canvas *canvas;
    int index;
    double alpha;
    struct rect grown; // what the panel added since the last frame
};
enum { PANEL_LAYERS = 3 };

// The canvases of all layers, owned. Panels of pixels share those of the same index and alpha, as
// each draws within its own plot: there are few of them, however many panels there are.
struct layer_pool {
    struct panel_layer *items;
    size_t count, capacity;
};
void layer_pool_finish(struct layer_pool *pool);

struct panel {
    const struct panel_type *type;
    const struct stage *stage;
    const char *name; // as in the layout
    struct place place;
    void *options;     // read by the type's settings; owned
    void *state;       // the type's own; owned
    const char *title; // NULL: none; a type may set its default
    // The default if the panel has it, and a longer one that tells it from panels with the same;
    // each NULL if there is none.
    const char *default_title, *distinct_title;
    int minor;          // enum minor_ticks
    int legend;         // enum legend_place
    double legend_room; // width of the legend beside the plot, pixels; 0: it is inside
    bool is_direct;     // optimizers and series are named at their heads, here or elsewhere
    struct direct_labels *names; // the names of its heads; NULL: it has none; owned
    double name_room;            // width that names need at the right of ends of curves, pixels
    enum omission omits;         // set by the layout
    bool redraws;                // draw_moving draws everything that changes; nothing grows
    bool sees_plane;             // it shows paths on a plane
    struct plane_choice plane;   // that plane
    struct plane_view *follows;  // the trace on it if it turns; else NULL
    bool is_inner_left, is_inner_bottom; // the numbers of this axis are shown by another panel
    struct box cell, plot;               // in whole pixels
    struct panel_layer layers[PANEL_LAYERS];
};

enum { HEAD_VALUE = 64 }; // bytes

// A piece of a panel's memory that `grow` changes, beside its layers.
struct growth_part {
    void *bytes;
    size_t size;
};
enum { GROWTH_PARTS = 2 };

// The functions of a panel type, in the order in which they are called; each may be NULL.
// draw_static is called once. grow adds the segments from state-1 to `state` to the layers, one
// state at a time, in order. draw_moving draws what belongs to a single frame, at a position
// between states.
struct panel_type {
    const char *name;
    HELP_FIELD(help);
    const struct setting *settings;
    size_t options_size, state_size;
    bool (*check)(struct panel *panel, struct error *error); // before the trace is known
    bool (*view)(const struct panel *panel, struct view *view);
    unsigned (*record)(const struct panel *panel); // what it draws of a run, as RECORD_ flags
    bool (*prepare)(struct panel *panel, struct error *error);     // the trace is known
    void (*share)(struct panel *panel, const struct panel *other); // extend ranges to the other's
    void (*measure)(struct panel *panel, struct margins *margins);
    void (*draw_static)(struct panel *panel, struct canvas *canvas);
    void (*grow)(struct panel *panel, long state);
    // Writes what growing changes; returns how many parts it is.
    size_t (*growth)(const struct panel *panel, struct growth_part parts[GROWTH_PARTS]);
    void (*draw_moving)(struct panel *panel, struct canvas *canvas, double position);
    // Adds the legend's entries and obstacles.
    void (*fill_legend)(const struct panel *panel, struct legend *legend);
    // Adds what names should not cover as it is at a position; false if that does not move, and is
    // what fill_legend adds.
    bool (*avoid_at)(const struct panel *panel, double position, struct legend *legend);
    bool places_legend; // the type finds the place of its box itself
    // Computes the pixel of a head that fill_legend named, by its `subject`, once draw_static was
    // called; false where it has none. The heads of curves are at their ends.
    bool (*head)(const struct panel *panel, size_t subject, double position, double at[2]);
    bool names_ends;
    double name_share; // part of its plot, at heads, that leaves room for names
    // Writes what stands beneath a name; nothing if the scene does not ask for it.
    void (*head_value)(const struct panel *panel, size_t subject, double position,
                       char text[HEAD_VALUE]);
    // What a reader who points at a pixel of the cell points at, once draw_static was called:
    // weights on the plane; a position between states. False where there is none.
    bool (*weights_at)(const struct panel *panel, const double at[2], double w[2]);
    bool (*position_at)(const struct panel *panel, const double at[2], double *position);
    // The camera at a position.
    void (*camera)(const struct panel *panel, double position, struct camera *camera);
    void (*draw_cover)(struct panel *panel, struct canvas *canvas); // once, on top of everything
    void (*finish)(struct panel *panel);
    // The plot is the whole cell but for the panel's own margins; else it is aligned with the other
    // plots of its row and column.
    bool fills_cell;
};

// Every type, in the order of --list. To add one, add a row here and define `const struct
// panel_type panel_NAME` in a file of src/panels/. One that is LARGE is not in the smaller module
// of pages.
#define PANELS_BY_SIZE(ROW, LARGE)                                                                 \
    ROW(data)                                                                                      \
    ROW(surface)                                                                                   \
    ROW(contour)                                                                                   \
    ROW(curves)                                                                                    \
    LARGE(boundary)                                                                                \
    LARGE(layers)                                                                                  \
    ROW(text)                                                                                      \
    ROW(equation)

#define PANELS(ROW) MODULE_ROWS(PANELS_BY_SIZE, ROW)

#define PANEL_DECLARATION(name) extern const struct panel_type panel_##name;
PANELS(PANEL_DECLARATION)
#undef PANEL_DECLARATION

// The types as an array that ends with NULL.
extern const struct panel_type *const panel_table[];

// True for a type that the smaller module has.
bool panel_type_is_small(const struct panel_type *type);

// Initializes the panel that the layout names `name` at `place`, with type and options from the
// scene's `panels`. The stage must outlive it. False with ERROR_SCENE; the panel must be finished
// in either case.
bool panel_init(struct panel *panel, const struct stage *stage, const char *name,
                struct place place, struct error *error);
void panel_finish(struct panel *panel);

// Sets the default title of a panel whose title is not given yet, and the one that is used where
// several panels have that default.
void panel_set_title(struct panel *panel, const char *title, const char *distinct);

// Removes the title, with a warning if the scene gives one.
void panel_drop_title(struct panel *panel);

// Returns a layer's canvas, which belongs to the stage; it is created, with opacity `alpha`, on
// first use.
struct canvas *stage_layer(const struct stage *stage, int index, double alpha);
struct canvas *panel_layer(struct panel *panel, int index, double alpha);

// Creates a canvas of the size of the frame; the caller destroys it.
struct canvas *stage_canvas(const struct stage *stage);

// Appends a line to the warnings of figure_prepare, unless it is there already.
void stage_warn(const struct stage *stage, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
#define WARNING_CUT "'%s' is too long for its place in the picture and was cut"

// Returns the size in pixels of text of so many points, or the theme's least size.
double stage_text_size(const struct stage *stage, double points);

// Returns the part of its size in pixels to which a text may be made smaller where room lacks.
double stage_text_least(const struct stage *stage, double size);

// Writes the name of axis d of the stage's plane: w0 or p0, or a symbol where the theme has them,
// or what the axis means.
enum { AXIS_NAME = 32 };
void stage_axis_name(const struct stage *stage, int d, char name[AXIS_NAME]);

// Returns the font for text of a weight.
struct font *stage_font(const struct stage *stage, enum font_weight weight);

// True if the scene has one optimizer with one start. Such scenes have their own colours and
// curves.
bool stage_is_single(const struct stage *stage);

// Finds the optimizer of the scene with the label that a node gives. False with ERROR_SCENE.
bool stage_find_optimizer(const struct stage *stage, const struct node *label, size_t *index,
                          struct error *error);

// Returns the colour of a run: the one the scene gives its optimizer, else `single` for a single
// run, else the theme's next. The starts of a single optimizer are coloured by the target nearest
// to their last point, of more than two weights by the minimum that they end in.
uint32_t stage_color(const struct stage *stage, const struct run *run, uint32_t single);

// Finds, once the trace is known, which colour, dash and marker of the theme each run has, so that
// frames need not search for it.
void stage_find_looks(struct stage *stage);

// Return the dash of a run, in pixels, all 0 for a solid line, and the marker of its head. The
// theme provides them where colour alone does not distinguish optimizers.
void stage_dash(const struct stage *stage, const struct run *run, double dash[4]);
enum marker stage_marker(const struct stage *stage, const struct run *run);

// Returns the theme's dash with that index, in pixels; all 0 if the theme has none.
void stage_dash_at(const struct stage *stage, size_t index, double dash[4]);

// True for the run that represents its optimizer in a legend.
bool run_is_first(const struct trace *trace, size_t run);

// Interpolates the reported weights and the loss of a run at a position between states. False if
// the run has diverged by then.
bool stage_point(const struct run *run, double position, double w[2], double *loss);

// The same for a run of a panel, on a plane that turns as it is then. The trace is as it was
// before.
bool panel_point(const struct panel *panel, size_t run, double position, double w[2], double *loss);

// Returns how far the weights of a run are from the plane there; 0 for two weights, or if that is
// not known.
double stage_off_plane(const struct run *run, double position);
