// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the files of the equation panel.
#pragma once
#include "optim/symbol.h"
#include "plot/panel.h"

// LINES_MAX: of a panel. NUMBERS_MAX: of a vector that are shown; an ellipsis stands for more.
// MOMENTS: of a film that are looked at.
enum { LINES_MAX = 24, ROWS_MAX = 48, NUMBERS_MAX = 3, MOMENTS = 400 };

struct equation_options {
    const struct node *optimizer; // the optimizer's label; NULL: the first
    const struct node *latex;     // formulas to show instead of the rule; NULL: none
    double size;
    bool numbers;
};

// A line: what is assigned, the arrow or equals sign, and what to. Each is "$...$" and owned. A
// line that assigns nothing is all `right`; the others are NULL.
struct equation_line {
    char *left, *relation, *right;
    double ascent, descent; // ems
};

// Which symbols are shown where there is no room for all: from the first on. The same order holds
// for those that stand beneath the lines.
enum importance { SHOW_PATH, SHOW_STATE, SHOW_RATE, SHOW_CONSTANT };

// A symbol with its numbers.
struct equation_row {
    struct symbol symbol;
    char *name;  // "$...$"; owned
    size_t line; // the line that assigns it, beside which the numbers may stand; or LINES_MAX
    enum importance importance;
    size_t count;              // numbers it has; those of a group or vector: in all
    size_t column;             // in run->state, of state and scheduled options
    bool is_constant;          // the numbers do not change
    double name_width, digits; // of the name, and of the widest number without its sign, ems
    bool is_signed;            // some number is negative
};

struct equation_state {
    size_t optimizer;
    struct equation_line lines[LINES_MAX];
    size_t count;
    struct equation_row rows[ROWS_MAX]; // by importance
    size_t row_count;
    // The row that moves most around every `moment_stride`th state, see equation_motion.c;
    // ROWS_MAX: none.
    unsigned char movers[MOMENTS + 1];
    long moment_stride;
    struct arrangement {
        bool is_bare;         // no numbers are shown
        enum importance most; // rows up to here are shown
        bool is_beside;       // numbers of what a line assigns stand beside it
        bool is_low;          // none stand beneath the lines
        size_t units;         // columns of the grid beneath the lines
        double number_size;   // of numbers, in ems of the lines
        double scale;         // factor of the font size that makes everything fit
        // Ems of the lines: widths of the parts of lines, and of whole ones; the height of them;
        // the size of everything.
        double left, relation, right, lines, lines_height, width, height;
        // Ems of the numbers. Beside the lines: widths of one without its sign, and of all of a
        // line. Beneath them: of the names, of the sign of equality, and of a column.
        double digits, numbers, name, equals, unit;
    } arrangement;
    struct {
        double open, close, comma, more, minus, equals;
    } widths; // of what stands around numbers, ems
};

// Adds a formula of `length` bytes of TeX, in several lines where it assigns several symbols.
// `is_split` false: as a single line, aligned all the same.
void equation_add(struct equation_state *state, const struct optimizer_config *config,
                  const char *formula, size_t length, bool is_split);

// Fills in the rows: what the lines use of `config`, and with `all` also learning rate and loss.
void equation_find_rows(struct equation_state *state, const struct optimizer_config *config,
                        const struct shape *shape, bool all);

// Returns how many numbers of a row are shown.
size_t equation_shown(const struct equation_row *row);

// Reads the numbers of a row that are shown, at a state. NAN: unknown.
void equation_numbers(const struct equation_row *row, const struct run *run, long state,
                      double numbers[NUMBERS_MAX]);

// Writes a number without its sign. What changes keeps its width, more or less.
void equation_write_number(const struct equation_row *row, double value, char label[]);

// Finds which row moves most in each part of the film.
void equation_find_movers(struct equation_state *state, const struct trace *trace,
                          const struct run *run);

// Returns the row that moves most at a state; NULL if none does.
const struct equation_row *equation_mover(const struct equation_state *state, long k);

// Chooses what is shown and where, for the size of the plot.
void equation_arrange(struct panel *panel);

void equation_draw_static(struct panel *panel, struct canvas *canvas);
void equation_draw_moving(struct panel *panel, struct canvas *canvas, double position);
