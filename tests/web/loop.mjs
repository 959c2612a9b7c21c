// SPDX-License-Identifier: GPL-3.0-or-later
// Films of 1.2 seconds that are looked at when the first pass is over.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { newPage, run } from "./browser.mjs";

// How many pictures are seen behind the film's first end.
async function seen(name) {
  const page = await newPage({ viewport: { width: 220, height: 220 } });
  const kind = name.slice(name.indexOf(".") + 1);
  await page.setContent(`<img src="data:image/${kind};base64,${readFileSync(name).toString("base64")}">`);
  await page.waitForTimeout(2500);
  const pictures = new Set();
  for (let i = 0; i < 8; i++) {
    pictures.add((await page.screenshot()).toString("base64"));
    await page.waitForTimeout(170);
  }
  return pictures.size;
}

const tests = {};
for (const kind of ["avif", "webp", "gif", "apng"]) {
  tests[`${kind} once`] = async () => assert.equal(await seen(`once.${kind}`), 1);
  tests[`${kind} forever`] = async () => assert.ok((await seen(`forever.${kind}`)) > 2);
}
await run(tests);
