// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/decimal.h"

#include "base/maths.h"
#include "base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A set whose numbers have a digit at this decimal place or above, or more decimals than this, gets
// a common factor or powers of ten. A set whose numbers have more digits than DIGITS_MAX gets a
// common offset.
enum { WHOLE_MAX = 5, DECIMALS_MAX = 4, DIGITS_MAX = 6 };

// The same limits for numbers that cannot have a common factor.
enum { LONG_WHOLE_MAX = 6, LONG_DECIMALS_MAX = 6 };

// With at most this many digits, sums and differences of two numbers fit in 64 bits.
static const int64_t digits_most = 1000000000000000000; // 10^18

double decimal_value(struct decimal number) {
    char text[48];
    snprintf(text, sizeof text, "%" PRId64 "e%d", number.digits, number.exponent);
    return strtod(text, NULL);
}

struct decimal decimal_shorten(struct decimal number) {
    if (number.digits == 0)
        return (struct decimal){0};
    while (number.digits % 10 == 0) {
        number.digits /= 10;
        number.exponent++;
    }
    return number;
}

// Parses the output of printf's %e, such as "1.25e-07".
static struct decimal read_scientific(const char *text) {
    struct decimal number = {0};
    bool is_negative = *text == '-', has_point = false;
    for (text += is_negative; *text && *text != 'e'; text++) {
        if (*text == '.') {
            has_point = true;
            continue;
        }
        number.digits = 10 * number.digits + (*text - '0');
        number.exponent -= has_point;
    }
    number.exponent += *text == 'e' ? atoi(text + 1) : 0;
    number.digits = is_negative ? -number.digits : number.digits;
    return number;
}

struct decimal decimal_of(double value) {
    char text[40];
    for (int decimals = 0; decimals <= 16; decimals++) {
        snprintf(text, sizeof text, "%.*e", decimals, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return decimal_shorten(read_scientific(text));
}

// Returns value / 10^exponent within a few units in the last place, if that is a double. Computed
// in two steps, as the power of ten alone may overflow or underflow.
static double scaled(double value, int exponent) {
    int half = exponent / 2;
    return value * m_pow(10, -half) * m_pow(10, half - exponent);
}

struct decimal decimal_round(double value, int step, int exponent) {
    return (struct decimal){step * (int64_t)round(scaled(value, exponent) / step), exponent};
}

int64_t decimal_least(double bound, int step, int exponent) {
    int64_t k = (int64_t)ceil(scaled(bound, exponent) / step);
    while (decimal_value((struct decimal){step * k, exponent}) < bound)
        k++;
    while (decimal_value((struct decimal){step * (k - 1), exponent}) >= bound)
        k--;
    return k;
}

// Returns the decimal place of the first digit: 0 for 1 to 9, -1 for 0.1 to 0.9.
static int place_of(struct decimal number) {
    int place = number.exponent;
    for (int64_t rest = number.digits / 10; rest != 0; rest /= 10)
        place++;
    return number.digits == 0 ? 0 : place;
}

static int at_least_0(int value) {
    return value < 0 ? 0 : value;
}

static struct decimal larger(struct decimal a, struct decimal b) {
    return llabs(a.digits) > llabs(b.digits) ? a : b; // their exponents are equal
}

// Rewrites a number with a lower exponent; false if that takes too many digits.
static bool refine(struct decimal *number, int exponent) {
    for (; number->digits != 0 && number->exponent > exponent; number->exponent--) {
        if (llabs(number->digits) >= digits_most / 10)
            return false;
        number->digits *= 10;
    }
    number->exponent = exponent;
    return true;
}

// ---- Single numbers

static void append(char label[DECIMAL_TEXT], const char *more) {
    size_t have = strlen(label), room = DECIMAL_TEXT - 1 - have, length = strlen(more);
    length = length < room ? length : room;
    memcpy(label + have, more, length);
    label[have + length] = 0;
}

static void append_power(char label[DECIMAL_TEXT], int exponent) {
    static const char *const superscripts[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                               "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    char digits[12];
    snprintf(digits, sizeof digits, "%d", abs(exponent));
    append(label, exponent < 0 ? "10\u207B" : "10");
    for (const char *d = digits; *d; d++)
        append(label, superscripts[*d - '0']);
}

// Appends a number with a true minus sign and at least `decimals` decimals.
static void append_plain(char label[DECIMAL_TEXT], struct decimal number, int decimals) {
    char digits[24], text[DECIMAL_TEXT] = "";
    number = decimal_shorten(number);
    int length = snprintf(digits, sizeof digits, "%lld", llabs(number.digits));
    int whole = length + number.exponent; // digits before the point
    digits[length] = '0';                 // used for every zero behind the last digit
    decimals = decimals > -number.exponent ? decimals : at_least_0(-number.exponent);
    size_t at = 0;
    for (int place = whole > 0 ? whole - 1 : 0; place >= -decimals; place--) {
        int index = whole - 1 - place;
        if (at + 2 >= sizeof text)
            break;
        if (place == -1)
            text[at++] = '.';
        bool is_known = index >= 0 && index < length;
        text[at++] = digits[is_known ? index : length];
    }
    append(label, number.digits < 0 ? "\u2212" : "");
    append(label, text);
}

void decimal_write_plain(char label[DECIMAL_TEXT], struct decimal number) {
    label[0] = 0;
    append_plain(label, number, 0);
}

// Appends a number as a multiple of 10^place, with at least `decimals` decimals. Zero is 0.
static void append_scaled(char label[DECIMAL_TEXT], struct decimal number, int place,
                          int decimals) {
    if (number.digits == 0) {
        append(label, "0");
        return;
    }
    number.exponent -= place;
    append_plain(label, number, decimals);
    append(label, "\u00D7");
    append_power(label, place);
}

void decimal_write_power(char label[DECIMAL_TEXT], struct decimal number) {
    label[0] = 0;
    number = decimal_shorten(number);
    int place = place_of(number);
    if (number.digits == 1)
        append_power(label, place);
    else
        append_scaled(label, number, place, 0);
}

void value_write(char label[DECIMAL_TEXT], double value, int decimals) {
    enum { POWER_DECIMALS = 2 };
    char text[48];
    label[0] = 0;
    if (fabs(value) < 1e6 && decimals <= LONG_DECIMALS_MAX) {
        decimals = at_least_0(decimals);
        snprintf(text, sizeof text, "%.*f", decimals, value);
        append_plain(label, read_scientific(text), decimals);
        return;
    }
    snprintf(text, sizeof text, "%.*e", POWER_DECIMALS, value);
    struct decimal number = read_scientific(text);
    append_scaled(label, number, place_of(number), POWER_DECIMALS);
}

void value_write_short(char label[DECIMAL_TEXT], double value, int digits) {
    char text[48];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    struct decimal number = read_scientific(text);
    if (fabs(value) < 1e6 && place_of(number) >= digits) {
        snprintf(text, sizeof text, "%.0f", value);
        number = read_scientific(text);
    }
    int place = place_of(number);
    if (number.digits == 0 || (place >= -4 && place < 6))
        decimal_write_plain(label, number);
    else
        decimal_write_power(label, number);
}

// ---- Sets

// How a set is written: each number as (number - offset) / 10^exponent, and offset and factor once.
struct form {
    struct decimal offset;
    int exponent;
    bool has_powers; // no common factor or offset; each number has its own power of ten
};

static void write_common(char common[DECIMAL_TEXT], struct form form) {
    if (form.exponent != 0) {
        append(common, "\u00D7");
        append_power(common, form.exponent);
    }
    struct decimal size = decimal_shorten(form.offset);
    if (size.digits == 0)
        return;
    bool is_negative = size.digits < 0;
    size.digits = llabs(size.digits);
    append(common, form.exponent != 0 ? is_negative ? " \u2212 " : " + "
                   : is_negative      ? "\u2212"
                                      : "+");
    int place = place_of(size);
    if ((place >= WHOLE_MAX || place < -DECIMALS_MAX) && size.digits == 1)
        append_power(common, place);
    else if (place < -DECIMALS_MAX || place >= 15)
        append_scaled(common, size, place, 0);
    else
        append_plain(common, size, 0);
}

static int64_t floor_divide(int64_t value, int64_t by) {
    return value / by - (value % by < 0);
}

// Returns the offset that makes the numbers from `first` to `last` shorter; 0 if none does. Both
// have the same exponent.
static struct decimal choose_offset(struct decimal first, struct decimal last) {
    struct decimal offset = {0, first.exponent}, most = larger(first, last);
    bool is_long = place_of(most) - first.exponent >= DIGITS_MAX;
    bool has_sign = first.digits != 0 && (first.digits < 0) == (last.digits < 0);
    int64_t nearest = llabs(first.digits) < llabs(last.digits) ? first.digits : last.digits;
    int64_t distance = last.digits - first.digits;
    // An offset does not help if the numbers differ in their leading digits.
    if (!is_long || !has_sign || distance <= 0 || llabs(nearest) / 10 < distance)
        return offset;
    int64_t unit = 1; // the smallest power of ten above the distance
    while (unit <= distance && unit < digits_most)
        unit *= 10;
    int64_t low = floor_divide(first.digits, unit), high = floor_divide(last.digits, unit);
    // If the set is within one unit, the offset is that unit's end towards 0; else the multiple of
    // the unit that it straddles.
    offset.digits = unit * (low < high ? high : last.digits < 0 ? low + 1 : low);
    return offset;
}

static struct decimal without(struct decimal number, struct decimal offset) {
    number.digits -= offset.digits;
    return number;
}

void decimals_write_even(const struct decimal *numbers, size_t count, char (*labels)[DECIMAL_TEXT],
                         char common[DECIMAL_TEXT]) {
    struct decimal first = numbers[0], last = numbers[count - 1];
    struct form form = {0};
    int decimals = -first.exponent, place = place_of(larger(first, last));
    form.offset.exponent = first.exponent;
    if (common) {
        form.offset = choose_offset(first, last);
        place = place_of(larger(without(first, form.offset), without(last, form.offset)));
        form.exponent = place >= WHOLE_MAX || decimals > DECIMALS_MAX ? place : 0;
        common[0] = 0;
        write_common(common, form);
    }
    bool has_powers = !common && (place >= LONG_WHOLE_MAX || decimals > LONG_DECIMALS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct decimal number = without(numbers[i], form.offset);
        labels[i][0] = 0;
        number.exponent -= form.exponent;
        if (has_powers)
            append_scaled(labels[i], number, place, at_least_0(place + decimals));
        else
            append_plain(labels[i], number, at_least_0(form.exponent + decimals));
    }
}

// Writes the set with a common exponent into `aligned`; false if that takes too many digits.
static bool align(const struct decimal *numbers, size_t count, struct decimal *aligned) {
    int exponent = INT32_MAX;
    for (size_t i = 0; i < count; i++) {
        aligned[i] = decimal_shorten(numbers[i]);
        if (aligned[i].digits != 0 && aligned[i].exponent < exponent)
            exponent = aligned[i].exponent;
    }
    for (size_t i = 0; i < count; i++)
        if (!refine(&aligned[i], exponent == INT32_MAX ? 0 : exponent))
            return false;
    return true;
}

// Chooses how to write the numbers from `first` to `last`, which have the same exponent.
static struct form choose_form(struct decimal first, struct decimal last, bool has_common) {
    enum { PLACES_MAX = 4, PLAIN_PLACES = 15 };
    struct decimal none = {0, first.exponent}, offset = choose_offset(first, last);
    struct form form = {.offset = has_common ? offset : none};
    int place = place_of(larger(without(first, form.offset), without(last, form.offset)));
    if (place < LONG_WHOLE_MAX && first.exponent >= -DECIMALS_MAX)
        return form;
    if (has_common && place - first.exponent < PLACES_MAX) {
        form.exponent = place;
        return form;
    }
    // With many significant digits, powers of ten make no number shorter.
    bool is_long = offset.digits != 0 && place < PLAIN_PLACES && first.exponent > -PLAIN_PLACES;
    return is_long ? form : (struct form){.offset = none, .has_powers = true};
}

void decimals_write(const struct decimal *numbers, size_t count, char (*labels)[DECIMAL_TEXT],
                    char common[DECIMAL_TEXT]) {
    struct decimal *aligned = mem_zero(count + 1, sizeof *aligned);
    struct form form = {.has_powers = true};
    bool is_aligned = count > 0 && align(numbers, count, aligned);
    if (is_aligned)
        form = choose_form(aligned[0], aligned[count - 1], common != NULL);
    if (common) {
        common[0] = 0;
        write_common(common, form);
    }
    for (size_t i = 0; i < count; i++) {
        if (form.has_powers) {
            decimal_write_power(labels[i], numbers[i]);
            continue;
        }
        struct decimal number = without(aligned[i], form.offset);
        number.exponent -= form.exponent;
        decimal_write_plain(labels[i], number);
    }
    free(aligned);
}
