// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the lists of src/draw/canvas_list.h.

const MOVE = 0, LINES = 1, CURVE = 2, CLOSE = 3, BOX = 4, ROUNDED = 5, CIRCLE = 6, GLYPH = 7, FILL = 8, FILL_KEEP = 9,
  STROKE = 10, SEGMENT = 11, GLYPHS = 12, IMAGE = 13, ERASE = 14, CLIP = 15, UNCLIP = 16, TRANSFORM = 17,
  UNTRANSFORM = 18, GROUP = 19, GROUP_END = 20, TEXT = 21, TEXT_END = 22;
const lengths = [3, 2, 7, 1, 5, 6, 4, 6, 3, 3, 10, 9, 6, 4, 5, 5, 1, 4, 1, 6, 1, 2, 1];
const STAYS = 0, GROWS = 1;

// A move, a line to one point and an opaque round stroke without dashes: a step.
const STEP_LENGTH = 17, SHORT = 0.3; // numbers; pixels
const IMAGES = 4; // that are kept
const GATHERED = 2000; // steps that are stroked at once, at most
const isStep = (list, at) => list[at + 3] === LINES && list[at + 4] === 1 && list[at + 7] === STROKE && list[at + 9] === 1 && list[at + 11] === 0 && list[at + 13] <= 0;

// Whether so many numbers from two places on are the same.
function isSame(list, a, b, count) {
  for (let i = 0; i < count; i++) if (list[a + i] !== list[b + i]) return false;
  return true;
}

// Whether two arrays of numbers are the same.
function isEqual(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const lengthOf = (list, at) =>
  lengths[list[at]] + (list[at] === LINES ? 2 * list[at + 1] : list[at] === GLYPHS ? 3 * list[at + 5] : 0);

const colors = new Map();
function colorOf(color, alpha) {
  const key = color + alpha * 2 ** -10;
  let text = colors.get(key);
  if (!text) {
    text = `rgba(${color >> 16 & 255}, ${color >> 8 & 255}, ${color & 255}, ${alpha})`;
    if (colors.size > 4096) colors.clear();
    colors.set(key, text);
  }
  return text;
}

function makeContext(width, height) {
  return new OffscreenCanvas(width, height).getContext("2d");
}

// Adds the path of an outline, which lies in ems around the origin.
function addOutline(context, outline, x, y, size) {
  for (let at = 0; at < outline.length; at += lengthOf(outline, at)) {
    const a = outline.subarray(at, at + lengthOf(outline, at));
    if (a[0] === MOVE) context.moveTo(x + a[1] * size, y + a[2] * size);
    else if (a[0] === LINES) for (let i = 2; i < a.length; i += 2) context.lineTo(x + a[i] * size, y + a[i + 1] * size);
    else if (a[0] === CURVE) context.bezierCurveTo(x + a[1] * size, y + a[2] * size, x + a[3] * size, y + a[4] * size, x + a[5] * size, y + a[6] * size);
    else if (a[0] === CLOSE) context.closePath();
    else if (a[0] === BOX) context.rect(x + a[1] * size, y + a[2] * size, a[3] * size, a[4] * size);
  }
}

export class Painter {
  constructor(core) {
    this.core = core;
    this.kept = new Map(); // contexts of layers, by the layer's number, and what of them is painted
    this.before = []; // what was painted of layers that stay, of the picture before
    this.spare = []; // contexts that are clear
    this.outlines = new Map(); // by font and glyph
    this.images = []; // that were painted last
    this.gathered = [new Map(), new Map()]; // steps that are to be drawn: over and behind what is there, by colour and width
    this.width = this.height = 0;
  }

  // Forgets the layers of a picture that was laid out before.
  restart(width, height) {
    const isSame = width === this.width && height === this.height, kept = [...this.kept.values()];
    if (isSame) {
      for (const old of [...this.before, ...kept.filter((one) => !one.copy)]) this.free(old.context);
      this.before = kept.filter((one) => one.copy);
    } else {
      this.spare = [];
      this.before = [];
    }
    this.kept = new Map();
    this.width = width;
    this.height = height;
  }

  free(context) {
    context.clearRect(0, 0, this.width, this.height);
    this.spare.push(context);
  }

  // The pixels of a layer's images, in the module's memory.
  words(layer) {
    const all = [], buffer = this.core.exports.memory.buffer;
    for (let i = 0; i < layer.imageCount; i++) {
      const [width, height, pixels] = new Uint32Array(buffer, layer.images + 16 * i, 3);
      all.push(new Uint32Array(buffer, pixels, width * height));
    }
    return all;
  }

  // Of a layer that stays what the picture before has painted, if it is the same; else a fresh one with a copy.
  stays(layer) {
    const words = this.words(layer);
    const index = this.before.findIndex(({ copy }) => isEqual(copy.numbers, layer.numbers) && copy.words.length === words.length && copy.words.every((own, i) => isEqual(own, words[i])));
    if (index >= 0) return this.before.splice(index, 1)[0];
    return { ...this.fresh(), copy: { numbers: layer.numbers.slice(), words: words.map((own) => own.slice()) } };
  }

  fresh() {
    return { context: this.spare.pop() ?? makeContext(this.width, this.height), isPainted: false, box: [0, 0, 0, 0], waits: new Map() };
  }

  glyph(layer, font, glyph) {
    const number = this.core.exports.core_font(layer, font);
    const key = number * 0x200000 + glyph;
    let found = this.outlines.get(key);
    if (!found) {
      const outline = this.core.layer(this.core.exports.core_glyph(layer, font, glyph)).numbers.slice();
      const path = new Path2D();
      addOutline(path, outline, 0, 0, 1);
      found = { outline, path };
      this.outlines.set(key, found);
    }
    return found;
  }

  // An image as a canvas. The last ones are kept: a picture that is laid out anew often has the same.
  image(images, index) {
    const [width, height, pixels] = new Uint32Array(this.core.exports.memory.buffer, images + 16 * index, 3);
    const from = new Uint32Array(this.core.exports.memory.buffer, pixels, width * height);
    const found = this.images.find(({ canvas, words }) => canvas.width === width && isEqual(words, from));
    if (found) return found.canvas;
    const data = new ImageData(width, height), to = new Uint32Array(data.data.buffer);
    for (let i = 0; i < from.length; i++) {
      const word = from[i], alpha = word >>> 24;
      if (alpha === 255) to[i] = word & 0xff00ff00 | word >> 16 & 255 | (word & 255) << 16;
      else if (alpha > 0) {
        const part = 255 / alpha;
        to[i] = alpha << 24 | Math.round((word & 255) * part) << 16 | Math.round((word >> 8 & 255) * part) << 8 | Math.round((word >> 16 & 255) * part);
      }
    }
    const context = makeContext(width, height);
    context.putImageData(data, 0, 0);
    this.images.unshift({ canvas: context.canvas, words: from.slice() });
    this.images.length = Math.min(this.images.length, IMAGES);
    return context.canvas;
  }

  // Draws a straight step of a line that grows, over or behind what is there. Steps that stay within a part of a pixel
  // are joined to one: thousands of them end in a point. `kept` is the layer's, and holds the step that waits.
  step(context, kept, list, at, isBehind) {
    const [color, alpha, width, x1, y1, x2, y2] = isBehind ? list.subarray(at + 1, at + 8) : [list[at + 8], list[at + 9], list[at + 10], list[at + 1], list[at + 2], list[at + 5], list[at + 6]];
    const key = color + width * 2 ** 26 + (isBehind ? 0.5 : 0), waits = kept.waits.get(key);
    if (waits && waits[2] === x1 && waits[3] === y1 && Math.hypot(x2 - waits[0], y2 - waits[1]) < SHORT) {
      waits[2] = x2;
      waits[3] = y2;
      return;
    }
    const joins = waits && waits[2] === x1 && waits[3] === y1, ends = isBehind ? list[at + 8] : 3;
    const x = joins ? waits[0] : x1, y = joins ? waits[1] : y1;
    this.gather(context, isBehind, key, { color, alpha, width }, x, y, x2, y2, ends);
    kept.waits.set(key, [x2, y2, x2, y2]);
  }

  // Steps of one colour and width are gathered to lines that are stroked at once. Of those that are drawn over each other
  // only steps of one state are gathered where there are several colours, so that later ones stay on top; what is behind
  // may be drawn before what is over it. `ends`: 1 if the first is round, plus 2 if the second is.
  gather(context, isBehind, key, style, x1, y1, x2, y2, ends) {
    const groups = this.gathered[Number(isBehind)], from = x1 + y1 * 2 ** 20;
    let group = groups.get(key), line = group?.open.get(from);
    if (group && ((line && groups.size > 1) || group.steps >= GATHERED || style.alpha < 1)) {
      this.flushGroups(context, isBehind);
      group = line = undefined;
    }
    if (!group) groups.set(key, (group = { style, steps: 0, lines: [], open: new Map() }));
    if (line) {
      line.points.push(x2, y2);
      line.ends = line.ends & 1 | ends & 2;
      group.open.delete(from);
    } else group.lines.push((line = { points: [x1, y1, x2, y2], ends }));
    group.open.set(x2 + y2 * 2 ** 20, line);
    group.steps++;
  }

  flushGroups(context, isBehind) {
    const groups = this.gathered[Number(isBehind)];
    if (groups.size === 0) return;
    context.globalCompositeOperation = isBehind ? "destination-over" : "source-over";
    context.lineJoin = "round";
    context.setLineDash([]);
    for (const { style, lines } of groups.values()) {
      context.strokeStyle = context.fillStyle = colorOf(style.color, style.alpha);
      context.lineWidth = style.width;
      for (const cap of ["round", "butt"]) {
        const own = lines.filter(({ ends }) => (ends === 3) === (cap === "round"));
        if (own.length === 0) continue;
        context.lineCap = cap;
        context.beginPath();
        for (const { points } of own) {
          context.moveTo(points[0], points[1]);
          for (let i = 2; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
        }
        context.stroke();
        if (cap === "butt") this.roundEnds(context, own, style.width / 2);
      }
    }
    context.beginPath();
    context.globalCompositeOperation = "source-over";
    groups.clear();
  }

  // Fills a disc at the one end of each line that is round.
  roundEnds(context, lines, radius) {
    context.beginPath();
    for (const { points, ends } of lines) {
      if (ends === 0) continue;
      const at = ends === 1 ? 0 : points.length - 2;
      context.moveTo(points[at] + radius, points[at + 1]);
      context.arc(points[at], points[at + 1], radius, 0, 2 * Math.PI);
    }
    context.fill();
  }

  flush(context) {
    this.flushGroups(context, false);
    this.flushGroups(context, true);
  }

  // Paints operations from `at` to the end of the list or group; returns where that is. `index` is the layer's.
  run(context, layer, index, at, kept = { waits: new Map() }) {
    const { numbers: list } = layer, clips = []; // where those that are open began; null: a transform
    let hasPath = false;
    context.beginPath();
    while (at < list.length) {
      const op = list[at], next = at + lengthOf(list, at);
      if (op === SEGMENT || (op === MOVE && !hasPath && isStep(list, at))) {
        this.step(context, kept, list, at, op === SEGMENT);
        at = op === SEGMENT ? next : at + STEP_LENGTH;
        continue;
      }
      // A clip that begins again goes on.
      if (op === UNCLIP && list[next] === CLIP && clips.length > 0 && clips[clips.length - 1] !== null && isSame(list, next, clips[clips.length - 1], 5)) {
        at = next + 5;
        continue;
      }
      this.flush(context);
      if (op >= FILL) hasPath = op === FILL_KEEP;
      switch (op) {
        case MOVE:
          hasPath = true;
          context.moveTo(list[at + 1], list[at + 2]);
          break;
        case LINES: for (let i = at + 2; i < next; i += 2) context.lineTo(list[i], list[i + 1]); break;
        case CURVE: context.bezierCurveTo(list[at + 1], list[at + 2], list[at + 3], list[at + 4], list[at + 5], list[at + 6]); break;
        case CLOSE: context.closePath(); break;
        case BOX: hasPath = true; context.rect(list[at + 1], list[at + 2], list[at + 3], list[at + 4]); break;
        case ROUNDED: hasPath = true; context.roundRect(list[at + 1], list[at + 2], list[at + 3], list[at + 4], list[at + 5]); break;
        case CIRCLE:
          hasPath = true;
          context.moveTo(list[at + 1] + list[at + 3], list[at + 2]);
          context.arc(list[at + 1], list[at + 2], list[at + 3], 0, 2 * Math.PI);
          context.closePath();
          break;
        case GLYPH: hasPath = true; addOutline(context, this.glyph(index, list[at + 1], list[at + 2]).outline, list[at + 4], list[at + 5], list[at + 3]); break;
        case FILL: case FILL_KEEP:
          context.fillStyle = colorOf(list[at + 1], list[at + 2]);
          context.fill();
          if (op === FILL) context.beginPath();
          break;
        case STROKE: this.stroke(context, list, at); break;
        case GLYPHS:
          context.fillStyle = colorOf(list[at + 3], 1);
          for (let i = at + 6; i < next; i += 3) {
            const { path } = this.glyph(index, list[at + 1], list[i]);
            context.save();
            context.translate(list[i + 1], list[i + 2]);
            context.scale(list[at + 2], list[at + 2]);
            context.fill(path);
            context.restore();
          }
          break;
        case IMAGE: context.drawImage(this.image(layer.images, list[at + 1]), list[at + 2], list[at + 3]); break;
        case ERASE: context.clearRect(list[at + 1], list[at + 2], list[at + 3], list[at + 4]); break;
        case UNCLIP: case UNTRANSFORM:
          clips.pop();
          context.restore();
          break;
        case CLIP:
          clips.push(at);
          context.save();
          context.beginPath();
          context.rect(list[at + 1], list[at + 2], list[at + 3], list[at + 4]);
          context.clip();
          context.beginPath();
          break;
        case TRANSFORM:
          clips.push(null);
          context.save();
          context.translate(list[at + 1], list[at + 2]);
          context.rotate(list[at + 3]);
          break;
        case GROUP: {
          at = this.group(context, layer, index, at, next);
          continue;
        }
        case GROUP_END: return next;
      }
      at = next;
    }
    this.flush(context);
    return at;
  }

  group(context, layer, index, at, next) {
    const { numbers: list } = layer;
    const own = this.spare.pop() ?? makeContext(this.width, this.height);
    const end = this.run(own, layer, index, next);
    context.save();
    context.beginPath();
    context.rect(list[at + 2], list[at + 3], list[at + 4], list[at + 5]);
    context.clip();
    context.globalAlpha = list[at + 1];
    context.drawImage(own.canvas, 0, 0);
    context.restore();
    context.beginPath();
    own.clearRect(0, 0, this.width, this.height);
    this.spare.push(own);
    return end;
  }

  stroke(context, list, at) {
    const [, color, alpha, width, butt, offset, ...dash] = list.subarray(at, at + 10);
    const dashes = dash[0] <= 0 ? [] : dash[2] <= 0 ? dash.slice(0, 2) : dash;
    const isPointed = butt && dashes.length === 0;
    context.strokeStyle = colorOf(color, alpha);
    context.lineWidth = width;
    context.lineCap = butt ? "butt" : "round";
    context.lineJoin = isPointed ? "miter" : "round";
    context.setLineDash(dashes);
    context.lineDashOffset = offset;
    context.stroke();
    context.beginPath();
  }

  // What is painted of layers that grow.
  keep() {
    const layers = [];
    for (const [key, kept] of this.kept) {
      const [x, y, width, height] = kept.box.map(Math.trunc);
      if (!kept.grows || width === 0 || height === 0) continue;
      const copy = makeContext(width, height);
      copy.drawImage(kept.context.canvas, x, y, width, height, 0, 0, width, height);
      layers.push({ key, x, y, canvas: copy.canvas, box: kept.box, waits: new Map([...kept.waits].map(([name, waits]) => [name, [...waits]])) });
    }
    return layers;
  }

  restore(layers) {
    for (const kept of this.kept.values()) {
      if (!kept.grows) continue;
      kept.context.clearRect(0, 0, this.width, this.height);
      kept.box = [0, 0, 0, 0];
      kept.waits.clear();
    }
    for (const { key, x, y, canvas, box, waits } of layers) {
      const kept = this.kept.get(key);
      kept.context.drawImage(canvas, x, y);
      kept.box = box;
      kept.waits = new Map([...waits].map(([name, own]) => [name, [...own]]));
    }
  }

  // Paints a whole picture from its layers, which the core has recorded; without a context only those that grow.
  paint(context, count) {
    context?.setTransform(1, 0, 0, 1, 0, 0);
    context?.clearRect(0, 0, this.width, this.height);
    for (let index = 0; index < count; index++) {
      const layer = this.core.layer(this.core.exports.core_layer(index));
      if (!context && layer.change !== GROWS) continue;
      let kept = this.kept.get(layer.key);
      if (!kept) this.kept.set(layer.key, (kept = layer.change === STAYS ? this.stays(layer) : this.fresh()));
      kept.grows = layer.change === GROWS;
      const isKept = layer.change === STAYS && kept.isPainted;
      const adds = layer.change === GROWS && kept.isPainted && !layer.restarts;
      if (!isKept) {
        if (!adds) {
          kept.context.clearRect(...kept.box);
          kept.box = [0, 0, 0, 0];
          kept.waits.clear();
        }
        this.run(kept.context, layer, index, 0, kept);
        kept.box = this.join(kept.box, layer.bounds);
        kept.isPainted = true;
      }
      const [x, y, width, height] = kept.box;
      if (!context || width === 0 || height === 0) continue;
      context.globalAlpha = layer.alpha;
      context.drawImage(kept.context.canvas, x, y, width, height, x, y, width, height);
    }
    if (context) context.globalAlpha = 1;
  }

  // The box around two, within the picture.
  join(a, b) {
    if (b[2] === 0 || b[3] === 0) return a;
    const x = Math.max(0, a[2] ? Math.min(a[0], b[0]) : b[0]), y = Math.max(0, a[2] ? Math.min(a[1], b[1]) : b[1]);
    const right = Math.min(this.width, a[2] ? Math.max(a[0] + a[2], b[0] + b[2]) : b[0] + b[2]);
    const bottom = Math.min(this.height, a[2] ? Math.max(a[1] + a[3], b[1] + b[3]) : b[1] + b[3]);
    return [x, y, Math.max(0, right - x), Math.max(0, bottom - y)];
  }
}
