// SPDX-License-Identifier: GPL-3.0-or-later
// Transparent films on a coloured page: it shows through around the plots, and never through them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { becomes, newPage, run } from "./browser.mjs";

const kinds = { apng: "image/apng", webp: "image/webp", gif: "image/gif", webm: "video/webm" };

// Colours at places of a picture of the page.
async function colors(page, shot, places) {
  return page.evaluate(async ([data, points]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3));
  }, [shot, places]);
}

const near = (color, wanted) => color.every((value, i) => Math.abs(value - wanted[i]) < 12);

const tests = {};
for (const [kind, type] of Object.entries(kinds))
  tests[kind] = async () => {
    const page = await newPage({ viewport: { width: 300, height: 200 } });
    const source = `data:${type};base64,${readFileSync(`film.${kind}`).toString("base64")}`;
    const film = type.startsWith("video") ? `<video src="${source}" autoplay muted loop></video>` : `<img src="${source}">`;
    await page.setContent(`<style>body { margin: 0; background: #2040c0 }</style>${film}`);
    const look = async () => (await page.screenshot()).toString("base64"), places = [[1, 1], [150, 100]];
    await becomes(async () => near((await colors(page, await look(), places))[1], [0xff, 0xff, 0xff]), true);
    const seen = new Set();
    for (let i = 0; i < 12 || (seen.size < 3 && i < 200); i++) {
      const shot = await look(), [corner, plot] = await colors(page, shot, places);
      assert.ok(near(corner, [0x20, 0x40, 0xc0]), `corner: ${corner}`);
      assert.ok(near(plot, [0xff, 0xff, 0xff]), `plot: ${plot}`);
      seen.add(shot);
      await page.waitForTimeout(70);
    }
    assert.ok(seen.size > 2, "the film stands still");
  };
await run(tests);
