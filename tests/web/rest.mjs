// SPDX-License-Identifier: GPL-3.0-or-later
// When a page that computes is at rest: its worker has answered the last request, and no timer waits.

// Notes from a page's beginning on what it asks its worker for, and its timers.
export const watch = (page) => page.addInitScript(() => {
  const SOON = 500; // milliseconds: longer timers only undo what a button says
  const set = setTimeout, clear = clearTimeout, timers = new Map();
  let asked = -1, answered = -1, wanted = null, drawn = null, last = 0;
  window.setTimeout = (call, ms = 0, ...args) => {
    const id = set(() => { timers.delete(id); call(...args); }, ms);
    if (ms <= SOON) timers.set(id, { due: performance.now() + ms, run: () => call(...args) });
    return id;
  };
  window.clearTimeout = (id) => { timers.delete(id); clear(id); };
  window.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (data.type === "opened") last = data.about.states - 1;
        if (data.type === "drawn") drawn = data.position;
        if (["drawn", "mistake"].includes(data.type)) answered = Math.max(answered, data.id);
      });
    }
    postMessage(message, ...args) {
      if (["start", "open"].includes(message.type)) asked = message.id;
      if (message.type === "draw") wanted = message.at;
      super.postMessage(message, ...args);
    }
  };
  // What timers would do is done at once. Several pictures without any news are rest: a hand's events come with them.
  window.settle = async () => {
    for (let calm = 0; calm < 4; calm++) {
      await new Promise(requestAnimationFrame);
      if (timers.size > 0 || answered < asked || (wanted !== null && drawn !== Math.min(wanted, last))) calm = 0;
      for (const [id, timer] of [...timers].sort(([, a], [, b]) => a.due - b.due)) {
        window.clearTimeout(id);
        timer.run();
      }
    }
  };
});

export const settle = (page) => page.evaluate(() => window.settle());
