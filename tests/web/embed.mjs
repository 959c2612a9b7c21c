// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader of a page sees of a pasted film; embed.sh makes what is pasted and runs this.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { marked } from "marked";
import markdownIt from "markdown-it";
import { newPage, run } from "./browser.mjs";

const folder = process.env.FOLDER;
const read = (name) => readFileSync(`${folder}/${name}`, "utf8");
const hostile = /^description: '(.*)'$/m.exec(read(`a b"'onerror='document.title=1'#?%&<i>.scene`))[1].replaceAll("''", "'");

// A blog's page with something pasted into it; `body` may be a page of a site that was built. Returns its name.
let written = 0;
function write(body) {
  const name = `page${++written}.html`;
  writeFileSync(`${folder}/${name}`, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Blog</title><body style="max-width: 40rem; margin: 1rem auto"><p>Before.</p>\n${body}\n<p id="after">After.</p>`);
  return name;
}

async function open(name, options = {}) {
  const page = await newPage({ viewport: { width: 900, height: 1400 }, ...options });
  page.on("console", (message) => { if (message.type() === "error") page.problems.push(message.text()); });
  page.on("dialog", (dialog) => { page.problems.push(dialog.message()); dialog.dismiss(); });
  // A site is at a root of its own: its files are answered from the folder that it was built into.
  await page.route("http://site.invalid/**", (route) => {
    const path = folder + decodeURIComponent(new URL(route.request().url()).pathname);
    if (!existsSync(path)) page.problems.push(`there is no ${path}`);
    return existsSync(path) ? route.fulfill({ path }) : route.abort();
  });
  await page.goto(name.startsWith("blog/") ? `http://site.invalid/${name}` : `file://${folder}/${name}`);
  return page;
}

async function checkText(page, elements, attribute, expected = hostile) {
  const texts = await page.$$eval(elements, (list, name) => list.map((element) => element.getAttribute(name)), attribute);
  assert.equal(texts.length, 2);
  assert.equal(texts[0], expected);
  assert.equal(await page.locator("script:not(figure.optanim > script), [onerror]").count(), 0);
  assert.ok(["Blog", ""].includes(await page.title()), "a description ran");
}

// `keeps`: the page keeps styles and scripts.
async function checkVideo(name, keeps = true) {
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
  const calm = await open(name, { reducedMotion: "reduce" });
  if (keeps) {
    await checkText(page, ".optanim-still img", "alt");
    await checkPause(page);
    assert.equal(await calm.locator("video:visible").count(), 0);
    await calm.waitForFunction(() => [...document.querySelectorAll(".optanim-still img")].every((image) => image.offsetWidth === 345 && image.naturalWidth === 345));
  } else {
    assert.ok(await page.$eval("video", (film) => film.controls));
    assert.ok(await calm.$$eval("video", (list) => list.every((film) => film.poster && film.currentSrc === "" && film.offsetWidth === 345)), "a film moves");
  }
  const narrow = await open(name, { viewport: { width: 320, height: 700 } });
  assert.ok(await narrow.evaluate(() => document.documentElement.scrollWidth) <= 320, "wider than the screen");
}

// The film stops by keyboard, and says what the button does.
async function checkPause(page) {
  const button = page.locator("figure.optanim button").first();
  const paused = () => page.$eval("video", (film) => film.paused);
  assert.equal(await button.textContent(), "Pause");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Pause");
  await page.keyboard.press("Enter");
  assert.ok(await paused());
  assert.equal(await button.textContent(), "Play");
  await page.keyboard.press("Space");
  assert.ok(!(await paused()));
}

// Which files a page takes on a screen of some width, for a reader of some scheme.
async function taken(name, width, colorScheme, elements) {
  const page = await open(name, { viewport: { width, height: 900 }, colorScheme });
  await page.waitForFunction((elements) => [...document.querySelectorAll(elements)].every((element) => element.currentSrc), elements);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, "wider than the screen");
  return (await page.$$eval(elements, (list) => list.map((element) => element.currentSrc))).map((address) => address.replace(/.*\//, ""));
}

async function checkChoice(name, ending, elements) {
  for (const [width, size] of [[900, "345x197"], [320, "240x300"]])
    for (const scheme of ["light", "dark"])
      assert.deepEqual(await taken(name, width, scheme, elements), [`film%20(1).${size}.${scheme}.${ending}`.replace("(", "%28").replace(")", "%29")]);
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
const tests = { html: () => checkVideo(write(read("video.html"))) };
for (const [name, render] of Object.entries(renderers)) {
  tests[`${name}: video`] = () => checkVideo(write(render(read("video.md"))), false);
  tests[`${name}: picture`] = () => checkPicture(write(render(read("picture.md"))));
  tests[`${name}: picture and still`] = async () => {
    const page = write(render(read("calm.md")));
    await checkPicture(page);
    await checkPicture(page, true);
  };
}
if (existsSync(`${folder}/blog`)) {
  tests["jekyll: video"] = () => checkVideo("blog/video.html");
  tests["jekyll: picture"] = () => checkPicture("blog/picture.html");
}

tests["themes and sizes"] = () => checkChoice(write(read("choice.html")), "mp4", "video");
tests["one frame"] = async () => {
  const page = await open(write(read("single.html")));
  assert.equal(await page.locator("video, button").count(), 0);
  await page.waitForFunction(() => document.querySelector("img").naturalWidth === 345);
};
tests["base"] = () => {
  const addresses = (name) => [...read(name).matchAll(/(?:src|srcset|href|poster)="([^"]*)"/g)].map((match) => match[1]);
  const names = addresses("based.html"), remote = addresses("remote.html");
  assert.ok(names.length >= 8 && names.every((address) => /^\/assets\/films\/[^/]+$/.test(address)), names.join(" "));
  const before = "https://films.example:8080/a%20b/%22%3E%3Ci%3E%7B%7Bx%7D%7D/";
  assert.ok(remote.length >= 8 && remote.every((address) => address.startsWith(before) && !address.slice(before.length).includes("/")), remote.join(" "));
};
// What GitHub strips: styles, scripts, video and handlers; what is left is a picture that leads to the film.
function checkStripped(name) {
  const html = read(name);
  assert.ok(!/<(style|script|video|source[^>]*video)|&lt;/.test(html.replaceAll(/alt="[^"]*"/g, "")), html);
}
if (existsSync(`${folder}/github.gfm.html`)) {
  tests["github: picture and still"] = async () => {
    checkStripped("github.gfm.html");
    const page = write(read("github.gfm.html"));
    await checkPicture(page);
    await checkPicture(page, true);
  };
  tests["github: linked film"] = async () => {
    checkStripped("linked.gfm.html");
    const page = await open(write(read("linked.gfm.html")));
    assert.deepEqual(await page.$$eval("a", (list) => list.map((link) => /\.mp4$/.test(link.href) && link.querySelectorAll("img").length)), [1, 1]);
    await checkText(page, "img", "alt");
  };
  tests["github: themes and sizes"] = () => checkChoice(write(read("choice.gfm.html")), "gif", "img");
}
if (existsSync(`${folder}/quarto.tex`)) {
  tests["quarto: film in HTML, still in PDF"] = async () => {
    const html = read("quarto.html");
    assert.equal((html.match(/<video /g) ?? []).length, 2);
    assert.equal((html.match(/data-when-format="html"/g) ?? []).length, 2);
    const latex = read("quarto.tex");
    assert.equal((latex.match(/\.poster\.png/g) ?? []).length, 2);
    assert.ok(!/video|script>/.test(latex.replaceAll(/[{\\](alt|pandocbounded)[^]*/g, "")));
  };
}
if (existsSync(`${folder}/hugo-built`)) {
  tests["hugo: a picture that leads to the film"] = async () => {
    const page = await open(write(read("hugo-built/page/index.html").replaceAll('"/films/', '"hugo/static/films/')));
    assert.deepEqual(await page.$$eval("a", (list) => list.map((link) => /\/films\/[^/]+\.mp4$/.test(link.href))), [true, true]);
    assert.deepEqual(await page.$$eval("img", (list) => list.map((image) => [/\/films\/[^/]+\.poster\.png$/.test(image.src), image.getAttribute("width"), image.getAttribute("height")])), [[true, "345", "197"], [true, "345", "197"]]);
    await checkText(page, "img", "alt", hostile.replaceAll("\\", "\u2216"));
  };
}

await run(tests);
