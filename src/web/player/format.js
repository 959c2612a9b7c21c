// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as a reader sees them.

export function shown(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e6 ? value.toExponential(digits - 1).replace(/\.?0*e/, "e") : String(Number(value.toPrecision(digits)));
  return text.replace("e+", "e");
}

// Where a number is on a slider of so many steps, and back. A number from a slider has three digits, as a hand means it.
export function toSlider(control, value, steps) {
  const { low, high, log } = control;
  const part = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(Math.max(0, Math.min(1, part)) * steps);
}

export function fromSlider(control, place, steps) {
  const { low, high, log, whole } = control, part = place / steps;
  const value = log ? low * (high / low) ** part : low + (high - low) * part;
  if (whole) return Math.round(value);
  return Math.max(low, Math.min(high, Number(log ? value.toPrecision(3) : value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(high - low)))))));
}
