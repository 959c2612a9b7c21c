// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader does with a gallery; gallery.sh makes the pages and runs this.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { becomes, newPage, run } from "./browser.mjs";

const folder = `file://${process.env.FOLDER}`;
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

// Films stand still but for those who ask for motion: playing them takes most of a page's time.
const moving = { reducedMotion: "no-preference" };
async function open(name, options = {}) {
  const { clipboard, ...rest } = options;
  const page = await newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...rest });
  if (clipboard === false) await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) page.problems.push(message.text()); });
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) page.problems.push(request.url()); });
  await page.goto(`${folder}/${name}`);
  return page;
}

const times = (page) => page.$$eval("main video", (videos) => videos.map((video) => video.currentTime));
// What axe finds wrong for readers who see little, hear the page or use no mouse.
async function findings(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => (await axe.run()).violations.map((found) => `${found.id}: ${found.nodes[0].html}`));
}
// Time for what should not happen: a browser makes its pictures when it has done the rest.
const pictures = (page, count) => page.evaluate(async (count) => { for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame); }, count);
const tests = {
  async "no width scrolls sideways, squeezes or cuts"() {
    // What is wider than what holds it, but for text that scrolls by itself, and buttons of many lines.
    const squeezed = (page) => page.evaluate(() => [
      ...[...document.querySelectorAll(".card, .about, .actions, figcaption, .side, .film, .runs, .controls, .filters")]
        .filter((box) => box.clientWidth && box.scrollWidth > box.clientWidth),
      ...[...document.querySelectorAll("button, select")].filter((button) => button.offsetHeight > 48),
    ].map((box) => box.outerHTML.slice(0, 120)));
    for (const width of [360, 768, 1280, 1920]) {
      const page = await open("renders/index.html", { viewport: { width, height: 800 } });
      await page.$$eval("details", (all) => { for (const details of all) details.open = true; });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `at ${width}`);
      assert.deepEqual(await squeezed(page), [], `at ${width}`);
      await page.getByRole("button", { name: "Compare lamb_lr1" }).click();
      await page.getByRole("button", { name: "Compare race" }).click();
      assert.ok(await page.$eval("dialog", (dialog) => dialog.scrollWidth <= dialog.clientWidth), `dialog at ${width}`);
      assert.deepEqual(await squeezed(page), [], `dialog at ${width}`);
    }
  },

  async "axe finds nothing, in light and dark, narrow and wide, open and compared"() {
    for (const [width, colorScheme] of [[360, "dark"], [1280, "light"]]) {
      const page = await open("renders/index.html", { viewport: { width, height: 800 }, colorScheme });
      assert.deepEqual(await findings(page), []);
      await page.$$eval("details", (all) => { for (const details of all) details.open = true; });
      await page.getByRole("button", { name: /^adam/ }).click();
      assert.deepEqual(await findings(page), [], "with scenes open");
      await page.getByRole("button", { name: "Compare adam_lr1" }).click();
      assert.deepEqual(await findings(page), [], "with one film chosen");
      await page.getByRole("button", { name: "Compare race" }).click();
      assert.deepEqual(await findings(page), [], "with two films side by side");
    }
    for (const name of ["images.html", "still.html", "broken.html"]) assert.deepEqual(await findings(await open(name)), [], name);
  },

  async "every film plays to its end"() {
    const page = await open("renders/index.html");
    for (const video of await page.locator("main video").all()) {
      await video.scrollIntoViewIfNeeded();
      const [error, duration, width] = await video.evaluate(async (film) => {
        while (film.readyState < 2 && !film.error) await new Promise((done) => setTimeout(done, 20));
        return [film.error?.message, film.duration, film.videoWidth];
      });
      assert.equal(error, undefined);
      assert.ok(duration > 0.5 && width > 300);
    }
  },

  async "nothing moves for readers who ask for less motion"() {
    const page = await open("renders/index.html");
    await pictures(page, 30);
    assert.deepEqual([...new Set(await times(page))], [0]);
    await page.getByRole("button", { name: "Play: lamb_lr1" }).click();
    await page.waitForFunction(() => document.querySelector("main video").currentTime > 0.1);
    await page.getByRole("button", { name: "Pause: lamb_lr1" }).click();
    assert.ok(await page.locator("main video").first().evaluate((film) => film.paused));
  },

  async "the motion switch stops and starts all"() {
    const page = await open("renders/index.html", moving);
    const button = page.getByRole("button", { name: "Motion" });
    await page.waitForFunction(() => document.querySelector("main video").currentTime > 0.1);
    await button.click();
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    assert.ok(await page.$$eval("main video", (videos) => videos.every((video) => video.paused)));
    await button.click();
    await page.waitForFunction(() => !document.querySelector("main video").paused);
  },

  async "a film steps and scrubs"() {
    const page = await open("renders/index.html");
    const card = page.locator("article").first(), slider = card.getByRole("slider");
    const frame = () => card.locator("video").evaluate((film) => Math.floor(film.currentTime * 25 + 0.01));
    await slider.fill("40");
    await becomes(frame, 40);
    await card.getByRole("button", { name: /forward/ }).click();
    await becomes(frame, 41);
    await card.getByRole("button", { name: /back/ }).click();
    await card.getByRole("button", { name: /back/ }).click();
    await becomes(frame, 39);
    assert.equal(await slider.inputValue(), "39");
    await slider.press("ArrowRight");
    await becomes(frame, 40);
    assert.equal(await slider.getAttribute("aria-valuetext"), "frame 40 of 99");
  },

  async "filters by optimizer and by text"() {
    const page = await open("renders/index.html");
    const shown = () => page.locator("article:visible h2").allTextContents();
    const all = await shown();
    assert.equal(all.length, 6);
    const lamb = page.getByRole("button", { name: /^lamb \d+$|^lamb\d+$/ });
    await lamb.click();
    assert.equal(await lamb.getAttribute("aria-pressed"), "true");
    assert.deepEqual(await shown(), ["lamb_lr1", 'we ird"#?%<i>']);
    await page.getByRole("searchbox").fill("jumps VALLEY");
    assert.deepEqual(await shown(), ["lamb_lr1"]);
    assert.equal(await page.locator("#tally").textContent(), "1 of 6 films");
    await page.getByRole("searchbox").fill("nonesuch");
    assert.deepEqual(await shown(), []);
    await page.getByRole("button", { name: "Show all" }).click();
    assert.deepEqual(await shown(), all);
    assert.equal(await lamb.getAttribute("aria-pressed"), "false");
  },

  async "scenes are shown and copied as they are"() {
    for (const clipboard of [true, false]) {
      const page = await open("renders/index.html", { permissions: ["clipboard-read", "clipboard-write"], clipboard });
      const card = page.locator("article").last();
      await card.locator("summary").click();
      const text = await card.locator("pre").first().textContent();
      assert.ok(text.includes("# </script><script>document.title = 3</script> <!-- <script>"));
      await card.getByRole("button", { name: "Copy" }).first().click();
      await card.getByRole("button", { name: "Copied" }).waitFor();
      await page.getByRole("searchbox").click();
      await page.keyboard.press("Control+V");
      assert.ok((await page.getByRole("searchbox").inputValue()).includes("epochs: 30"));
    }
  },

  async "hostile text stays text"() {
    const page = await open("renders/index.html");
    const card = page.locator("article").last();
    await card.scrollIntoViewIfNeeded();
    await pictures(page, 20);
    assert.equal(await page.title(), "Optimizers at work");
    assert.equal(await card.locator("h2").textContent(), 'we ird"#?%<i>');
    assert.ok((await card.locator("p").textContent()).startsWith('"><script>document.title = "broken"</script><img'));
    assert.ok((await card.locator("dl").textContent()).includes("</script><script>document.title = 2"));
    assert.equal(await page.locator("script").count(), 3);
  },

  async "scenes that failed are named"() {
    const page = await open("renders/index.html");
    await page.locator("#failed summary").click();
    assert.ok((await page.locator("#failed pre").textContent()).includes("unknown optimizer 'lamp'"));
  },

  async "the keyboard reaches everything, with names and a visible focus"() {
    const page = await open("renders/index.html");
    const reached = [];
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      const [name, outline] = await page.evaluate(() => {
        const at = document.activeElement;
        return [at.getAttribute("aria-label") || at.labels?.[0]?.textContent.trim() || at.textContent.trim(), getComputedStyle(at).outlineStyle];
      });
      assert.ok(name, `element ${i} has no name`);
      assert.equal(outline, "solid", `${name} shows no focus`);
      reached.push(name);
    }
    const wanted = ["Skip to the films", "Motion", "Dark", "Filter by text", "One frame back: lamb_lr1", "Play: lamb_lr1", "One frame forward: lamb_lr1", "Frame of lamb_lr1", "lamb_lr1", "Compare lamb_lr1", "Scene"];
    const places = wanted.map((name) => reached.indexOf(name));
    assert.ok(places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1])), reached.join(" | "));
  },

  async "light and dark"() {
    const page = await open("renders/index.html", { colorScheme: "dark" });
    const color = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const button = page.getByRole("button", { name: "Dark" }), dark = await color();
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await button.click();
    assert.notEqual(await color(), dark);
    await page.reload();
    assert.notEqual(await color(), dark, "the choice is forgotten");
  },

  async "a lone film is large and offers nothing that needs more"() {
    const page = await open("still.html");
    assert.ok(await page.locator("article").evaluate((card) => card.offsetWidth) > 800);
    for (const name of ["Compare", "Motion"]) assert.equal(await page.getByRole("button", { name }).count(), 0, name);
    assert.equal(await page.getByRole("searchbox").count(), 0);
    const film = await open("images.html");
    assert.equal(await film.getByRole("button", { name: "Motion" }).count(), 1);
  },

  async "a video that does not play gives way to its picture"() {
    const page = await open("broken.html", moving);
    await page.waitForFunction(() => document.querySelectorAll("main img").length === 2);
    assert.equal(await page.locator("main video").count(), 0);
    assert.ok((await page.locator("main img").first().getAttribute("src")).endsWith(".gif"));
    for (const name of [/^Compare/, /frame forward/]) assert.equal(await page.getByRole("button", { name }).count(), 0);
  },

  async "pictures stand in for videos"() {
    const page = await open("images.html", moving);
    const image = page.locator("article img");
    await page.waitForFunction(() => document.querySelector("article img").naturalWidth > 300);
    assert.ok((await image.getAttribute("src")).startsWith("renders/"));
    assert.ok(await image.getAttribute("alt"));
    assert.equal(await page.getByRole("slider").count(), 0);
    const calm = await open("images.html");
    assert.equal(await calm.locator("article img").count(), 0);
    await calm.getByRole("button", { name: "Play: lamb_lr1" }).click();
    assert.equal(await calm.locator("article img").count(), 1);
  },

  async "a link leads to a film and a frame"() {
    const page = await open("renders/index.html#race&t=41", { viewport: { width: 700, height: 500 } });
    const race = page.locator("article", { has: page.getByRole("heading", { name: "race" }) });
    await page.waitForFunction(() => [...document.querySelectorAll("main video")].some((film) => film.paused && Math.floor(film.currentTime * 30 + 0.01) === 41));
    assert.ok(await race.evaluate((card) => card.classList.contains("target") && card.getBoundingClientRect().top < innerHeight / 2));
    assert.equal(await race.locator("output").textContent(), "41 / 359");
    await race.getByRole("button", { name: /forward/ }).click();
    await becomes(() => race.locator("h2 a").getAttribute("href"), "#race&t=42");
    await page.evaluate(() => (location.hash = "#saddle"));
    await page.waitForFunction(() => document.querySelector(".card.target h2").textContent === "saddle");
    for (const hash of ["#%", "#nonesuch&t=3", "#race&t=99999"]) await page.evaluate((hash) => (location.hash = hash), hash);
  },

  async "a page has its own title, and films of its reader's scheme"() {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open("themes.html", { colorScheme, ...moving });
      assert.equal(await page.title(), 'Rates <b> & "decay"');
      assert.equal(await page.locator("h1").textContent(), 'Rates <b> & "decay"');
      assert.equal(await page.locator("#text").textContent(), "Of a lecture.");
      assert.equal(await page.locator("article").count(), 2);
      const files = () => page.$$eval("main video", (films) => films.map((film) => film.currentSrc.replace(/.*\//, "")));
      const of = (scheme) => [`lamb_lr1.${scheme}.mp4`, `race.${scheme}.mp4`];
      await page.waitForFunction(() => [...document.querySelectorAll("main video")].every((film) => film.currentTime > 0.1));
      assert.deepEqual(await files(), of(colorScheme));
      await page.getByRole("button", { name: "Dark" }).click();
      await page.waitForFunction((old) => [...document.querySelectorAll("main video")].every((film) => film.currentSrc && !film.currentSrc.includes(`.${old}.`)), colorScheme);
      assert.deepEqual(await files(), of(colorScheme === "dark" ? "light" : "dark"));
    }
  },

  async "filters by panel"() {
    const page = await open("renders/index.html");
    await page.locator("#panels").getByRole("button", { name: /^contour/ }).click();
    const shown = await page.locator("article:visible h2").allTextContents();
    assert.ok(shown.includes("race") && !shown.includes("lamb_lr1"), shown.join(" "));
    await page.getByRole("button", { name: /^data/ }).click();
    assert.ok(await page.getByRole("button", { name: "Show all" }).isVisible());
  },

  async "two films fit on a phone"() {
    const page = await open("renders/index.html", { viewport: { width: 360, height: 740 } });
    await page.getByRole("button", { name: "Compare lamb_lr1" }).click();
    await page.getByRole("button", { name: "Compare race" }).click();
    const bottoms = await page.$$eval("dialog :is(video, .controls)", (list) => list.map((element) => element.getBoundingClientRect()).map((box) => [box.bottom, box.height]));
    assert.equal(bottoms.length, 3);
    for (const [bottom, height] of bottoms) assert.ok(bottom <= 740 && height > 40, `${bottom} ${height}`);
  },
};

const timed = {
  async "films play in view and pause outside"() {
    const page = await open("renders/index.html", { viewport: { width: 700, height: 500 }, ...moving });
    const video = page.locator("main video");
    await page.waitForFunction(() => document.querySelector("main video").currentTime > 0.3);
    const [before] = await times(page);
    await page.waitForFunction((before) => document.querySelector("main video").currentTime !== before, before);
    assert.equal((await times(page)).at(-1), 0, "a film out of view plays");
    await video.last().scrollIntoViewIfNeeded();
    await page.waitForFunction(() => [...document.querySelectorAll("main video")].at(-1).currentTime > 0.2);
    const rest = (await times(page))[0];
    await pictures(page, 20);
    assert.equal((await times(page))[0], rest, "a film that left the view plays on");
    assert.ok(await video.first().evaluate((film) => film.paused));
  },

  async "two films run on one clock"() {
    const page = await open("renders/index.html", moving);
    await page.getByRole("button", { name: "Compare lamb_lr1" }).click();
    assert.equal(await page.getByRole("button", { name: "Compare lamb_lr1" }).getAttribute("aria-pressed"), "true");
    await page.getByRole("button", { name: "Compare race" }).click();
    const dialog = page.getByRole("dialog");
    // race has 30 frames a second, the other 25: a step is one of the finer.
    const frames = () => dialog.locator("video").evaluateAll((films) => films.map((film) => Math.floor(film.currentTime * 30 + 0.01)));
    await page.waitForFunction(() => [...document.querySelectorAll("dialog video")].every((film) => film.currentTime > 0.6));
    const [left, right] = await frames();
    assert.ok(Math.abs(left - right) <= 4, `apart by ${left - right} frames`);
    assert.ok(await page.$$eval("main video", (films) => films.every((film) => film.paused)));
    await dialog.getByRole("slider").fill("50");
    await becomes(frames, [50, 50]);
    await dialog.getByRole("button", { name: /forward/ }).click();
    await becomes(frames, [51, 51]);
    await dialog.getByRole("button", { name: /back/ }).click();
    await dialog.getByRole("button", { name: /back/ }).click();
    await becomes(frames, [49, 49]);
    await dialog.getByRole("slider").fill("300");
    await becomes(async () => { const [ended, running] = await frames(); return running === 300 && ended < 300 && ended >= 117; }, true); // the shorter film waits on its last frame
    await dialog.getByRole("button", { name: "Play: both films" }).click();
    await page.waitForFunction(() => Math.floor(document.querySelectorAll("dialog video")[1].currentTime * 30) > 305);
    await dialog.getByLabel("Right film").selectOption({ label: "adam_lr1" });
    await page.waitForFunction(() => [...document.querySelectorAll("dialog video")].every((film) => film.currentTime > 0.2));
    await page.keyboard.press("Escape");
    assert.ok(await dialog.isHidden());
    await page.waitForFunction(() => !document.querySelector("main video").paused);
  },

  async "the counter tells the frame that is shown while it plays"() {
    const page = await open("renders/index.html", moving);
    const off = await page.evaluate(() => new Promise((done) => {
      const video = document.querySelector("main video"), output = document.querySelector("main output");
      let frames = 0, worst = 0;
      const look = (now, { mediaTime }) => {
        // The page's own callback has run, or runs in this turn: compare when it is over.
        queueMicrotask(() => setTimeout(() => { worst = Math.max(worst, Math.abs(parseInt(output.textContent) - Math.round(mediaTime * 25))); }));
        if (++frames < 40) video.requestVideoFrameCallback(look); else setTimeout(() => done(worst), 50);
      };
      video.requestVideoFrameCallback(look);
    }));
    assert.equal(off, 0);
  },

  async "of 200 films only those near the view are loaded"() {
    const page = await open("many.html", moving);
    const loaded = () => page.$$eval("main video", (films) => films.filter((film) => film.querySelector("source") || film.poster).length);
    assert.equal(await page.locator("article").count(), 200);
    await becomes(async () => await loaded() > 0, true);
    await pictures(page, 30);
    assert.ok(await loaded() < 60, `${await loaded()} at first`);
    // The page's own work, in the time of its thread: how busy the machine is does not count.
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const busy = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
    const before = await busy();
    const frames = await page.evaluate(async () => {
      let frames = 0;
      for (let y = 0; y < document.documentElement.scrollHeight; y += 240, frames++) {
        scrollTo(0, y);
        await new Promise(requestAnimationFrame);
      }
      return frames;
    });
    const cost = 1000 * (await busy() - before) / frames;
    assert.ok(cost < 30, `a frame costs ${cost} ms`);
    console.log(`        a frame costs ${cost.toFixed(1)} ms`);
    await pictures(page, 30);
    assert.ok(await loaded() < 60, `${await loaded()} at the end`);
    assert.ok(await page.evaluate(() => !document.querySelector("main video").currentSrc || document.querySelector("main video").networkState === 0 || !document.querySelector("main video").querySelector("source")));
  },
};

await run(tests, timed);
