// SPDX-License-Identifier: GPL-3.0-or-later
// The canvas over the still, and over it an element for each panel that a reader can touch.

const ZOOM = 1.2, NEAR = 24; // factor of a notch; pixels within which an own start is meant

export class Picture {
  // `page`: what is done: setStart(addresses, weights), setCamera(panel, camera), setRange(panel, ranges), scrub(position),
  // step(by), toggle(), point(x, y).
  constructor(element, still, page) {
    this.element = element;
    this.page = page;
    this.canvas = make("canvas", { role: "img", "aria-label": still.alt, width: 16, height: 16 });
    this.tip = make("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    this.spots = [];
    this.pointed = null; // what is under the pointer, once that is known
    element.append(this.canvas, this.tip);
  }

  offscreen() { return this.canvas.transferControlToOffscreen(); }

  // Lays the elements over the panels of a picture that was laid out.
  lay(about) {
    this.about = about;
    const names = about.panels.map((panel) => `${panel.name} ${panel.type}`).join("\n");
    if (names !== this.names) {
      this.names = names;
      for (const spot of this.spots) spot.element.remove();
      this.spots = about.panels.map((panel, index) => this.makeSpot(panel, index)).filter((spot) => spot !== null);
    }
    for (const spot of this.spots) {
      const panel = about.panels[spot.index], [x, y, width, height] = panel.azimuth === undefined ? panel.plot : panel.cell;
      Object.assign(spot.element.style, { left: `${x / about.width * 100}%`, top: `${y / about.height * 100}%`, width: `${width / about.width * 100}%`, height: `${height / about.height * 100}%` });
    }
  }

  makeSpot(panel, index) {
    const kind = panel.azimuth !== undefined ? "camera" : panel.w0 ? "start" : panel.type === "curves" ? "curves" : null;
    if (!kind) return null;
    const hasStart = this.about.weights === 2 && !this.about.compares;
    const says = {
      camera: "drag or use the arrow keys to turn it, plus and minus to zoom",
      start: hasStart ? "click or use the arrow keys to set the start, plus and minus to zoom" : "plus and minus zoom",
      curves: "drag or use the arrow keys to go to a step",
    }[kind];
    const element = make("div", { class: `spot ${kind}`, tabindex: 0, role: "application", "aria-label": `${panel.name}: ${says}` });
    const spot = { element, index, kind, hasStart, pointers: new Map(), spread: 0 };
    element.addEventListener("pointerdown", (event) => this.down(spot, event));
    element.addEventListener("pointermove", (event) => this.move(spot, event));
    for (const type of ["pointerup", "pointercancel"]) element.addEventListener(type, (event) => this.up(spot, event));
    element.addEventListener("pointerleave", () => this.hideTip());
    element.addEventListener("wheel", (event) => this.wheel(spot, event), { passive: false });
    element.addEventListener("keydown", (event) => this.key(spot, event));
    element.addEventListener("focus", () => { if (element.matches(":focus-visible")) this.page.focus(spot.index); });
    element.addEventListener("blur", () => this.hideTip());
    this.element.insertBefore(element, this.tip);
    return spot;
  }

  // A place in the page as a pixel of the picture.
  pixel(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * this.about.width, (event.clientY - box.top) / box.height * this.about.height];
  }

  weights(panel, [x, y]) {
    const [left, top, width, height] = panel.plot;
    return [panel.w0[0] + (x - left) / width * (panel.w0[1] - panel.w0[0]), panel.w1[1] - (y - top) / height * (panel.w1[1] - panel.w1[0])];
  }

  // Whose start is set: the one that is near, if it is an optimizer's own; else that of the scene.
  startAt(panel, pixel) {
    const scale = this.canvas.getBoundingClientRect().width / this.about.width;
    const [a, b] = [panel.w0[1] - panel.w0[0], panel.w1[1] - panel.w1[0]].map((range, d) => panel.plot[2 + d] / range);
    const [w0, w1] = this.weights(panel, pixel);
    const own = this.about.optimizers.map((optimizer, index) => ({ optimizer, index, apart: Math.hypot((optimizer.w0 - w0) * a, (optimizer.w1 - w1) * b) }))
      .filter(({ optimizer }) => optimizer.own_start).sort((p, q) => p.apart - q.apart);
    const shares = this.about.optimizers.some((optimizer) => !optimizer.own_start);
    return own.length > 0 && (!shares || own[0].apart * scale < NEAR) ? `optimizers.${own[0].index}.start` : "start";
  }

  // Numbers of a start: as fine as the eye.
  round(panel, w) {
    return w.map((value, d) => {
      const range = panel[`w${d}`];
      return Number(value.toFixed(Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(range[1] - range[0]))))));
    });
  }

  down(spot, event) {
    if (event.button !== 0) return;
    const pixel = this.pixel(event), panel = this.about.panels[spot.index];
    spot.pointers.set(event.pointerId, pixel);
    spot.element.setPointerCapture(event.pointerId);
    if (spot.pointers.size > 1) {
      spot.spread = this.spreadOf(spot);
      spot.drag = null;
      return;
    }
    if (spot.kind === "camera") spot.drag = { pixel, camera: panel };
    if (spot.kind === "curves") this.scrub(panel, pixel);
    if (spot.kind === "start" && spot.hasStart) {
      spot.drag = { address: this.startAt(panel, pixel) };
      if (event.pointerType !== "touch") this.setStart(spot, pixel);
    }
  }

  setStart(spot, pixel) {
    const panel = this.about.panels[spot.index];
    this.page.setStart(spot.drag.address, this.round(panel, this.weights(panel, pixel)));
    spot.drag.isSet = true;
  }

  spreadOf(spot) {
    const [[x1, y1], [x2, y2]] = [...spot.pointers.values()];
    return Math.max(8, Math.hypot(x1 - x2, y1 - y2));
  }

  scrub(panel, [x]) {
    const [left, , width] = panel.plot;
    if (panel.span) this.page.scrub(panel.span[0] + (x - left) / width * (panel.span[1] - panel.span[0]));
  }

  move(spot, event) {
    const pixel = this.pixel(event), panel = this.about.panels[spot.index];
    if (!spot.pointers.has(event.pointerId)) {
      this.page.point(pixel, [event.clientX, event.clientY]);
      return;
    }
    spot.pointers.set(event.pointerId, pixel);
    if (spot.pointers.size === 2) {
      const spread = this.spreadOf(spot), [[x1, y1], [x2, y2]] = [...spot.pointers.values()];
      if (Math.abs(spread / spot.spread - 1) > 0.02) this.zoom(spot, [(x1 + x2) / 2, (y1 + y2) / 2], spot.spread / spread);
      spot.spread = spread;
    } else if (spot.kind === "curves") this.scrub(panel, pixel);
    else if (spot.kind === "camera" && spot.drag) {
      const { camera } = spot.drag, turn = 0.4 * 690 / this.about.width * this.about.scale;
      this.page.setCamera(panel, { ...camera, azimuth: camera.azimuth - (pixel[0] - spot.drag.pixel[0]) * turn, elevation: camera.elevation + (pixel[1] - spot.drag.pixel[1]) * turn });
    } else if (spot.drag) this.setStart(spot, pixel);
  }

  up(spot, event) {
    const pixel = this.pixel(event), wasOne = spot.pointers.size === 1;
    spot.pointers.delete(event.pointerId);
    if (spot.kind === "start" && spot.drag && wasOne && !spot.drag.isSet && event.type === "pointerup") this.setStart(spot, pixel);
    spot.drag = null;
  }

  // Zooms around a pixel, or around the middle of a surface whose weights there are not known: a factor under 1 shows less.
  zoom(spot, pixel, factor) {
    const panel = this.about.panels[spot.index];
    if (!panel.w0) return;
    const read = this.pointed?.panel === panel.name && this.pointed.w0 !== undefined ? [this.pointed.w0, this.pointed.w1] : null;
    const at = spot.kind === "start" ? this.weights(panel, pixel) : read ?? [panel.w0, panel.w1].map(([low, high]) => (low + high) / 2);
    const ranges = [panel.w0, panel.w1].map((range, d) => range.map((end) => at[d] + (end - at[d]) * factor));
    if (ranges.every(([low, high]) => high - low > 1e-9 * Math.max(1, Math.abs(low), Math.abs(high)) && high - low < 1e9)) this.page.setRange(panel, ranges.map((range) => range.map((end) => Number(end.toPrecision(8)))));
  }

  // A wheel scrolls the page, unless the panel was clicked before, or a pinch is meant.
  wheel(spot, event) {
    if (spot.kind === "curves" || !(event.ctrlKey || document.activeElement === spot.element)) return;
    event.preventDefault();
    this.zoom(spot, this.pixel(event), ZOOM ** (Math.max(-3, Math.min(3, event.deltaY / (event.deltaMode ? 3 : 100)))));
  }

  key(spot, event) {
    const panel = this.about.panels[spot.index], arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const arrow = arrows[event.key], middle = [panel.plot[0] + panel.plot[2] / 2, panel.plot[1] + panel.plot[3] / 2];
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.key === " ") this.page.toggle();
    else if (arrow && spot.kind === "camera") this.page.setCamera(panel, { ...panel, azimuth: panel.azimuth + 5 * arrow[0], elevation: panel.elevation + 5 * arrow[1] });
    else if (arrow && spot.kind === "curves") this.page.step(arrow[0] + arrow[1]);
    else if (arrow && spot.hasStart && spot.kind === "start") {
      const from = this.about.optimizers.find((optimizer) => !optimizer.own_start) ?? this.about.optimizers[0];
      const address = from.own_start ? "optimizers.0.start" : "start", part = event.shiftKey ? 400 : 40;
      this.page.setStart(address, this.round(panel, [from.w0 + arrow[0] * (panel.w0[1] - panel.w0[0]) / part, from.w1 + arrow[1] * (panel.w1[1] - panel.w1[0]) / part]));
    } else if (panel.w0 && "+=".includes(event.key)) this.zoom(spot, middle, 1 / ZOOM);
    else if (panel.w0 && event.key === "-") this.zoom(spot, middle, ZOOM);
    else if (panel.w0 && event.key === "0") this.page.setRange(panel, null);
    else return;
    event.preventDefault();
  }

  // Shows a text beside a place of the page; none hides it.
  showTip(text, [clientX, clientY]) {
    const box = this.element.getBoundingClientRect();
    this.tip.hidden = text === "";
    this.tip.textContent = text;
    const width = this.tip.offsetWidth, height = this.tip.offsetHeight;
    this.tip.style.left = `${Math.max(0, Math.min(box.width - width, clientX - box.left + 14))}px`;
    this.tip.style.top = `${Math.max(0, Math.min(box.height - height, clientY - box.top + 14))}px`;
  }

  hideTip() {
    this.tip.hidden = true;
    this.page.leave();
  }
}
