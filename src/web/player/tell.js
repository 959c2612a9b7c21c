// SPDX-License-Identifier: GPL-3.0-or-later
// Elements, and what is told to a reader who does not see the picture.

// Makes an element. Text from a scene only becomes text nodes and attributes, never markup.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function makeSwatch(color) {
  const swatch = make("span", { class: "swatch" });
  swatch.style.background = color;
  return swatch;
}

const shapes = {
  play: "M6 4l13 8-13 8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  back: "M5 4h3v16H5zM20 4v16L9 12z",
  forward: "M16 4h3v16h-3zM4 4l11 8-11 8z",
};

export function showShape(button, shape, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shapes[shape]);
  svg.append(path);
  button.replaceChildren(svg);
  button.setAttribute("aria-label", label);
}

// "step 41 of 100" or "epoch 41 of 100", as titles count.
export function placeText(about, position) {
  const state = Math.floor(position);
  if (about.in_steps) return `step ${state} of ${about.states - 1}`;
  const epoch = Number(((state + 1) / about.steps_per_epoch).toFixed(2));
  return `epoch ${epoch} of ${Number((about.states / about.steps_per_epoch).toFixed(2))}`;
}

// What the picture shows, in words.
export function stateText(about, position, runs) {
  const most = 6;
  const told = runs.slice(0, most).map((run) => `${run.label}, ${run.loss === null || (run.diverged !== undefined && position >= run.diverged) ? "diverged" : `loss ${shown(run.loss, 3)}`}`);
  if (runs.length > most) told.push(`and ${runs.length - most} more`);
  return [placeText(about, position), ...told].join("; ");
}
