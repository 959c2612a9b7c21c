// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of the module, which a page holds, against those of the program; and how large pages are.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { Core } from "./module.mjs";
import { unpack } from "./unpack.mjs";

const block = (page, id) => new RegExp(`<script type="[^"]*" id="${id}">([^]*?)</script>`).exec(page)[1];
const POSTED = /^posted\/(lamb|adam)_lr/; // whose pages are small
const modules = new Map(); // by their text: pages have one of two
async function moduleOf(text) {
  if (!modules.has(text)) modules.set(text, await WebAssembly.compile(await (await unpack(text)).arrayBuffer()));
  return modules.get(text);
}

let compared = 0, small = 0;
for (const name of readdirSync(".", { recursive: true }).filter((file) => file.endsWith(".html"))) {
  const page = readFileSync(name, "utf8"), data = JSON.parse(block(page, "data"));
  const core = await Core.start(await moduleOf(block(page, "core")));
  for (const [file, text] of Object.entries({ "page.scene": data.scene, ...data.files })) core.file(file, text);
  core.glyphs(await (await unpack(data.glyphs)).arrayBuffer());
  core.open([], []);
  assert.equal(core.ask("core_csv"), readFileSync(name.replace(/html$/, "csv"), "utf8"), name);
  compared++;
  if (!POSTED.test(name)) continue;
  assert.ok(block(page, "core").length * 3 / 4 < 230e3, "the smaller module has 230 KB at most");
  assert.ok(page.length < 400e3, `${name} has 400 KB at most`);
  small++;
}
assert.ok(compared > 30 && small === 4);
console.log(`${compared} scenes are equal`);
