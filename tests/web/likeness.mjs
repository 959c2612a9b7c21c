// SPDX-License-Identifier: GPL-3.0-or-later
// Structural similarity (Wang et al. 2004) of what a page paints and the film's frame.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { PNG } from "pngjs";
import { newPage, run } from "./browser.mjs";
import { settle, watch } from "./rest.mjs";

const LEAST = 0.99;

const greyOf = ({ data, width, height }) => {
  const grey = new Float64Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
  return grey;
};

// The mean over windows of 8 by 8 pixels, every 4.
function similarity(a, b) {
  assert.deepEqual([a.width, a.height], [b.width, b.height]);
  const x = greyOf(a), y = greyOf(b), c1 = (0.01 * 255) ** 2, c2 = (0.03 * 255) ** 2;
  let sum = 0, windows = 0;
  for (let top = 0; top + 8 <= a.height; top += 4) for (let left = 0; left + 8 <= a.width; left += 4) {
    let mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (let j = top; j < top + 8; j++) for (let i = left; i < left + 8; i++) {
      const p = x[j * a.width + i], q = y[j * a.width + i];
      mx += p; my += q; xx += p * p; yy += q * q; xy += p * q;
    }
    mx /= 64; my /= 64;
    const vx = xx / 64 - mx * mx, vy = yy / 64 - my * my, cov = xy / 64 - mx * my;
    sum += (2 * mx * my + c1) * (2 * cov + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2));
    windows++;
  }
  return sum / windows;
}

const tests = {};
for (const name of readdirSync(".").filter((file) => /^\w+-\w+\.html$/.test(file)).map((file) => file.slice(0, -5))) for (const scale of [1, 2]) {
  tests[`${name} at ${scale}x`] = async () => {
    const page = await newPage({ viewport: { width: 690 + 24, height: 900 }, deviceScaleFactor: scale }), seen = [];
    await watch(page);
    for (const frame of [0, 10, -1]) {
      await page.goto("about:blank"); // else a new hash is no new page
      await page.goto(`file://${process.env.FOLDER}/${name}.html${frame >= 0 ? `#at=${frame}` : ""}`);
      await page.waitForFunction(() => document.documentElement.dataset.drawn !== undefined);
      await settle(page);
      const film = PNG.sync.read(readFileSync(`${name}-${scale}-${frame}.png`));
      let like = 0;
      // What a worker has painted is shown some time later.
      for (let tries = 0; tries < 20 && like < LEAST; tries++) like = similarity(PNG.sync.read(await page.locator("#picture").screenshot()), film);
      seen.push(like);
    }
    const text = seen.map((value) => value.toFixed(4)).join(" ");
    assert.ok(Math.min(...seen) >= LEAST, text);
    console.log(`        ${text}`);
  };
}
await run(tests);
