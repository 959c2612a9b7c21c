"use strict";

// Scenes refer to their texts by number: many films can be made from one.
const { scenes, sources: texts } = JSON.parse(document.getElementById("scenes").textContent);
// A film in several themes and sizes is one film with variants, the default first.
const films = [];
for (const scene of scenes.filter((scene) => scene.error === null)) {
  const film = films.find((other) => other.family === scene.family);
  if (film) film.variants.push(scene);
  else films.push({ ...scene, variants: [scene] });
}
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const find = (id) => document.getElementById(id);

// ---- One film ----

const filesOf = (scene, role) => scene.files.filter((file) => file.role === role);
const hasVideo = (film) => film.variants.every((variant) => filesOf(variant, "video").length > 0);

const darkScheme = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => { const { theme } = document.documentElement.dataset; return theme ? theme === "dark" : darkScheme.matches; };
const schemeListeners = [];

// The variant of the page's scheme, as wide as the box or wider where there is one.
function variantFor(film, box) {
  const ofScheme = film.variants.filter((variant) => variant.dark === isDark());
  const fitting = (ofScheme.length ? ofScheme : film.variants).sort((a, b) => a.width - b.width);
  return fitting.find((variant) => variant.width >= box.clientWidth) ?? fitting.at(-1);
}

function makeVideo(film) {
  const video = make("video", { playsinline: true, width: film.width, height: film.height, "aria-label": film.description, preload: "none" });
  video.muted = true;
  return video;
}

// Gives a video its files, or takes them away: then the browser keeps nothing of it.
function load(video, variant, failed) {
  const still = filesOf(variant, "still")[0];
  // A browser takes the first source that it can play; WebM is the smaller one.
  const files = filesOf(variant, "video").sort((a, b) => (b.format === "webm") - (a.format === "webm"));
  const sources = files.map((file) => make("source", { src: file.href, type: file.mime }));
  if (still) video.poster = still.href;
  video.preload = still ? "none" : "metadata";
  if (failed) sources.at(-1).addEventListener("error", failed);
  video.replaceChildren(...sources);
  video.load();
}

function unload(video) {
  video.pause();
  video.removeAttribute("poster");
  video.replaceChildren();
  video.load();
  delete video.presented;
}

// A picture in place of a video. With reduced motion a still, or the first frame, replaces an animated
// one until the reader plays it.
function makeImage(scene, box) {
  const files = () => { const variant = variantFor(scene, box); return [filesOf(variant, "moving")[0], filesOf(variant, "still")[0]]; };
  const [moving, still] = files();
  const page = filesOf(scene, "page")[0];
  if (!moving && !still && page) {
    box.append(make("iframe", { src: page.href, title: scene.description || scene.name, loading: "lazy" }));
    box.style.aspectRatio = "auto";
    return null;
  }
  if (!moving && !still) {
    box.append(make("p", { class: "missing" }, "no picture"));
    return null;
  }
  const image = make("img", {
    width: scene.width, height: scene.height, alt: scene.description, loading: "lazy",
    src: (moving || still).href,
  });
  schemeListeners.push(() => {
    const [moves, stands] = files();
    image.src = (moves || stands).href;
    if (moves && stands) rest.src = stands.href;
  });
  const rest = still ? image.cloneNode() : make("canvas", { width: scene.width, height: scene.height, role: "img", "aria-label": scene.description });
  if (!moving) {
    box.append(image);
    return null;
  }
  let playing = null;
  const button = make("button", { type: "button", class: "round", click: () => set(!playing) });
  if (still) rest.src = still.href;
  else {
    image.loading = "eager";
    image.decode().then(() => rest.getContext("2d").drawImage(image, 0, 0), () => {});
  }
  function set(wanted) {
    playing = wanted;
    box.replaceChildren(playing ? image : rest);
    show(button, playing ? "pause" : "play", `${playing ? "Stop" : "Play"}: ${scene.name}`);
  }
  set(!reducedMotion.matches);
  motionListeners.push(() => set(motion));
  return make("div", { class: "controls" }, button);
}

function formatLoss(value) {
  if (value === null) return "∞";
  return value === 0 ? "0" : Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5 ? value.toExponential(2) : value.toPrecision(4);
}

function makeRuns(scene) {
  const most = 12, more = scene.optimizers.length - most;
  const rows = scene.optimizers.slice(0, most).map((run) => make("div", {}, make("dt", {}, run.label),
    run.diverged_at === null
      ? make("dd", {}, formatLoss(run.final_loss))
      : make("dd", { class: "bad" }, `diverged at ${Number(run.diverged_at.toPrecision(4))}`)));
  return make("dl", { "aria-label": "Final loss" }, ...rows, more > 0 ? make("div", {}, make("dt", {}, `and ${more} more`)) : null);
}

// A scene's text with keys and comments highlighted.
function paint(text) {
  const code = make("code");
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const [, before, key, rest] = /^(\s*(?:- )*)([\w.-]+:(?=\s|$))?(.*)$/.exec(line.replace(/\r$/, ""));
    const hash = /(^|\s)#.*$/.exec(rest), end = hash ? hash.index : rest.length;
    code.append(before, key ? make("span", { class: "key" }, key) : "", rest.slice(0, end),
      hash ? make("span", { class: "comment" }, rest.slice(end)) : "", "\n");
  }
  return make("pre", { tabindex: 0 }, code);
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard API is missing or not allowed, as in pages opened from a file.
    const area = make("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

function makeSource(source) {
  const button = make("button", { type: "button", class: "small", "aria-live": "polite", click: () => copy(source.text, button) }, "Copy");
  return make("figure", { class: "source" }, make("figcaption", {}, source.name, button), paint(source.text));
}

const spelled = { webm: "WebM", webp: "WebP" };
const size = (bytes) => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`);

function makeCard(scene, index) {
  const box = make("div", { class: "film" });
  box.style.aspectRatio = `${scene.width} / ${scene.height}`;
  const card = make("article", { class: "card", "aria-labelledby": `title-${index}` }, box);
  const link = make("a", { href: `#${encodeURIComponent(scene.name)}` }, scene.name);
  if (hasVideo(scene)) {
    const video = makeVideo(scene);
    const clock = new Clock(scene.fps, scene.seconds);
    const state = { clock, seen: false, near: false, wanted: null, frame: 0 }; // wanted: null until the reader chooses
    clock.add(video);
    video.loop = true;
    box.append(video);
    state.hold = (frame) => { state.wanted = false; settle(state); state.frame = frame; if (state.near) clock.seek(frame); };
    const bar = controls(clock, scene.name, () => { state.wanted = true; settle(state); }, () => { state.wanted = false; settle(state); });
    card.append(bar);
    const failed = () => {
      // The browser plays none of the sources: show pictures, without controls and comparison.
      for (const variant of scene.variants) for (const file of filesOf(variant, "video")) file.role = null;
      picks.get(scene)?.remove();
      players.delete(box);
      video.remove();
      bar.replaceWith(makeImage(scene, box) || "");
    };
    state.load = () => {
      load(video, variantFor(scene, box), failed);
      if (state.frame > 0) clock.seek(state.frame);
    };
    state.unload = () => { state.frame = clock.frame; unload(video); };
    // A link to a film that stands still leads to its frame.
    clock.listeners.push(() => {
      if (state.near && !clock.playing && clock.frame > 0) link.href = `#${encodeURIComponent(scene.name)}&t=${clock.frame}`;
    });
    players.set(box, state);
    watcher.observe(box);
    nearer.observe(box);
  } else {
    const bar = makeImage(scene, box);
    if (bar) card.append(bar);
  }
  cardsByName.set(scene.name, { card, state: players.get(box) });
  const pick = hasVideo(scene) && films.filter(hasVideo).length > 1 ? make("button", { type: "button", class: "small", "aria-pressed": "false", "aria-label": `Compare ${scene.name}`, click: () => choose(scene) }, "Compare") : null;
  picks.set(scene, pick);
  card.append(make("div", { class: "about" },
    make("h2", { id: `title-${index}` }, link),
    scene.description ? make("p", {}, scene.description) : null,
    scene.sets.length ? make("div", { class: "sets" }, ...scene.sets.map((set) => make("code", {}, set))) : null,
    make("div", { class: "runs" }, make("h3", {}, "Final loss"), makeRuns(scene)),
    make("div", { class: "actions" }, pick, ...scene.files.map((file) => make("a", { href: file.href }, `${spelled[file.format] ?? file.format.toUpperCase()} `, make("small", {}, size(file.bytes))))),
    make("details", {}, make("summary", {}, "Scene"), ...scene.sources.map((number) => makeSource(texts[number])))));
  return card;
}

// ---- Autoplay of the films in view ----

const players = new Map();
const cardsByName = new Map();
const picks = new Map();
const motionListeners = [];
let motion = !reducedMotion.matches;

function settle(state) {
  const plays = state.seen && state.near && !find("compare").open && (state.wanted ?? motion);
  if (plays) state.clock.play();
  else state.clock.pause();
}

const settleAll = () => { for (const state of players.values()) settle(state); };
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const state = players.get(entry.target);
    if (!state) continue;
    state.seen = entry.intersectionRatio >= 0.3;
    settle(state);
  }
}, { threshold: [0, 0.3] });

// Only films near the view have files: a page of hundreds stays light.
const nearer = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const state = players.get(entry.target);
    if (!state || state.near === entry.isIntersecting) continue;
    state.near = entry.isIntersecting;
    if (state.near) state.load();
    settle(state);
    if (!state.near) state.unload();
  }
}, { rootMargin: "800px 0px" });

// The films of the other scheme take over where those of this one stand.
schemeListeners.push(() => {
  for (const state of players.values()) {
    if (!state.near) continue;
    state.frame = state.clock.frame;
    state.clock.pause();
    state.load();
    settle(state);
  }
});

function setMotion(wanted) {
  motion = wanted;
  find("motion").setAttribute("aria-pressed", motion);
  for (const state of players.values()) state.wanted = null;
  for (const listener of motionListeners) listener();
  settleAll();
}

// ---- Two films side by side ----

let chosen = [];
let pair = null;

function choose(scene) {
  chosen = chosen.includes(scene) ? chosen.filter((other) => other !== scene) : [...chosen, scene];
  for (const [other, button] of picks) button?.setAttribute("aria-pressed", chosen.includes(other));
  find("picked").hidden = chosen.length !== 1;
  if (chosen.length === 1) find("picked").firstElementChild.textContent = `${chosen[0].name} with …? Choose another film.`;
  if (chosen.length === 2) openCompare();
}

function openCompare() {
  find("compare").showModal();
  settleAll();
  fillCompare();
}

function fillCompare() {
  pair?.pause();
  const fps = Math.max(...chosen.map((scene) => scene.fps));
  pair = new Clock(fps, Math.max(...chosen.map((scene) => scene.seconds)));
  document.querySelectorAll(".side").forEach((side, index) => {
    const scene = chosen[index], video = makeVideo(scene), box = side.querySelector(".film");
    pair.add(video);
    box.style.aspectRatio = `${scene.width} / ${scene.height}`;
    box.replaceChildren(video);
    load(video, variantFor(scene, box));
    video.preload = "auto";
    side.querySelector(".runs").replaceChildren(make("h3", {}, "Final loss"), makeRuns(scene));
    const select = side.querySelector("select");
    select.replaceChildren(...films.filter(hasVideo).map((film) => make("option", { value: films.indexOf(film), selected: film === scene }, film.name)));
    select.onchange = () => { chosen[index] = films[select.value]; fillCompare(); };
  });
  find("compare-controls").replaceChildren(controls(pair, "both films", () => pair.play(), () => pair.pause()));
  if (motion) pair.play();
}

show(find("compare-close"), "close", "Close the comparison");
find("compare-close").addEventListener("click", () => find("compare").close());
find("compare").addEventListener("close", () => {
  pair?.pause();
  const last = picks.get(chosen[1]);
  chosen = [];
  for (const button of picks.values()) button?.setAttribute("aria-pressed", false);
  find("picked").hidden = true;
  last?.focus();
  settleAll();
});
find("picked").lastElementChild.addEventListener("click", () => choose(chosen[0]));

// ---- The filter ----

let cards = [];
const wanted = { optimizers: new Set(), panels: new Set() };

// An optimizer counts once per film, even with several runs.
const namesOf = { optimizers: (scene) => [...new Set(scene.optimizers.map((run) => run.optimizer))], panels: (scene) => scene.panels };

function filter() {
  const words = find("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { scene, card, text } of cards) {
    const fits = (kind) => [...wanted[kind]].every((name) => namesOf[kind](scene).includes(name));
    card.hidden = !words.every((word) => text.includes(word)) || !fits("optimizers") || !fits("panels");
    count += !card.hidden;
  }
  for (const [kind, names] of Object.entries(wanted)) for (const button of find(kind).children) button.setAttribute("aria-pressed", names.has(button.value));
  find("none").hidden = count > 0 || cards.length === 0;
  find("tally").textContent = count === cards.length ? `${count} ${count === 1 ? "film" : "films"}` : `${count} of ${cards.length} films`;
}

// A chip for each name that some films have; one that all have would choose nothing.
function makeChips(kind, all) {
  const counts = new Map();
  for (const scene of films) for (const name of namesOf[kind](scene)) counts.set(name, (counts.get(name) || 0) + 1);
  const names = [...counts.keys()].filter((name) => all || counts.get(name) < films.length).sort((a, b) => counts.get(b) - counts.get(a) || a.localeCompare(b));
  find(kind).hidden = names.length === 0;
  find(kind).append(...names.map((name) => make("button", {
    type: "button", value: name, "aria-pressed": "false",
    click: () => { if (!wanted[kind].delete(name)) wanted[kind].add(name); filter(); },
  }, name, make("small", {}, String(counts.get(name))))));
}

function makeFailed() {
  const failed = scenes.filter((scene) => scene.error !== null);
  find("failed").hidden = failed.length === 0;
  find("failed").append(make("h2", {}, `Not rendered (${failed.length})`), ...failed.map((scene) =>
    make("details", {}, make("summary", {}, scene.name), make("pre", { tabindex: 0 }, scene.error))));
}

function makeThemeSwitch() {
  const button = find("theme"), root = document.documentElement;
  const update = () => {
    button.setAttribute("aria-pressed", isDark());
    for (const listener of schemeListeners) listener();
  };
  try { root.dataset.theme = localStorage.getItem("optanim-theme") || ""; } catch { /* no storage here */ }
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("optanim-theme", root.dataset.theme); } catch { /* for this visit only */ }
    update();
  });
  darkScheme.addEventListener("change", update);
  update();
}

// A page that computes says how high it is.
addEventListener("message", ({ data, source }) => {
  for (const frame of document.querySelectorAll(".film iframe"))
    if (data?.optanim && frame.contentWindow === source) frame.style.height = `${data.optanim.height}px`;
});

makeThemeSwitch();
makeChips("optimizers", true);
makeChips("panels", false);
makeFailed();
cards = films.map((scene, index) => ({
  scene, card: makeCard(scene, index),
  text: [scene.name, scene.description, ...scene.sets, ...scene.optimizers.map((run) => run.label), texts[scene.sources[0]]?.text].join("\n").toLowerCase(),
}));
find("films").append(...cards.map(({ card }) => card));
find("find").addEventListener("input", filter);
find("reset").addEventListener("click", () => { wanted.optimizers.clear(); wanted.panels.clear(); find("find").value = ""; filter(); find("find").focus(); });
find("motion").addEventListener("click", () => setMotion(!motion));
reducedMotion.addEventListener("change", () => setMotion(!reducedMotion.matches));
find("motion").setAttribute("aria-pressed", motion);
find("motion").hidden = players.size + motionListeners.length === 0;
document.querySelector(".filters").hidden = films.length < 2;
filter();

// ---- Links: #NAME leads to a film, #NAME&t=40 to its frame 40 ----

function follow() {
  const [, name, frame] = /^#(.*?)(?:&t=(\d+))?$/.exec(location.hash) ?? [];
  let target = null;
  try { target = cardsByName.get(decodeURIComponent(name ?? "")); } catch { /* no name of a film */ }
  for (const { card } of cards) card.classList.toggle("target", card === target?.card);
  if (!target) return;
  target.card.hidden = false;
  target.card.scrollIntoView();
  if (frame !== undefined) target.state?.hold(Number(frame));
}
addEventListener("hashchange", follow);
follow();
