// SPDX-License-Identifier: GPL-3.0-or-later
// Runs, lays out and paints the scene, as the page asks. Of requests that wait only the last of each kind is done.

let core, painter, context;
let wanted = null; // {values, hidden, size, isMoving}
let position = 0, asked = 0, drawn = null, about = null, opened = 0;
let isScheduled = false;
const channel = new MessageChannel();

function schedule() {
  if (isScheduled || !core) return;
  isScheduled = true;
  channel.port2.postMessage(0);
}

function open() {
  const start = performance.now(), request = wanted;
  wanted = null;
  try {
    core.open(request.values, request.hidden, request.size, request.isMoving);
  } catch (error) {
    // A mistake in the scene is told; a module that failed is of no more use.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    postMessage({ type: "mistake", id: request.id, message: error.message });
    return;
  }
  about = JSON.parse(core.ask("core_about"));
  context.canvas.width = about.width;
  context.canvas.height = about.height;
  painter.restart(about.width, about.height);
  drawn = null;
  coarse = [];
  local = [];
  grown = 0;
  opened = request.id;
  postMessage({ type: "opened", id: request.id, about, milliseconds: performance.now() - start });
}

// Pictures that grew for long are kept on the way, so that going back starts from one of them: some over the whole run,
// and the last on the way to where the reader is, nearer to each other the nearer they are to that.
const COARSE = 20, LOCAL = 12, LONG = 1000, FAR = 100; // how many; states from which it is worth it
const LARGE = 1e6; // pixels of a picture of which fewer are kept
const PARTS = [0.5, 0.8, 0.95];
let coarse = [], local = [], grown = 0;

function keep(list, slot, state) {
  if (list.some((kept) => kept.state === state)) return;
  painter.paint(null, core.exports.core_draw(state));
  core.exports.core_keep(slot);
  list.push({ slot, state, layers: painter.keep() });
}

// Grows to just before a state, and keeps what is on the way there.
function grow(state) {
  const isLarge = about.width * about.height > LARGE, isBack = state < grown;
  const wide = Math.ceil(about.states / (isLarge ? COARSE / 2 : COARSE));
  const best = [...coarse, ...local].filter((kept) => kept.state <= state).sort((a, b) => b.state - a.state)[0];
  if (best && (isBack || best.state > grown)) {
    core.exports.core_restore(best.slot);
    painter.restore(best.layers);
    grown = best.state;
  } else if (isBack) grown = 0;
  for (let next = Math.floor(grown / wide) * wide + wide; next < state; next += wide) {
    keep(coarse, coarse.length, next);
    grown = next;
  }
  if (state - grown > FAR && isBack) for (const part of PARTS) {
    const slot = local.length < LOCAL ? COARSE + local.length : local.shift().slot;
    keep(local, slot, Math.floor(grown + (state - grown) * part));
  }
  grown = state;
}

// Answers also where the picture stands already: the page waits for that.
function draw() {
  const at = Math.max(0, Math.min(about.states - 1, position)), start = performance.now();
  if (at !== drawn) {
    if (about.states > LONG) grow(Math.floor(at));
    painter.paint(context, core.exports.core_draw(at));
    drawn = at;
  }
  postMessage({ type: "drawn", id: opened, draw: asked, position: at, runs: JSON.parse(core.ask("core_runs", at)), milliseconds: performance.now() - start });
}

channel.port1.onmessage = () => {
  isScheduled = false;
  try {
    if (wanted) open();
    if (about) draw();
  } catch (error) {
    postMessage({ type: "failed", message: error.message });
    throw error;
  }
};

const handlers = {
  async start({ canvas, module, glyphs, files, at, ...request }) {
    try {
      const own = await Core.start(module);
      own.glyphs(await (await unpack(glyphs)).arrayBuffer());
      core = own;
    } catch (error) {
      postMessage({ type: "refused", message: error.message });
      return;
    }
    for (const [name, text] of Object.entries(files)) core.file(name, text);
    painter = new Painter(core);
    context = canvas.getContext("2d");
    wanted ??= request;
    position = at ?? position;
    schedule();
  },
  open(request) {
    wanted = request;
    schedule();
  },
  draw({ at, draw }) {
    position = at;
    asked = draw;
    schedule();
  },
  point({ pixel, place }) {
    if (about) postMessage({ type: "pointed", place, at: JSON.parse(core.ask("core_point", ...pixel, drawn ?? 0)) });
  },
  source() { postMessage({ type: "source", text: core.ask("core_source") }); },
  csv() { postMessage({ type: "csv", text: core.ask("core_csv") }); },
};

onmessage = ({ data }) => handlers[data.type](data);
