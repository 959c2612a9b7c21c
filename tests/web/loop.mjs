// SPDX-License-Identifier: GPL-3.0-or-later
// Films of 1.2 seconds that are looked at when the first pass is over.
import { readFileSync } from "node:fs";
import { becomes, newPage, run } from "./browser.mjs";

// Shows films in one page, and waits behind their first end until `fits` is true of how many pictures are seen of each in
// the time of a pass. A busy browser begins late.
async function seen(names, fits) {
  const page = await newPage({ viewport: { width: 840, height: 440 } });
  const source = (name) => `data:image/${name.slice(name.indexOf(".") + 1)};base64,${readFileSync(name).toString("base64")}`;
  await page.setContent(names.map((name) => `<img src="${source(name)}">`).join(" "));
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  await page.waitForTimeout(1500);
  const images = await page.locator("img").all();
  await becomes(async () => {
    const pictures = names.map(() => new Set());
    for (let i = 0; i < 8; i++) {
      for (const [k, image] of images.entries()) pictures[k].add((await image.screenshot()).toString("base64"));
      await page.waitForTimeout(170);
    }
    return names.filter((name, k) => !fits(pictures[k].size));
  }, []);
}

const kinds = ["avif", "webp", "gif", "apng"];
await run({
  once: () => seen(kinds.map((kind) => `once.${kind}`), (count) => count === 1),
  forever: () => seen(kinds.map((kind) => `forever.${kind}`), (count) => count > 2),
});
