// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader of a page sees of a pasted film; embed.sh makes what is pasted and runs this.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { marked } from "marked";
import markdownIt from "markdown-it";
import { newPage, problems, run } from "./browser.mjs";

const folder = process.env.FOLDER;
const read = (name) => readFileSync(`${folder}/${name}`, "utf8");
const hostile = /^description: '(.*)'$/m.exec(read(`a b"'onerror='document.title=1'#?%&<i>.scene`))[1].replaceAll("''", "'");

// A blog's page with something pasted into it; `body` may be a page of a site that was built.
function write(name, body) {
  writeFileSync(`${folder}/${name}`, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Blog</title><body style="max-width: 40rem; margin: 1rem auto"><p>Before.</p>\n${body}\n<p id="after">After.</p>`);
  return name;
}

async function open(name, options = {}) {
  const page = await newPage({ viewport: { width: 900, height: 1400 }, ...options });
  page.on("console", (message) => { if (message.type() === "error") problems.push(message.text()); });
  page.on("dialog", (dialog) => { problems.push(dialog.message()); dialog.dismiss(); });
  // A site is at a root of its own: its files are answered from the folder that it was built into.
  await page.route("http://site.invalid/**", (route) => {
    const path = folder + decodeURIComponent(new URL(route.request().url()).pathname);
    if (!existsSync(path)) problems.push(`there is no ${path}`);
    return existsSync(path) ? route.fulfill({ path }) : route.abort();
  });
  await page.goto(name.startsWith("blog/") ? `http://site.invalid/${name}` : `file://${folder}/${name}`);
  return page;
}

async function checkText(page, elements, attribute) {
  const texts = await page.$$eval(elements, (list, name) => list.map((element) => element.getAttribute(name)), attribute);
  assert.equal(texts.length, 2);
  assert.equal(texts[0], hostile);
  assert.equal(await page.locator("script, [onerror]").count(), 0);
  assert.ok(["Blog", ""].includes(await page.title()), "a description ran");
}

async function checkVideo(name) {
  const page = await open(name);
  await page.waitForFunction(() => [...document.querySelectorAll("video")].every((film) => film.currentTime > 0.2));
  const films = await page.$$eval("video", (list) => list.map((film) => ({ loop: film.loop, muted: film.muted, poster: film.poster, width: film.offsetWidth, inside: film.querySelectorAll("img").length, kinds: [...film.querySelectorAll("source")].map((source) => source.type) })));
  for (const film of films) {
    assert.ok(film.loop && film.muted && film.poster.endsWith(".poster.png") && film.width === 345 && film.inside === 1);
    assert.deepEqual(film.kinds, ["video/webm", "video/mp4"]);
  }
  const ends = await page.$eval("video", (film) => new Promise((done) => film.addEventListener("seeked", () => done(film.currentTime))));
  assert.ok(ends < 0.5, "it does not begin again");
  assert.equal(await page.locator(".optanim-still:visible").count(), 0);
  await checkText(page, "video", "aria-label");
  await checkText(page, ".optanim-still", "alt");

  const calm = await open(name, { reducedMotion: "reduce" });
  assert.equal(await calm.locator("video:visible").count(), 0);
  await calm.waitForFunction(() => [...document.querySelectorAll(".optanim-still")].every((image) => image.offsetWidth === 345 && image.naturalWidth === 345));
  const narrow = await open(name, { viewport: { width: 320, height: 700 } });
  assert.ok(await narrow.evaluate(() => document.documentElement.scrollWidth) <= 320, "wider than the screen");
}

async function checkPicture(name, calm) {
  const page = await open(name, { reducedMotion: calm ? "reduce" : "no-preference" });
  const loaded = await page.waitForFunction(() => {
    const images = [...document.querySelectorAll("img")];
    return images.length === 2 && images.every((image) => image.naturalWidth === 345) && images.map((image) => image.currentSrc);
  });
  for (const address of await loaded.jsonValue()) assert.ok(address.endsWith(calm ? ".poster.png" : ".gif"), address);
  await checkText(page, "img", "alt");
}

const renderers = { marked: (text) => marked.parse(text), "markdown-it": (text) => markdownIt({ html: true, typographer: true, linkify: true }).render(text) };
const tests = { html: () => checkVideo(write("page.html", read("video.html"))) };
for (const [name, render] of Object.entries(renderers)) {
  tests[`${name}: video`] = () => checkVideo(write("page.html", render(read("video.md"))));
  tests[`${name}: picture`] = () => checkPicture(write("page.html", render(read("picture.md"))));
  tests[`${name}: picture and still`] = async () => {
    await checkPicture(write("page.html", render(read("calm.md"))));
    await checkPicture("page.html", true);
  };
}
if (existsSync(`${folder}/blog`)) {
  tests["jekyll: video"] = () => checkVideo("blog/video.html");
  tests["jekyll: picture"] = () => checkPicture("blog/picture.html");
}

await run(tests);
