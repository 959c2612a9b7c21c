// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader has set, as the part of the address behind #.

// {values: Map of addresses to texts, hidden: Set of the indices of optimizers, at: state or null}.
export function readAddress(hash) {
  const values = new Map(), hidden = new Set();
  let at = null;
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (key === "at") at = value !== "" && Number.isFinite(Number(value)) ? Number(value) : null;
    else if (key === "hide") for (const index of value.split(",")) { if (/^[0-9]{1,3}$/.test(index)) hidden.add(Number(index)); }
    else if (/^[^=\n]{1,200}$/.test(key) && value.length < 2000) values.set(key, value);
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
