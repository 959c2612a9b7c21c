// SPDX-License-Identifier: GPL-3.0-or-later
// Films of 1.2 seconds that are looked at when the first pass is over.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { newPage, run } from "./browser.mjs";

// How many pictures are seen of each film behind its first end. All play at once, in one page.
async function seen(names) {
  const page = await newPage({ viewport: { width: 840, height: 440 } });
  const source = (name) => `data:image/${name.slice(name.indexOf(".") + 1)};base64,${readFileSync(name).toString("base64")}`;
  await page.setContent(names.map((name) => `<img src="${source(name)}">`).join(" "));
  await page.waitForTimeout(2500);
  const pictures = names.map(() => new Set()), images = await page.locator("img").all();
  for (let i = 0; i < 8; i++) {
    for (const [k, image] of images.entries()) pictures[k].add((await image.screenshot()).toString("base64"));
    await page.waitForTimeout(170);
  }
  return pictures.map((set) => set.size);
}

const kinds = ["avif", "webp", "gif", "apng"];
await run({
  async once() {
    assert.deepEqual(await seen(kinds.map((kind) => `once.${kind}`)), [1, 1, 1, 1]);
  },
  async forever() {
    for (const [i, size] of (await seen(kinds.map((kind) => `forever.${kind}`))).entries()) assert.ok(size > 2, kinds[i]);
  },
});
