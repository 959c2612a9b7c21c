// SPDX-License-Identifier: GPL-3.0-or-later
// The page: it asks the worker for pictures, and has what a reader touches.

const find = (id) => document.getElementById(id);
const still = find("still"), player = find("player");
const data = JSON.parse(find("data").textContent);

const state = { ...readAddress(location.hash, data.controls.map(({ address }) => address)), position: 0, playing: false, speed: 1 };
let worker = null, picture = null, about = null;
let first = null; // about the scene as it was first opened
let serial = 0, answered = 0, draws = 0, waiting = false, runs = [], controls = [], chips = [];
let asked = 0; // the width that was asked for last
let place = null; // where in the page the pointer is, if it reads values
let wishes = {}; // what to do with texts that the worker is asked for

// ---- Why nothing moves

function refuse(why) {
  find("why").textContent = `The picture stands still: ${why}.`;
  find("why").hidden = false;
  player.hidden = true;
  picture?.remove();
  worker?.terminate();
  tellHeight();
}

// In a frame of another page: that page may want to know how high this one is.
function tellHeight() {
  if (parent !== window) parent.postMessage({ optanim: { height: Math.ceil(document.documentElement.getBoundingClientRect().height) } }, "*");
}

// ---- Asking

// The size of the picture that is asked for. Pixels to each of the scene's: as many as the screen has at rest, one under
// the hand. Where the page is much narrower than the scene the picture is laid out anew, so that texts stay readable.
const whole = { width: data.width / data.scale, height: data.height / data.scale };
let plain = { scale: data.scale, width: 0, height: 0 }, fine = plain, restTimer = 0;

function findSize() {
  const width = Math.round(still.getBoundingClientRect().width), isNarrow = width > 0 && width < 0.85 * whole.width;
  const own = isNarrow ? width : whole.width, least = isNarrow ? 1 : data.scale;
  plain = { scale: least, width: isNarrow ? width : 0, height: isNarrow ? Math.max(16, Math.round(width * whole.height / whole.width)) : 0 };
  fine = { ...plain, scale: Math.max(least, Math.min(4 * least, Math.ceil(width * devicePixelRatio / own * 4) / 4)) };
}

function send(size, isMoving) {
  const values = [...state.values].map(([address, value]) => `${address}=${value}`);
  asked = size.width;
  worker.postMessage({ type: "open", values, hidden: [...state.hidden], size, isMoving, id: ++serial });
}

function ask() {
  send(fine.scale > 1.25 * plain.scale ? plain : fine, true);
  rest();
  keepAddress();
}

// A picture that takes long waits until the hand is gone.
function rest() {
  clearTimeout(restTimer);
  restTimer = setTimeout(() => {
    if (!about || state.playing) return;
    const isOnItsWay = answered < serial;
    if (!isOnItsWay && !about.rough && about.scale === fine.scale && asked === fine.width) return;
    if (isOnItsWay || (isDown && about.rough && longest > 300)) rest();
    else send(fine, false);
  }, 350);
}

let isDown = false, longest = 0; // whether a pointer is down; milliseconds
for (const type of ["pointerdown", "pointerup", "pointercancel"]) addEventListener(type, () => { isDown = type === "pointerdown"; }, true);

function show(position) {
  state.position = Math.max(0, Math.min(about.states - 1, position));
  worker.postMessage({ type: "draw", at: state.position, draw: ++draws });
  waiting = true;
}

let addressTimer = 0;
const atNow = () => (state.position >= about.states - 1 ? null : state.position);
function keepAddress() {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    const hash = writeAddress({ ...state, at: state.playing ? null : atNow() });
    try { history.replaceState(null, "", `${location.pathname}${location.search}${hash}`); } catch { /* not in this frame */ }
  }, 250);
}

function setValue(address, value) {
  if (value === null) state.values.delete(address);
  else state.values.set(address, String(value));
  ask();
}

// ---- The bar

const bar = {};

function makeBar() {
  bar.toggle = make("button", { type: "button", class: "round main", click: toggle });
  bar.back = make("button", { type: "button", class: "round", click: () => step(-1) });
  bar.forward = make("button", { type: "button", class: "round", click: () => step(1) });
  showShape(bar.back, "back", "One step back");
  showShape(bar.forward, "forward", "One step forward");
  bar.scrub = make("input", { type: "range", min: 0, max: about.states - 1, step: 1, value: 0, "aria-label": about.in_steps ? "Step" : "Epoch",
    input: () => { pause(); show(Number(bar.scrub.value)); keepAddress(); } });
  bar.place = make("output", { "aria-hidden": "true" });
  bar.place.style.setProperty("--longest", placeText(about, about.states - 1).length);
  bar.speed = make("select", { "aria-label": "Speed", change: () => { state.speed = Number(bar.speed.value); } },
    ...[0.25, 0.5, 1, 2, 4].map((speed) => make("option", { value: speed, selected: speed === 1 }, `${speed}×`)));
  return make("div", { class: "bar" }, bar.back, bar.toggle, bar.forward, bar.scrub, bar.place, bar.speed);
}

function showPlaying() {
  showShape(bar.toggle, state.playing ? "pause" : "play", state.playing ? "Pause" : "Play");
}

let lastTick = 0;
function tick(now) {
  if (!state.playing) return;
  const { frames, fps } = about.film, seconds = Math.min(0.1, (now - lastTick) / 1000);
  lastTick = now;
  const pace = (about.states - 1) / Math.max(1, frames - 1) * fps;
  const next = Math.min(about.states - 1, state.position + pace * state.speed * seconds);
  if (waiting) state.position = next;
  else show(next);
  if (next >= about.states - 1) pause();
  else requestAnimationFrame(tick);
}

function play() {
  if (state.position >= about.states - 1) state.position = 0;
  state.playing = true;
  lastTick = performance.now();
  requestAnimationFrame(tick);
  showPlaying();
}

function pause() {
  const was = state.playing;
  state.playing = false;
  if (!was) return;
  showPlaying();
  show(state.position);
  rest();
  keepAddress();
}

const toggle = () => (state.playing ? pause() : play());

function step(by) {
  pause();
  show(Math.round(state.position) + by);
  keepAddress();
}

// ---- Telling

const told = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
const mistake = make("p", { class: "mistake", role: "alert" });

// Tells what is drawn, which may be on the way to where the reader has gone.
function showState(position) {
  const text = stateText(about, position, runs);
  bar.scrub.value = Math.floor(state.position);
  fillSlider(bar.scrub);
  bar.scrub.setAttribute("aria-valuetext", text);
  bar.place.textContent = placeText(about, position);
  if (!state.playing) told.textContent = text;
}

// What is under the pointer, in words.
function pointText(at) {
  const lines = [];
  if (at.run !== undefined) lines.push(`${at.run}, ${about.in_steps ? "step" : "state"} ${at.state}`, `w ${shown(at.run_w0)}, ${shown(at.run_w1)}`, `loss ${shown(at.run_loss)}`);
  else if (at.w0 !== undefined) lines.push(`w ${shown(at.w0, 3)}, ${shown(at.w1, 3)}`, ...(at.loss === undefined ? [] : [`loss ${shown(at.loss)}`]));
  if (at.position !== undefined) lines.push(placeText(about, Math.round(at.position)));
  return lines.join("\n");
}

// ---- What the picture's panels do

const page = {
  toggle, step,
  scrub(position) {
    pause();
    show(Math.round(position));
    keepAddress();
  },
  setStart(address, w) { setValue(address, `[${w.join(", ")}]`); },
  setCamera(panel, camera) {
    const azimuth = ((camera.azimuth % 360) + 360) % 360, elevation = Math.max(5, Math.min(85, camera.elevation));
    setValue(`panels.${panel.name}.camera`, `{azimuth: ${azimuth.toFixed(1)}, elevation: ${elevation.toFixed(1)}, height: ${camera.height}, stretch: ${camera.stretch}}`);
  },
  setRange(panel, ranges) {
    for (const d of [0, 1]) {
      if (ranges) state.values.set(`panels.${panel.name}.w${d}`, `[${ranges[d].join(", ")}]`);
      else state.values.delete(`panels.${panel.name}.w${d}`);
    }
    ask();
  },
  point(pixel, at) {
    place = at;
    worker.postMessage({ type: "point", pixel, place: at });
  },
  focus(index) {
    const spot = picture.querySelectorAll(".spot")[index]?.getBoundingClientRect();
    if (spot) pictureView.showTip(stateText(about, state.position, runs).replaceAll("; ", "\n"), [spot.left, spot.top]);
  },
  leave() { place = null; },
};

// ---- Building

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard is not to be had in pages from files.
    const area = make("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = label), 1500);
}

function makeActions() {
  const reset = make("button", { type: "button", click: () => {
    state.values.clear();
    state.hidden.clear();
    for (const control of controls) control.reset();
    for (const chip of chips) chip.checked = true;
    ask();
  } }, "Reset");
  const link = make("button", { type: "button", click: () => copy(location.href.replace(/#.*$/, "") + writeAddress({ ...state, at: atNow() }), link) }, "Copy link");
  const scene = make("button", { type: "button", click: () => {
    wishes.source = (text) => copy(text, scene);
    worker.postMessage({ type: "source" });
  } }, "Copy scene");
  return make("div", { class: "row" }, reset, link, scene);
}

// Switches of the optimizers, which show or hide them.
function makeSwitches() {
  const { optimizers } = about;
  if (optimizers.length < 2 || optimizers.length > 40) return;
  chips = optimizers.map((optimizer, index) => {
    const box = make("input", { type: "checkbox", "aria-label": optimizer.label, checked: !state.hidden.has(index), change: () => {
      if (!chips.some((chip) => chip.checked)) box.checked = true; // one is always shown
      if (box.checked) state.hidden.delete(index);
      else state.hidden.add(index);
      ask();
    } });
    if (optimizer.color) box.style.setProperty("--own", optimizer.color);
    return box;
  });
}

const makeChips = () => make("div", { class: "chips", role: "group", "aria-label": "Optimizers" },
  ...about.optimizers.map((optimizer, index) => make("label", {}, chips[index], optimizer.label)));

// What stands before the name of a control: with one control of each optimizer their switches, else a colour.
function markOf({ label }, areSwitches) {
  const index = about.optimizers.findIndex((optimizer) => optimizer.label === label), color = about.optimizers[index]?.color;
  if (areSwitches) return chips[index];
  return about.optimizers.length > 1 && color ? makeSwatch(color) : null;
}

function build() {
  first = about;
  makeSwitches();
  const labels = data.controls.map((control) => control.label);
  const areSwitches = chips.length > 0 && labels.length === chips.length && first.optimizers.every((optimizer) => labels.filter((label) => label === optimizer.label).length === 1);
  controls = data.controls.map((control, index) => makeControl(control, index, markOf(control, areSwitches), (value) => setValue(control.address, value)));
  data.controls.forEach((control, index) => {
    const given = Number(state.values.get(control.address));
    if (state.values.has(control.address) && Number.isFinite(given)) controls[index].set(given);
  });
  const ownBar = makeBar();
  player.append(...(about.states > 1 ? [ownBar] : []), told, mistake); // a still has nothing to play
  if (controls.length > 0) player.append(make("div", { class: "controls", role: "group", "aria-label": "Values" }, ...controls.map((control) => control.element)));
  if (chips.length > 0 && !areSwitches) player.append(makeChips());
  player.append(makeActions());
  player.hidden = false;
  showPlaying();
  tellHeight();
  addEventListener("resize", () => { findSize(); rest(); tellHeight(); });
}

let pictureView = null;

const handlers = {
  opened(message) {
    about = message.about;
    answered = message.id;
    longest = Math.max(longest, message.milliseconds);
    mistake.textContent = "";
    if (!first) build();
    bar.scrub.max = about.states - 1;
    pictureView.lay(about);
    Object.assign(document.documentElement.dataset, { opened: message.id, rough: about.rough, milliseconds: message.milliseconds.toFixed(1) });
  },
  drawn(message) {
    waiting = false;
    runs = message.runs;
    if (!state.playing && message.draw === draws) state.position = message.position; // not if another place was asked for
    // What the still shows is finer than the first picture may be.
    const isStill = message.id === 0 && about.rough && message.position === about.states - 1 && state.values.size + state.hidden.size === 0;
    pictureView.canvas.style.visibility = isStill ? "hidden" : "visible";
    showState(message.position);
    Object.assign(document.documentElement.dataset, { drawn: message.position, serial: message.id, painted: message.milliseconds.toFixed(1) });
    if (serial === 0) rest();
  },
  mistake(message) {
    answered = message.id;
    if (first) mistake.textContent = message.message;
    else if (state.values.size > 0) { // a link to what this scene has not
      state.values.clear();
      state.hidden.clear();
      ask();
    } else refuse(message.message);
  },
  pointed(message) {
    pictureView.pointed = message.at;
    if (place) pictureView.showTip(pointText(message.at), message.place);
  },
  source(message) { wishes.source?.(message.text); },
  refused(message) { refuse(`this page may not run WebAssembly (${message.message})`); },
  failed(message) { refuse(`the program failed (${message.message})`); },
};

// Compiles the module here: the worker is only being made meanwhile.
async function compile() {
  const bytes = await (await unpack(find("core").textContent)).arrayBuffer();
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw new Error(`this page may not run WebAssembly (${error.message})`);
  }
}

async function start() {
  const source = await (await unpack(find("worker").textContent)).text();
  picture = make("div", { class: "layer" });
  find("picture").append(picture);
  pictureView = new Picture(picture, still, page);
  const canvas = pictureView.offscreen();
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  worker = new Worker(address);
  worker.onmessage = ({ data: message }) => handlers[message.type](message);
  worker.onerror = (event) => refuse(`its worker failed (${event.message ?? "it was not allowed"})`);
  const module = await compile();
  findSize();
  asked = plain.width;
  const values = [...state.values].map(([key, value]) => `${key}=${value}`);
  worker.postMessage({ type: "start", canvas, module, files: { ...data.files, "page.scene": data.scene }, glyphs: data.glyphs,
    values, hidden: [...state.hidden], size: plain, isMoving: true, id: 0, at: state.at ?? 1e9 }, [canvas]);
}

find("picture").style.maxWidth = player.style.maxWidth = `min(${1.5 * whole.width}px, max(320px, ${82 * whole.width / whole.height}vh))`;
if (!window.Worker || !window.OffscreenCanvas || !HTMLCanvasElement.prototype.transferControlToOffscreen) refuse("this browser has no canvas for workers");
else if (!window.WebAssembly) refuse("this browser has no WebAssembly");
else if (!window.DecompressionStream) refuse("this browser cannot unpack it");
else start().catch((error) => refuse(error.message));
