// SPDX-License-Identifier: GPL-3.0-or-later
// The table of test functions. "Jamil and Yang" is "A literature survey of benchmark functions for
// global optimization problems", IJMMNO 4 (2013); "SFU" is Surjanovic and Bingham's Virtual Library
// of Simulation Experiments.
#include "problem/function.h"

#define PARAMETER(index) .offset = (index) * sizeof(double)
#define BOX(low, high)                                                                             \
    {                                                                                              \
        {                                                                                          \
            {low, high}, {                                                                         \
                low, high                                                                          \
            }                                                                                      \
        }                                                                                          \
    }

static const struct function sphere = {
    .name = "sphere",
    .help = "a round bowl",
    .source = "De Jong 1975; SFU",
    .formula = "x^2 + y^2",
    .domain = BOX(-5.12, 5.12),
    .start = {-4, 3},
    .minima = {{"0", "0"}},
    .minimum = "0",
};

static const struct setting rosenbrock_settings[] = {
    {.name = "a", PARAMETER(0), .fallback = 1, .help = "the minimum is at (a, a^2)"},
    {.name = "b",
     PARAMETER(1),
     .fallback = 100,
     .min = 0,
     .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN,
     .help = "how steep the walls of the valley are"},
    {0},
};

static const struct function rosenbrock = {
    .name = "rosenbrock",
    .help = "a flat bent valley between steep walls",
    .source = "Rosenbrock 1960",
    .formula = "(a - x)^2 + b*(y - x^2)^2",
    .settings = rosenbrock_settings,
    .domain = {{{-2, 2}, {-1, 3}}},
    .start = {-1.2, 1},
    .minima = {{"a", "a^2"}},
    .minimum = "0",
};

static const struct function beale = {
    .name = "beale",
    .help = "a flat floor with sharp peaks at the corners",
    .source = "Beale 1958; SFU",
    .formula = "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    .domain = BOX(-4.5, 4.5),
    .start = {1, 1.5},
    .minima = {{"3", "0.5"}},
    .minimum = "0",
};

static const struct function himmelblau = {
    .name = "himmelblau",
    .help = "four equal minima around one hill",
    .source = "Himmelblau 1972",
    .formula = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    .domain = BOX(-5, 5),
    .start = {0, -1},
    .minima = {{"3", "2"},
               {"-2.8051180869527449", "3.1313125182505730"},
               {"-3.7793102533777469", "-3.2831859912861694"},
               {"3.5844283403304917", "-1.8481265269644036"}},
    .minimum = "0",
};

static const struct function booth = {
    .name = "booth",
    .help = "a slanted elliptic bowl",
    .source = "Jamil and Yang; SFU",
    .formula = "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
    .domain = BOX(-10, 10),
    .start = {-8, -6},
    .minima = {{"1", "3"}},
    .minimum = "0",
};

static const struct function matyas = {
    .name = "matyas",
    .help = "a nearly flat valley along the diagonal",
    .source = "Jamil and Yang; SFU",
    .formula = "0.26*(x^2 + y^2) - 0.48*x*y",
    .domain = BOX(-10, 10),
    .start = {-8, 2},
    .minima = {{"0", "0"}},
    .minimum = "0",
};

static const struct function mccormick = {
    .name = "mccormick",
    .help = "a wave over a tilted valley",
    .source = "McCormick 1976; SFU",
    .formula = "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
    .domain = {{{-1.5, 4}, {-3, 4}}},
    .start = {1, 3},
    .minima = {{"-0.54719755119659775", "-1.5471975511965977"}},
    .minimum = "-1.9132229549810364",
};

static const struct function three_hump_camel = {
    .name = "three_hump_camel",
    .help = "three minima, of which the middle one is lowest",
    .source = "Jamil and Yang; SFU",
    .formula = "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
    .domain = BOX(-5, 5),
    .start = {-3, 4},
    .minima = {{"0", "0"}},
    .minimum = "0",
};

static const struct function six_hump_camel = {
    .name = "six_hump_camel",
    .help = "six minima, two of them lowest",
    .source = "Dixon and Szego 1978; SFU",
    .formula = "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2",
    .domain = {{{-3, 3}, {-2, 2}}},
    .start = {-1.5, 1.5},
    .minima = {{"0.089842013100318062", "-0.71265640302073963"},
               {"-0.089842013100318062", "0.71265640302073963"}},
    .minimum = "-1.0316284534898774",
};

static const struct function styblinski_tang = {
    .name = "styblinski_tang",
    .help = "four wells of different depth",
    .source = "Styblinski and Tang 1990; SFU",
    .formula = "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
    .domain = BOX(-5, 5),
    .start = {-0.5, 4.5},
    .minima = {{"-2.9035340277711771", "-2.9035340277711771"}},
    .minimum = "-78.332331407542831",
};

static const struct function goldstein_price = {
    .name = "goldstein_price",
    .help = "values from 3 to a million, with flat places",
    .source = "Goldstein and Price 1971; SFU",
    .formula = "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))"
               "*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
    .domain = BOX(-2, 2),
    .start = {-1, 1},
    .minima = {{"0", "-1"}},
    .minimum = "3",
};

static const struct function branin = {
    .name = "branin",
    .help = "three equal minima along a bent valley",
    .source = "Branin 1972; SFU",
    .formula = "(y - 5.1/(4*pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
    .domain = {{{-5, 10}, {0, 15}}},
    .start = {6, 12},
    .minima = {{"-pi", "12.275"}, {"pi", "2.275"}, {"3*pi", "2.475"}},
    .minimum = "5/(4*pi)",
};

static const struct function bukin6 = {
    .name = "bukin6",
    .help = "a sharp bent ridge of minima",
    .source = "Bukin 1997; SFU",
    .formula = "100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)",
    .domain = {{{-15, -5}, {-3, 3}}},
    .start = {-6, 2.5},
    .minima = {{"-10", "1"}},
    .minimum = "0",
    .has_kinks = true,
};

static const struct function easom = {
    .name = "easom",
    .help = "flat everywhere but for one narrow hole",
    .source = "Easom 1990; SFU",
    .formula = "-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)",
    .domain = BOX(-100, 100),
    .start = {4, 2},
    .minima = {{"pi", "pi"}},
    .minimum = "-1",
};

static const struct function levi13 = {
    .name = "levi13",
    .help = "a bowl with waves across it",
    .source = "Jamil and Yang (Levy 13); SFU",
    .formula = "sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2)",
    .domain = BOX(-10, 10),
    .start = {-6, 7},
    .minima = {{"1", "1"}},
    .minimum = "0",
};

static const struct function ackley = {
    .name = "ackley",
    .help = "a pitted plain around one deep, pointed hole",
    .source = "Ackley 1987; SFU",
    .formula = "20 + e - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
    .domain = BOX(-5, 5),
    .start = {-3.5, 2.7},
    .minima = {{"0", "0"}},
    .minimum = "0",
    .has_kinks = true,
};

static const struct function rastrigin = {
    .name = "rastrigin",
    .help = "a bowl with a lattice of minima",
    .source = "Rastrigin 1974; SFU",
    .formula = "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
    .domain = BOX(-5.12, 5.12),
    .start = {-3.3, 3.7},
    .minima = {{"0", "0"}},
    .minimum = "0",
};

static const struct function griewank = {
    .name = "griewank",
    .help = "a wide bowl under many small waves",
    .source = "Griewank 1981; SFU",
    .formula = "1 + (x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2))",
    .domain = BOX(-600, 600),
    .start = {-450, 300},
    .minima = {{"0", "0"}},
    .minimum = "0",
};

static const struct function eggholder = {
    .name = "eggholder",
    .help = "steep hills and valleys, the lowest at the edge",
    .source = "Whitley et al. 1996; SFU",
    .formula = "-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - (y + 47))))",
    .domain = BOX(-512, 512),
    .start = {400, 300},
    .minima = {{"512", "404.23180511375781"}},
    .minimum = "-959.64066272085080",
    .has_kinks = true,
    .is_edge_minimum = true,
};

static const struct function schaffer2 = {
    .name = "schaffer2",
    .help = "ripples in the form of a cross",
    .source = "Jamil and Yang; SFU",
    .formula = "0.5 + (sin(x^2 - y^2)^2 - 0.5)/(1 + 0.001*(x^2 + y^2))^2",
    .domain = BOX(-100, 100),
    .start = {-4, 3},
    .minima = {{"0", "0"}},
    .minimum = "0",
};

static const struct function schaffer4 = {
    .name = "schaffer4",
    .help = "ripples with four minima near the centre",
    .source = "Jamil and Yang; SFU",
    .formula = "0.5 + (cos(sin(abs(x^2 - y^2)))^2 - 0.5)/(1 + 0.001*(x^2 + y^2))^2",
    .domain = BOX(-100, 100),
    .start = {-4, 3},
    .minima = {{"0", "1.2531318314637332"},
               {"0", "-1.2531318314637332"},
               {"1.2531318314637332", "0"},
               {"-1.2531318314637332", "0"}},
    .minimum = "0.29257863203598055",
};

static const struct setting quadratic_settings[] = {
    {.name = "condition",
     PARAMETER(0),
     .fallback = 10,
     .min = 0,
     .max = SETTING_NO_MAX,
     .bounds = BOUNDS_ABOVE_MIN,
     .help = "ratio of the two curvatures"},
    {.name = "angle", PARAMETER(1), .fallback = 0, .help = "rotation of the axes in degrees"},
    {0},
};

static const struct function quadratic = {
    .name = "quadratic",
    .help = "an elliptic bowl, curvature 1 along its axis and `condition` across",
    .source = "the textbook ravine, as in Polyak 1964",
    .formula = "((x*cos(angle*pi/180) + y*sin(angle*pi/180))^2"
               " + condition*(y*cos(angle*pi/180) - x*sin(angle*pi/180))^2)/2",
    .settings = quadratic_settings,
    .domain = BOX(-10, 10),
    .start = {-8, 4},
    .minima = {{"0", "0"}},
    .minimum = "0",
};

static const struct function saddle = {
    .name = "saddle",
    .help = "down along y, up along x; it has no minimum",
    .source = "the textbook saddle",
    .formula = "x^2 - y^2",
    .domain = BOX(-2, 2),
    .start = {-1.5, 0.001},
};

static const struct function monkey_saddle = {
    .name = "monkey_saddle",
    .help = "three ways down from a flat point; it has no minimum",
    .source = "Hilbert and Cohn-Vossen 1932",
    .formula = "x^3 - 3*x*y^2",
    .domain = BOX(-2, 2),
    .start = {1.5, 0.01},
};

static const struct function double_well = {
    .name = "double_well",
    .help = "two equal wells with a pass between them",
    .source = "the textbook quartic, as in Kramers 1940",
    .formula = "(x^2 - 1)^2 + y^2",
    .domain = BOX(-2, 2),
    .start = {-0.1, 1.5},
    .minima = {{"1", "0"}, {"-1", "0"}},
    .minimum = "0",
};

const struct function *const function_table[] = {
    &sphere,          &rosenbrock,
    &beale,           &himmelblau,
    &booth,           &matyas,
    &mccormick,       &three_hump_camel,
    &six_hump_camel,  &styblinski_tang,
    &goldstein_price, &branin,
    &bukin6,          &easom,
    &levi13,          &ackley,
    &rastrigin,       &griewank,
    &eggholder,       &schaffer2,
    &schaffer4,       &quadratic,
    &saddle,          &monkey_saddle,
    &double_well,     NULL,
};
