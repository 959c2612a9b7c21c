// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader has set, as the part of the address behind #.

// {values: Map of addresses to texts, hidden: Set of the indices of optimizers, at: state or null}.
// `controls`: addresses of numbers. Other keys of a scene are not a link's to set.
export function readAddress(hash, controls) {
  const isNumber = (text) => text.trim() !== "" && Number.isFinite(Number(text));
  const isList = (text) => /^\[[^\[\]]*\]$/.test(text) && text.slice(1, -1).split(",").every(isNumber);
  const isMap = (text) => /^\{[^{}]*\}$/.test(text) && text.slice(1, -1).split(",").every((item) => /^ *[a-z]+: /.test(item) && isNumber(item.split(": ")[1]));
  const isKnown = (key, value) => controls.includes(key) ? isNumber(value)
    : /^(start|optimizers\.\d{1,3}\.start|panels\.[^=.]+\.w[01])$/.test(key) ? isList(value)
      : /^panels\.[^=.]+\.camera$/.test(key) && isMap(value);
  const values = new Map(), hidden = new Set();
  let at = null;
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (key === "at") at = value !== "" && Number.isFinite(Number(value)) ? Number(value) : null;
    else if (key === "hide") for (const index of value.split(",")) { if (/^[0-9]{1,3}$/.test(index)) hidden.add(Number(index)); }
    else if (isKnown(key, value)) values.set(key, value);
  }
  return { values, hidden, at };
}

export function writeAddress({ values, hidden, at }) {
  const pairs = new URLSearchParams([...values]);
  if (hidden.size > 0) pairs.set("hide", [...hidden].join(","));
  if (at !== null) pairs.set("at", String(Number(at.toFixed(2))));
  const text = pairs.toString().replaceAll("%2C", ",").replaceAll("%5B", "[").replaceAll("%5D", "]").replaceAll("+", "%20");
  return text ? `#${text}` : "";
}
