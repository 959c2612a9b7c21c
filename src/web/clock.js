"use strict";

// Makes an element. Text from a scene only becomes text nodes and attributes, never markup.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const shapes = {
  play: "M6 4l12 8-12 8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  back: "M5 4h3v16H5zM20 4v16L9 12z",
  forward: "M16 4h3v16h-3zM4 4l11 8-11 8z",
  close: "M6.4 5L12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
};

function show(button, shape, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shapes[shape]);
  svg.append(path);
  button.replaceChildren(svg);
  button.setAttribute("aria-label", label);
}

// ---- Films on one clock ----

// Plays several videos in step with the longest one; a shorter one waits on its last frame.
class Clock {
  constructor(fps, seconds) {
    this.fps = fps;
    this.last = Math.max(0, Math.round(seconds * fps) - 1);
    this.videos = [];
    this.playing = false;
    this.listeners = [];
    this.tick = this.tick.bind(this);
  }

  get lead() {
    return this.videos.reduce((a, b) => ((b.duration || 0) > (a.duration || 0) ? b : a));
  }

  // While it plays, the frame that is shown is the one that the browser presented last; its clock runs
  // ahead of it.
  get frame() {
    const lead = this.lead;
    const frame = this.playing && lead.presented !== undefined ? Math.round(lead.presented * this.fps) : Math.floor(lead.currentTime * this.fps + 0.01);
    return Math.min(this.last, frame);
  }

  add(video) {
    this.videos.push(video);
    const follow = (now, { mediaTime }) => {
      video.presented = mediaTime;
      if (this.playing) this.notify();
      video.requestVideoFrameCallback(follow);
    };
    video.requestVideoFrameCallback?.(follow);
  }

  notify() {
    for (const listener of this.listeners) listener();
  }

  play() {
    if (this.playing) return;
    this.playing = true;
    for (const video of this.videos) video.play().catch(() => {});
    requestAnimationFrame(this.tick);
    this.notify();
  }

  pause() {
    this.playing = false;
    for (const video of this.videos) video.pause();
    this.notify();
  }

  // Seeks to the middle of a frame's time, so that rounding cannot show a neighbour.
  seek(frame) {
    const wanted = Math.max(0, Math.min(this.last, frame));
    for (const video of this.videos) {
      const put = () => {
        const end = video.duration - 0.5 / this.fps;
        video.currentTime = Math.max(0, Math.min((wanted + 0.5) / this.fps, end));
        this.notify();
      };
      if (video.readyState >= 1) put();
      else {
        video.addEventListener("loadedmetadata", put, { once: true });
        video.preload = "auto";
        video.load();
      }
    }
  }

  step(frames) {
    this.pause();
    this.seek(this.frame + frames);
  }

  tick() {
    if (!this.playing) return;
    const lead = this.lead;
    if (lead.ended) {
      for (const video of this.videos) {
        video.currentTime = 0;
        video.play().catch(() => {});
      }
    }
    for (const video of this.videos) {
      const follows = video !== lead && !video.ended && video.readyState >= 1; // its length is known
      if (follows && Math.abs(video.currentTime - lead.currentTime) > 1 / this.fps)
        video.currentTime = Math.min(lead.currentTime, video.duration);
    }
    this.notify();
    requestAnimationFrame(this.tick);
  }
}

// Makes the buttons and the slider of a clock. `play` and `pause` are called by the play button.
function controls(clock, name, play, pause) {
  const hold = (action) => () => { pause(); action(); };
  const toggle = make("button", { type: "button", class: "round", click: () => (clock.playing ? pause() : play()) });
  const back = make("button", { type: "button", class: "round", click: hold(() => clock.step(-1)) });
  const forward = make("button", { type: "button", class: "round", click: hold(() => clock.step(1)) });
  const slider = make("input", {
    type: "range", min: 0, max: clock.last, step: 1, value: 0, "aria-label": `Frame of ${name}`,
    input: () => {
      const frame = Number(slider.value); // before pausing sets it
      pause();
      clock.seek(frame);
    },
  });
  const output = make("output", { "aria-hidden": "true" });
  show(back, "back", `One frame back: ${name}`);
  show(forward, "forward", `One frame forward: ${name}`);
  let playing = null, frame = -1;
  clock.listeners.push(() => {
    if (playing !== clock.playing) {
      playing = clock.playing;
      show(toggle, playing ? "pause" : "play", `${playing ? "Pause" : "Play"}: ${name}`);
    }
    if (frame === clock.frame) return;
    frame = clock.frame;
    slider.value = frame;
    slider.setAttribute("aria-valuetext", `frame ${frame} of ${clock.last}`);
    output.textContent = `${frame} / ${clock.last}`;
  });
  clock.notify();
  return make("div", { class: "controls" }, back, toggle, forward, slider, output);
}
