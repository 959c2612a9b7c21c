// SPDX-License-Identifier: GPL-3.0-or-later
#include "draw/text/maths_symbols.h"

#include "base/name_table.h"

// Some letters of the mathematical alphabets are older than these: Unicode has them in the block
// Letterlike Symbols, and leaves their places in the alphabets empty.
static uint32_t letter_elsewhere(uint32_t point, enum maths_alphabet alphabet) {
    static const struct {
        uint32_t point;
        enum maths_alphabet alphabet;
        uint32_t stands_at;
    } table[] = {
        {'h', ALPHABET_ITALIC, 0x210E},    {'B', ALPHABET_SCRIPT, 0x212C},
        {'E', ALPHABET_SCRIPT, 0x2130},    {'F', ALPHABET_SCRIPT, 0x2131},
        {'H', ALPHABET_SCRIPT, 0x210B},    {'I', ALPHABET_SCRIPT, 0x2110},
        {'L', ALPHABET_SCRIPT, 0x2112},    {'M', ALPHABET_SCRIPT, 0x2133},
        {'R', ALPHABET_SCRIPT, 0x211B},    {'e', ALPHABET_SCRIPT, 0x212F},
        {'g', ALPHABET_SCRIPT, 0x210A},    {'o', ALPHABET_SCRIPT, 0x2134},
        {'C', ALPHABET_DOUBLE, 0x2102},    {'H', ALPHABET_DOUBLE, 0x210D},
        {'N', ALPHABET_DOUBLE, 0x2115},    {'P', ALPHABET_DOUBLE, 0x2119},
        {'Q', ALPHABET_DOUBLE, 0x211A},    {'R', ALPHABET_DOUBLE, 0x211D},
        {'Z', ALPHABET_DOUBLE, 0x2124},    {0x2202, ALPHABET_ITALIC, 0x1D715},
        {0x3F5, ALPHABET_ITALIC, 0x1D716}, {0x3D1, ALPHABET_ITALIC, 0x1D717},
        {0x3D5, ALPHABET_ITALIC, 0x1D719}, {0x3F1, ALPHABET_ITALIC, 0x1D71A},
        {0x3D6, ALPHABET_ITALIC, 0x1D71B}, {0x2202, ALPHABET_BOLD, 0x1D6DB},
        {0x2207, ALPHABET_BOLD, 0x1D6C1},  {0x3F5, ALPHABET_BOLD, 0x1D6DC},
        {0x3D1, ALPHABET_BOLD, 0x1D6DD},   {0x3D5, ALPHABET_BOLD, 0x1D6DF},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].point == point && table[i].alphabet == alphabet)
            return table[i].stands_at;
    return 0;
}

uint32_t maths_letter(uint32_t point, enum maths_alphabet alphabet) {
    // The first code points of each alphabet's A, a, capital Alpha, alpha and 0; 0: the alphabet
    // lacks them.
    static const uint32_t starts[][5] = {
        [ALPHABET_ITALIC] = {0x1D434, 0x1D44E, 0, 0x1D6FC, 0},
        [ALPHABET_UPRIGHT] = {0},
        [ALPHABET_BOLD] = {0x1D400, 0x1D41A, 0x1D6A8, 0x1D6C2, 0x1D7CE},
        [ALPHABET_SCRIPT] = {0x1D49C, 0x1D4B6, 0, 0, 0},
        [ALPHABET_DOUBLE] = {0x1D538, 0x1D552, 0, 0, 0x1D7D8},
    };
    static const uint32_t ranges[5][2] = {
        {'A', 'Z'}, {'a', 'z'}, {0x391, 0x3A9}, {0x3B1, 0x3C9}, {'0', '9'}};
    uint32_t elsewhere = letter_elsewhere(point, alphabet);
    if (elsewhere)
        return elsewhere;
    for (int i = 0; i < 5; i++)
        if (point >= ranges[i][0] && point <= ranges[i][1] && starts[alphabet][i])
            return starts[alphabet][i] + point - ranges[i][0];
    return point;
}

const struct maths_symbol *maths_symbol_find(const char *name) {
    const struct maths_symbol *symbol = NAME_FIND(maths_symbols, name);
    return symbol->name ? symbol : NULL;
}

const struct maths_symbol maths_symbols[] = {
    {"alpha", 0x03B1, CLASS_ORDINARY},
    {"beta", 0x03B2, CLASS_ORDINARY},
    {"gamma", 0x03B3, CLASS_ORDINARY},
    {"delta", 0x03B4, CLASS_ORDINARY},
    {"varepsilon", 0x03B5, CLASS_ORDINARY},
    {"zeta", 0x03B6, CLASS_ORDINARY},
    {"eta", 0x03B7, CLASS_ORDINARY},
    {"theta", 0x03B8, CLASS_ORDINARY},
    {"iota", 0x03B9, CLASS_ORDINARY},
    {"kappa", 0x03BA, CLASS_ORDINARY},
    {"lambda", 0x03BB, CLASS_ORDINARY},
    {"mu", 0x03BC, CLASS_ORDINARY},
    {"nu", 0x03BD, CLASS_ORDINARY},
    {"xi", 0x03BE, CLASS_ORDINARY},
    {"omicron", 0x03BF, CLASS_ORDINARY},
    {"pi", 0x03C0, CLASS_ORDINARY},
    {"rho", 0x03C1, CLASS_ORDINARY},
    {"varsigma", 0x03C2, CLASS_ORDINARY},
    {"sigma", 0x03C3, CLASS_ORDINARY},
    {"tau", 0x03C4, CLASS_ORDINARY},
    {"upsilon", 0x03C5, CLASS_ORDINARY},
    {"varphi", 0x03C6, CLASS_ORDINARY},
    {"chi", 0x03C7, CLASS_ORDINARY},
    {"psi", 0x03C8, CLASS_ORDINARY},
    {"omega", 0x03C9, CLASS_ORDINARY},
    {"epsilon", 0x03F5, CLASS_ORDINARY},
    {"vartheta", 0x03D1, CLASS_ORDINARY},
    {"phi", 0x03D5, CLASS_ORDINARY},
    {"varrho", 0x03F1, CLASS_ORDINARY},
    {"varpi", 0x03D6, CLASS_ORDINARY},
    {"Gamma", 0x0393, CLASS_ORDINARY},
    {"Delta", 0x0394, CLASS_ORDINARY},
    {"Theta", 0x0398, CLASS_ORDINARY},
    {"Lambda", 0x039B, CLASS_ORDINARY},
    {"Xi", 0x039E, CLASS_ORDINARY},
    {"Pi", 0x03A0, CLASS_ORDINARY},
    {"Sigma", 0x03A3, CLASS_ORDINARY},
    {"Upsilon", 0x03A5, CLASS_ORDINARY},
    {"Phi", 0x03A6, CLASS_ORDINARY},
    {"Psi", 0x03A8, CLASS_ORDINARY},
    {"Omega", 0x03A9, CLASS_ORDINARY},
    {"nabla", 0x2207, CLASS_ORDINARY},
    {"partial", 0x2202, CLASS_ORDINARY},
    {"infty", 0x221E, CLASS_ORDINARY},
    {"ell", 0x2113, CLASS_ORDINARY},
    {"hbar", 0x210F, CLASS_ORDINARY},
    {"forall", 0x2200, CLASS_ORDINARY},
    {"exists", 0x2203, CLASS_ORDINARY},
    {"emptyset", 0x2205, CLASS_ORDINARY},
    {"prime", 0x2032, CLASS_ORDINARY},
    {"top", 0x22A4, CLASS_ORDINARY},
    {"Re", 0x211C, CLASS_ORDINARY},
    {"Im", 0x2111, CLASS_ORDINARY},
    {"Vert", 0x2016, CLASS_ORDINARY},
    {"|", 0x2016, CLASS_ORDINARY},
    {"vert", 0x007C, CLASS_ORDINARY},
    {"%", 0x0025, CLASS_ORDINARY},
    {"#", 0x0023, CLASS_ORDINARY},
    {"&", 0x0026, CLASS_ORDINARY},
    {"_", 0x005F, CLASS_ORDINARY},
    {"$", 0x0024, CLASS_ORDINARY},
    {"dagger", 0x2020, CLASS_BINARY},
    {"cdot", 0x22C5, CLASS_BINARY},
    {"times", 0x00D7, CLASS_BINARY},
    {"div", 0x00F7, CLASS_BINARY},
    {"pm", 0x00B1, CLASS_BINARY},
    {"mp", 0x2213, CLASS_BINARY},
    {"ast", 0x2217, CLASS_BINARY},
    {"star", 0x22C6, CLASS_BINARY},
    {"circ", 0x2218, CLASS_BINARY},
    {"bullet", 0x2219, CLASS_BINARY},
    {"odot", 0x2299, CLASS_BINARY},
    {"oplus", 0x2295, CLASS_BINARY},
    {"otimes", 0x2297, CLASS_BINARY},
    {"cup", 0x222A, CLASS_BINARY},
    {"cap", 0x2229, CLASS_BINARY},
    {"wedge", 0x2227, CLASS_BINARY},
    {"vee", 0x2228, CLASS_BINARY},
    {"setminus", 0x2216, CLASS_BINARY},
    {"leq", 0x2264, CLASS_RELATION},
    {"le", 0x2264, CLASS_RELATION},
    {"geq", 0x2265, CLASS_RELATION},
    {"ge", 0x2265, CLASS_RELATION},
    {"neq", 0x2260, CLASS_RELATION},
    {"ne", 0x2260, CLASS_RELATION},
    {"approx", 0x2248, CLASS_RELATION},
    {"sim", 0x223C, CLASS_RELATION},
    {"simeq", 0x2243, CLASS_RELATION},
    {"equiv", 0x2261, CLASS_RELATION},
    {"propto", 0x221D, CLASS_RELATION},
    {"in", 0x2208, CLASS_RELATION},
    {"notin", 0x2209, CLASS_RELATION},
    {"subset", 0x2282, CLASS_RELATION},
    {"ll", 0x226A, CLASS_RELATION},
    {"gg", 0x226B, CLASS_RELATION},
    {"leftarrow", 0x2190, CLASS_RELATION},
    {"gets", 0x2190, CLASS_RELATION},
    {"rightarrow", 0x2192, CLASS_RELATION},
    {"to", 0x2192, CLASS_RELATION},
    {"leftrightarrow", 0x2194, CLASS_RELATION},
    {"Leftarrow", 0x21D0, CLASS_RELATION},
    {"Rightarrow", 0x21D2, CLASS_RELATION},
    {"mapsto", 0x21A6, CLASS_RELATION},
    {"perp", 0x22A5, CLASS_RELATION},
    {"parallel", 0x2225, CLASS_RELATION},
    {"mid", 0x2223, CLASS_RELATION},
    {"langle", 0x27E8, CLASS_OPEN},
    {"lfloor", 0x230A, CLASS_OPEN},
    {"lceil", 0x2308, CLASS_OPEN},
    {"lVert", 0x2016, CLASS_OPEN},
    {"lvert", 0x007C, CLASS_OPEN},
    {"{", 0x007B, CLASS_OPEN},
    {"rangle", 0x27E9, CLASS_CLOSE},
    {"rfloor", 0x230B, CLASS_CLOSE},
    {"rceil", 0x2309, CLASS_CLOSE},
    {"rVert", 0x2016, CLASS_CLOSE},
    {"rvert", 0x007C, CLASS_CLOSE},
    {"}", 0x007D, CLASS_CLOSE},
    {"ldots", 0x2026, CLASS_INNER},
    {"dots", 0x2026, CLASS_INNER},
    {"cdots", 0x22EF, CLASS_INNER},
    {"colon", 0x003A, CLASS_PUNCTUATION},
    {"sum", 0x2211, CLASS_OPERATOR, true, true},
    {"prod", 0x220F, CLASS_OPERATOR, true, true},
    {"int", 0x222B, CLASS_OPERATOR, true, false},
    {0},
};

const struct maths_function maths_functions[] = {
    {"log", false},  {"ln", false},   {"exp", false},
    {"sin", false},  {"cos", false},  {"tan", false},
    {"tanh", false}, {"arg", false},  {"det", false},
    {"diag", false}, {"sign", false}, {"clip", false},
    {"max", true},   {"min", true},   {"sup", true},
    {"inf", true},   {"lim", true},   {0},
};

const struct maths_accent maths_accents[] = {
    {"hat", 0x302},   {"widehat", 0x302}, {"bar", 0x304},
    {"tilde", 0x303}, {"dot", 0x307},     {"ddot", 0x308},
    {"check", 0x30C}, {"vec", 0x20D7},    {0},
};

const struct maths_space maths_spaces[] = {
    {",", 3 / 18.0}, {":", 4 / 18.0}, {";", 5 / 18.0}, {"!", -3 / 18.0},
    {" ", 1 / 3.0},  {"quad", 1},     {"qquad", 2},    {0},
};
