// SPDX-License-Identifier: GPL-3.0-or-later
// The program as a WebAssembly module, behind functions of JavaScript.

export class Core {
  // Of a system it has a clock. What it writes as to one is dropped: it has no files.
  static async start(module) {
    let exports = null;
    const clock = (id, precision, at) => {
      new DataView(exports.memory.buffer).setBigUint64(at, BigInt(Math.round(performance.now() * 1e6)), true);
      return 0;
    };
    const system = new Proxy({}, { get: (none, name) => (name === "clock_time_get" ? clock : () => 0) });
    ({ exports } = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: system }));
    return new Core(exports);
  }

  constructor(exports) {
    this.exports = exports;
    exports._initialize?.();
  }

  // Views of the memory, which moves as it grows.
  bytes(at, length) { return new Uint8Array(this.exports.memory.buffer, at, length); }
  numbers(at, length) { return new Float64Array(this.exports.memory.buffer, at, length); }

  put(text) {
    const bytes = new TextEncoder().encode(text);
    this.bytes(this.exports.core_room(bytes.length), bytes.length).set(bytes);
    return bytes.length;
  }

  glyphs(tables) {
    const bytes = new Uint8Array(tables);
    this.bytes(this.exports.core_room(bytes.length), bytes.length).set(bytes);
    this.exports.core_glyphs(bytes.length);
  }

  file(name, text) { this.exports.core_file(this.put(`${name}\0${text}`)); }

  answer() {
    const length = this.exports.core_text_length();
    return new TextDecoder().decode(this.bytes(this.exports.core_text(), length).slice());
  }

  // Opens the scene with values of the form KEY=VALUE laid over it; roughly, if a hand moves. Throws a mistake.
  open(values, hidden, { scale, width, height } = { scale: 0, width: 0, height: 0 }, isMoving = false) {
    this.exports.core_reset();
    for (const index of hidden) this.exports.core_hide(index);
    for (const value of values) {
      this.put(value);
      this.exports.core_set();
    }
    if (!this.exports.core_open(scale, width, height, isMoving)) throw new Error(this.answer());
  }

  ask(name, ...args) {
    this.exports[name](...args);
    return this.answer();
  }

  layer(at) {
    const [numbers, count, change, alpha, images, imageCount, restarts, key, ...bounds] = this.numbers(at, 12);
    return { numbers: this.numbers(numbers, count), change, alpha, images, imageCount, restarts: restarts !== 0, key, bounds };
  }
}
