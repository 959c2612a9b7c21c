// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader does with a page that computes; player.sh makes the pages and runs this.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { becomes, newPage, run } from "./browser.mjs";
import { settle, watch } from "./rest.mjs";

const folder = `file://${process.env.FOLDER}`;
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

async function open(name, options = {}) {
  const page = await newPage({ viewport: { width: 760, height: 900 }, ...options });
  await watch(page);
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) page.problems.push(message.text()); });
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url()) && !options.served) page.problems.push(request.url()); });
  await page.goto(options.served ?? `${folder}/${name}`);
  if (options.javaScriptEnabled !== false && !options.stands) await page.waitForFunction(() => document.documentElement.dataset.drawn !== undefined);
  return page;
}

const told = (page) => page.locator("[role=status].unseen").textContent();
const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash));
const slider = (page, name) => page.getByRole("slider", { name, exact: true });
const button = (page, name) => page.getByRole("button", { name, exact: true });
// What is seen, once it stands: what a worker has painted is shown some time later.
async function look(page) {
  const picture = page.locator("#picture");
  for (let last = await picture.screenshot(); ;) {
    const next = await picture.screenshot();
    if (next.equals(last)) return next;
    last = next;
  }
}
const looks = (page, picture, equal = true) => becomes(async () => (await look(page)).equals(picture), equal);
const spot = (page, kind) => page.locator(`.spot.${kind}`).first();
async function middle(locator, part = [0.5, 0.5]) {
  const box = await locator.boundingBox();
  return [box.x + box.width * part[0], box.y + box.height * part[1]];
}

// Opens a page on a phone. Returns a function with it that sends what fingers do: (type, [x, y]...).
async function openOnPhone(name) {
  const page = await open(name, { hasTouch: true, isMobile: true, viewport: { width: 400, height: 800 } }), session = await page.context().newCDPSession(page);
  return [page, (type, ...points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) })];
}

async function pinch(send, x, y) {
  await send("touchStart", [x - 20, y]);
  await send("touchStart", [x - 20, y], [x + 20, y]);
  for (let i = 1; i <= 8; i++) await send("touchMove", [x - 20 - 5 * i, y], [x + 20 + 5 * i, y]);
  await send("touchEnd", [x - 60, y]); // one finger goes after the other
  await send("touchMove", [x - 50, y + 20]);
  await send("touchEnd");
}

const tests = {
  async "axe finds nothing"() {
    for (const name of ["lamb_lr1.html", "race.html", "controls.html", "hostile.html", "grid.html"]) {
      const page = await open(name);
      await page.evaluate(axe);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await page.evaluate(async () => (await axe.run()).violations.map((found) => `${found.id}: ${found.nodes[0].html.slice(0, 200)}`)), [], `${name}, ${colorScheme}`);
      }
    }
  },

  async "the picture is there with its numbers"() {
    const page = await open("lamb_lr1.html");
    assert.match(await told(page), /^epoch 100 of 100; lamb, loss \d/);
    assert.ok(await page.locator("#picture canvas").isVisible());
    assert.equal(await page.locator("#why").isVisible(), false);
  },

  async "a slider changes the run, by keyboard and by mouse"() {
    const page = await open("lamb_lr1.html");
    await settle(page);
    const before = await look(page), text = await told(page);
    await slider(page, "lamb lr").focus();
    for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowLeft");
    await settle(page);
    assert.notEqual(await told(page), text);
    await looks(page, before, false);
    assert.match(await hash(page), /^#optimizers\.0\.lr=0\.\d+$/);
    const box = await slider(page, "lamb lr").boundingBox();
    await page.mouse.click(box.x + box.width * 0.9, box.y + box.height / 2);
    await settle(page);
    assert.ok(Number((await hash(page)).split("=")[1]) > 10);
    await button(page, "Reset").click();
    await settle(page);
    assert.equal(await hash(page), "");
    assert.equal(await told(page), text);
    await looks(page, before);
  },

  async "what a hand leaves rough is fine at rest"() {
    for (const name of ["network.html", "race.html"]) {
      const page = await open(name);
      await settle(page);
      await page.getByRole("slider", { name: "adam lr" }).focus();
      for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
      const isFine = () => document.documentElement.dataset.rough === "false";
      await page.waitForFunction(isFine);
      await settle(page);
      const fresh = await open(name + new URL(page.url()).hash);
      await fresh.waitForFunction(isFine);
      await settle(fresh);
      assert.match(await hash(page), /lr=/);
      assert.equal(await told(page), await told(fresh));
      assert.ok((await look(page)).equals(await look(fresh)), name);
    }
  },

  async "a typed number obeys the program's limits"() {
    const page = await open("lamb_lr1.html"), text = await told(page);
    const field = page.getByRole("textbox", { name: "lamb lr, as a number" });
    await field.fill("-3");
    await field.press("Enter");
    await settle(page);
    assert.match(await page.locator(".mistake").textContent(), /at least 0/);
    assert.equal(await told(page), text);
    await field.fill("much");
    await field.press("Enter");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await field.fill("0.05");
    await field.press("Enter");
    await settle(page);
    assert.equal(await page.locator(".mistake").textContent(), "");
    assert.notEqual(await told(page), text);
  },

  async "it plays, pauses, steps and scrubs by keyboard"() {
    const page = await open("lamb_lr1.html");
    await button(page, "Play").press("Enter");
    await page.waitForFunction(() => { const at = Number(document.documentElement.dataset.drawn); return at > 5 && at < 60; });
    await button(page, "Pause").press("Enter");
    await settle(page);
    const at = Number(await page.evaluate(() => document.documentElement.dataset.drawn));
    await button(page, "One step forward").press("Enter");
    await settle(page);
    assert.equal(Number(await page.evaluate(() => document.documentElement.dataset.drawn)), Math.round(at) + 1);
    await slider(page, "Epoch").press("Home");
    await settle(page);
    assert.match(await told(page), /^epoch 1 of 100/);
    assert.match(await hash(page), /at=0/);
    await button(page, "One step back").press("Enter"); // nothing is drawn for it, and the film still plays then
    await button(page, "Play").press("Enter");
    await page.waitForFunction(() => { const at = Number(document.documentElement.dataset.drawn); return at > 2 && at < 60; });
    await button(page, "Pause").press("Enter");
    await settle(page);
    await slider(page, "Epoch").press("PageUp");
    await settle(page);
    assert.match(await slider(page, "Epoch").getAttribute("aria-valuetext"), /^epoch \d+ of 100; lamb, loss/);
  },

  async "going back shows what going there shows"() {
    const page = await open("long.html"), scrub = slider(page, "Epoch");
    for (const at of [2700, 1234, 1200, 90, 2100, 1233]) {
      await scrub.evaluate((bar, value) => { bar.value = value; bar.dispatchEvent(new Event("input")); }, at);
      await page.waitForFunction((value) => Number(document.documentElement.dataset.drawn) === value, at);
    }
    await settle(page);
    const fresh = await open("long.html#at=1233");
    await settle(fresh);
    assert.equal(await told(fresh), await told(page));
    await becomes(async () => (await look(fresh)).equals(await look(page)), true);
  },

  async "a click sets the start, arrows move it"() {
    const page = await open("race.html"), text = await told(page);
    await page.mouse.click(...await middle(spot(page, "start"), [0.75, 0.7]));
    await settle(page);
    const first = /start=\[(.*), (.*)\]/.exec(await hash(page));
    assert.ok(first && Number(first[1]) > 0);
    assert.notEqual(await told(page), text);
    await spot(page, "start").focus();
    await page.keyboard.press("ArrowRight");
    await settle(page);
    assert.ok(Number(/start=\[(.*), /.exec(await hash(page))[1]) > Number(first[1]));
  },

  async "a drag moves the start under the hand"() {
    const page = await open("race.html"), [x, y] = await middle(spot(page, "start"));
    await page.mouse.move(x, y);
    const before = await page.evaluate(() => document.documentElement.dataset.serial);
    await page.mouse.down();
    for (let i = 1; i <= 10; i++) await page.mouse.move(x + 8 * i, y - 4 * i);
    await page.waitForFunction((serial) => document.documentElement.dataset.serial !== serial, before);
    await page.mouse.up();
    await settle(page);
    assert.match(await hash(page), /start=/);
  },

  async "a drag turns the camera, arrows too"() {
    const page = await open("lamb_lr1.html"), before = await look(page), [x, y] = await middle(spot(page, "camera"));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 10, { steps: 5 });
    await page.mouse.up();
    await settle(page);
    assert.match(await hash(page), /camera=\{azimuth/);
    await looks(page, before, false);
    const azimuth = async () => Number(/azimuth: ([\d.]+)/.exec(await hash(page))[1]), was = await azimuth();
    await spot(page, "camera").focus();
    await page.keyboard.press("ArrowRight");
    await settle(page);
    assert.ok(Math.abs(await azimuth() - was - 5) < 0.11);
  },

  async "a wheel scrolls the page, and zooms a panel in hand"() {
    const page = await open("race.html", { viewport: { width: 760, height: 400 } });
    const [x, y] = await middle(spot(page, "start"));
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, 120);
    await settle(page);
    assert.ok(await page.evaluate(() => scrollY) > 0);
    assert.doesNotMatch(await hash(page), /w0/);
    await page.evaluate(() => scrollTo(0, 0));
    await spot(page, "start").focus();
    await page.mouse.wheel(0, -300);
    await settle(page);
    const [low, high] = /w0=\[([^,]*), ([^\]]*)\]/.exec(await hash(page)).slice(1).map(Number);
    assert.ok(high - low < 3.5);
    await page.keyboard.press("0");
    await settle(page);
    assert.doesNotMatch(await hash(page), /w0/);
  },

  async "two fingers zoom, one sets the start"() {
    const [page, send] = await openOnPhone("race.html"), [x, y] = await middle(spot(page, "start"));
    await pinch(send, x, y);
    await settle(page);
    assert.match(await hash(page), /w0=\[/);
    assert.doesNotMatch(await hash(page), /start=/);
    await page.touchscreen.tap(x + 30, y + 10);
    await settle(page);
    assert.match(await hash(page), /start=/);
  },

  async "fingers zoom a surface, turn it, and scrub over curves"() {
    const [page, send] = await openOnPhone("lamb_lr1.html"), [x, y] = await middle(spot(page, "camera"));
    await pinch(send, x, y);
    await settle(page);
    assert.match(await hash(page), /surface\.w0=\[/);
    assert.doesNotMatch(await hash(page), /camera=/);
    await send("touchStart", [x, y]);
    for (let i = 1; i <= 5; i++) await send("touchMove", [x + 8 * i, y]);
    await send("touchEnd");
    await settle(page);
    assert.match(await hash(page), /camera=\{azimuth/);
    const from = await middle(spot(page, "curves"), [0.3, 0.5]), to = await middle(spot(page, "curves"), [0.6, 0.5]);
    await send("touchStart", from);
    await send("touchMove", to);
    await send("touchEnd");
    await settle(page);
    assert.match(await told(page), /^epoch (5\d|6\d) of 100/);
  },

  async "a surface in hand zooms around what is pointed at"() {
    const page = await open("lamb_lr1.html"), [x, y] = await middle(spot(page, "camera"));
    await page.mouse.click(x, y);
    await page.waitForFunction(() => /^w /.test(document.querySelector(".tip").textContent));
    const at = (await page.locator(".tip").textContent()).match(/-?[\d.]+/g).slice(0, 2).map(Number);
    await page.mouse.wheel(0, -300);
    await settle(page);
    for (const d of [0, 1]) {
      const [low, high] = new RegExp(`w${d}=\\[([^,]*), ([^\\]]*)\\]`).exec(await hash(page)).slice(1).map(Number);
      const part = (at[d] - low) / (high - low);
      assert.ok(high - low < 35 && Math.abs(part - (at[d] + 20) / 40) < 0.02, `w${d}: ${low} to ${high} around ${at[d]}`);
    }
    await page.keyboard.press("0");
    await settle(page);
    assert.doesNotMatch(await hash(page), /w0/);
    await page.keyboard.press("+");
    await settle(page);
    assert.match(await hash(page), /w0=\[/);
  },

  async "rates and switches of a comparison are those that its cells share"() {
    const page = await open("seeds.html"), grid = await open("grid.html");
    assert.deepEqual(await page.locator(".control label").allTextContents(), ["adam lr", "momentum lr"]);
    assert.equal(await grid.locator(".control").count(), 0);
    const before = await look(page);
    await slider(page, "adam lr").press("PageDown");
    await settle(page);
    assert.match(await hash(page), /optimizers\.0\.lr=/);
    await looks(page, before, false);
    await page.getByRole("checkbox", { name: "adam" }).uncheck();
    await settle(page);
    assert.doesNotMatch(await told(page), /adam/);
    assert.equal((await told(page)).match(/momentum seed=/g).length, 3);
    assert.equal(await grid.getByRole("checkbox").count(), 0);
  },

  async "optimizers go and come, one stays"() {
    const page = await open("race.html");
    await page.getByRole("checkbox", { name: "adam" }).uncheck();
    await settle(page);
    assert.doesNotMatch(await told(page), /adam/);
    assert.match(await hash(page), /hide=4/);
    for (const name of ["sgd", "momentum", "nesterov", "rmsprop"]) await page.getByRole("checkbox", { name }).uncheck();
    await page.getByRole("checkbox", { name: "lion" }).click();
    await settle(page);
    assert.match(await told(page), /lion/);
    await page.getByRole("checkbox", { name: "adam" }).check();
    await settle(page);
    assert.match(await told(page), /adam/);
  },

  async "pointing reads values"() {
    const page = await open("race.html");
    await page.mouse.move(...await middle(spot(page, "start"), [0.4, 0.2]));
    await page.waitForFunction(() => !document.querySelector(".tip").hidden);
    assert.match(await page.locator(".tip").textContent(), /^w -?[\d.e-]+, -?[\d.e-]+\nloss [\d.e-]+$/);
    await page.mouse.move(5, 5);
    await settle(page);
    assert.equal(await page.locator(".tip").isVisible(), false);
  },

  async "a link brings the same picture"() {
    const page = await open("race.html");
    await slider(page, "adam lr").focus();
    for (let i = 0; i < 30; i++) await page.keyboard.press("ArrowRight");
    await page.mouse.click(...await middle(spot(page, "start"), [0.3, 0.4]));
    await slider(page, "Step").press("Home");
    for (let i = 0; i < 4; i++) await slider(page, "Step").press("PageUp");
    await settle(page);
    const other = await open(`race.html${await page.evaluate(() => location.hash)}`);
    await settle(other);
    assert.equal(await told(other), await told(page));
    assert.equal(await slider(other, "adam lr").inputValue(), await slider(page, "adam lr").inputValue());
    await page.mouse.move(5, 5);
    await becomes(async () => (await look(other)).equals(await look(page)), true);
  },

  async "an answer that comes late moves nothing"() {
    const page = await open("race.html");
    await settle(page);
    for (let wait = 0; wait < 40; wait += 4) {
      await page.evaluate(async (wait) => {
        const set = (name, value) => {
          const input = document.querySelector(`input[aria-label="${name}"]`);
          input.value = value;
          input.dispatchEvent(new Event("input"));
        };
        set("adam lr", 400 + wait);
        for (const start = performance.now(); performance.now() < start + wait;) await new Promise((go) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = go; port2.postMessage(0); });
        set("Step", wait + 80);
      }, wait);
      await settle(page);
      assert.equal(await slider(page, "Step").inputValue(), String(wait + 80));
      assert.match(await told(page), new RegExp(`^step ${wait + 80} of`));
      assert.match(await hash(page), new RegExp(`at=${wait + 80}$`));
    }
  },

  async "after a link, too, reset brings the scene's own values"() {
    const page = await open("lamb_lr1.html#optimizers.0.lr=0.3"), plain = await open("lamb_lr1.html");
    const place = () => slider(page, "lamb lr").inputValue(), linked = await place();
    assert.equal(await slider(page, "lamb lr").getAttribute("aria-valuetext"), "0.3");
    await button(page, "Reset").click();
    await settle(page);
    assert.equal(await told(page), await told(plain));
    assert.equal(await place(), await slider(plain, "lamb lr").inputValue());
    assert.ok(await place() > linked);
  },

  async "a link to what the scene has not opens the scene"() {
    const page = await open("race.html#nobody.lr=3&lr=x&optimizers.4.lr=much&steps=9999999&start=[1,{}]&at=1e9&hide=99");
    await settle(page);
    assert.match(await told(page), /^step 399 of 399/);
    assert.equal(await slider(page, "adam lr").getAttribute("aria-valuetext"), "0.15");
  },

  async "the scene that is copied is what is seen"() {
    const page = await open("controls.html");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await slider(page, "lr").press("ArrowLeft");
    await slider(page, "adam beta1").press("Home");
    await settle(page);
    await button(page, "Copy scene").click();
    await page.getByText("Copied").waitFor();
    writeFileSync("copied.scene", await page.evaluate(() => navigator.clipboard.readText()));
    execFileSync(process.env.OPTANIM, ["-q", "copied.scene", "-o", "copied.csv"]);
    assert.match(readFileSync("copied.scene", "utf8"), /beta1: 0/);
    assert.match(readFileSync("copied.csv", "utf8"), /^Heavy ball,0,/m);
  },

  async "a still has nothing to play, nor a rate that changes nothing"() {
    const page = await open("loss_functions.html");
    assert.equal(await page.getByRole("slider").count(), 0);
    assert.equal(await button(page, "Play").count(), 0);
    await spot(page, "camera").press("ArrowRight");
    await settle(page);
    assert.match(await hash(page), /camera=\{azimuth/);
  },

  async "a switch stands at the control of its optimizer, or beside the others"() {
    const page = await open("race.html"), mixed = await open("controls.html");
    assert.equal(await page.locator(".control input[type=checkbox]").count(), 6);
    assert.equal(await page.locator(".chips").count(), 0);
    assert.deepEqual(await mixed.locator(".chips label").allTextContents(), ["adam", "Heavy ball"]);
  },

  async "controls are those of the scene"() {
    const page = await open("controls.html");
    assert.deepEqual(await page.locator(".control label").allTextContents(), ["lr", "adam beta1", "seed"]);
    await slider(page, "seed").press("ArrowRight");
    await settle(page);
    assert.match(await hash(page), /seed=4/);
  },

  async "everything is reached by Tab, in the order of the page"() {
    const page = await open("lamb_lr1.html"), seen = [];
    for (let i = 0; i < 14; i++) {
      await page.keyboard.press("Tab");
      seen.push(await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent));
    }
    const wanted = ["history: drag", "surface: drag", "One step back", "Play", "One step forward", "Epoch", "Speed", "lamb lr", "lamb lr, as a number", "Reset", "Copy link", "Copy scene"];
    let at = -1;
    for (const name of wanted) {
      const found = seen.findIndex((text, i) => i > at && text?.startsWith(name));
      assert.ok(found > at, `${name} comes after ${seen[at]}: ${seen.join(" | ")}`);
      at = name.endsWith("drag") ? at : found;
    }
  },

  async "it fits from 360 to 1920 pixels"() {
    for (const widths of [[360, 690], [1920, 1280]]) {
      const page = await open("race.html", { viewport: { width: widths[0], height: 900 } });
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await settle(page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} scrolls sideways`);
        const box = await page.locator("#picture").boundingBox();
        assert.ok(box.width >= Math.min(width - 30, 690), `${width}: the picture is ${box.width} wide`);
      }
    }
  },

  async "the still is seen without script"() {
    const page = await open("lamb_lr1.html", { javaScriptEnabled: false });
    assert.ok(await page.locator("#still").isVisible());
    assert.ok((await page.locator("#still").boundingBox()).width > 600);
    assert.ok(await page.locator("noscript p").isVisible());
  },

  async "a host that forbids WebAssembly keeps still and text"() {
    for (const policy of ["script-src 'unsafe-inline'; worker-src blob:", "worker-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'"]) {
      const server = createServer((request, response) => {
        response.setHeader("Content-Security-Policy", policy);
        response.setHeader("Content-Type", "text/html");
        response.end(readFileSync("lamb_lr1.html"));
      });
      await new Promise((done) => server.listen(0, "127.0.0.1", done));
      const page = await open("", { served: `http://127.0.0.1:${server.address().port}/`, stands: true });
      await page.locator("#why").waitFor();
      assert.match(await page.locator("#why").textContent(), /^The picture stands still: .*(WebAssembly|worker)/);
      assert.ok(await page.locator("#still").isVisible());
      assert.equal(await page.locator("#player").isVisible(), false);
      page.problems.length = 0; // the browser's own words
      server.close();
    }
  },

  async "a server with a strict policy of its own lets it run"() {
    const requests = [];
    const server = createServer((request, response) => {
      requests.push(request.url);
      response.setHeader("Content-Security-Policy", "default-src 'self'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'");
      response.setHeader("Content-Type", "text/html");
      response.end(readFileSync("lamb_lr1.html"));
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const page = await open("", { served: `http://127.0.0.1:${server.address().port}/` });
    await slider(page, "lamb lr").press("ArrowLeft");
    await settle(page);
    assert.match(await told(page), /^epoch 100 of 100/);
    assert.deepEqual(requests.filter((url) => url !== "/favicon.ico"), ["/"]);
    server.close();
  },

  async "texts of a scene stay texts"() {
    const page = await open("hostile.html");
    await settle(page);
    assert.equal(await page.title(), "hostile");
    assert.equal(await page.locator("main script, main img:not(#still), b").count(), 0);
    assert.match(await page.locator(".controls").textContent(), /<\/script><script>document\.title = 2/);
    assert.match(await page.locator("#still").getAttribute("alt"), /^"><script>/);
  },

  async "a frame is told the height"() {
    const listen = "addEventListener('message', ({ data }) => { if (data.optanim) document.documentElement.dataset.height = data.optanim.height; })";
    writeFileSync("frame.html", `<script>${listen}</script><iframe src=race.html style='width: 700px; height: 300px'></iframe>`);
    const page = await open("", { served: `${folder}/frame.html`, stands: true });
    await page.waitForFunction(() => document.documentElement.dataset.height > 500);
    assert.ok(await page.evaluate(() => document.documentElement.dataset.height < 1200));
  },

  async "less motion is asked for: nothing moves by itself"() {
    const page = await open("lamb_lr1.html", { reducedMotion: "reduce" });
    await settle(page);
    await page.evaluate(async () => { for (let i = 0; i < 30; i++) await new Promise(requestAnimationFrame); });
    assert.equal(await page.evaluate(() => document.documentElement.dataset.drawn), "99");
    assert.ok(await button(page, "Play").isVisible());
  },
};
await run(tests);
