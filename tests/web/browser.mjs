// SPDX-License-Identifier: GPL-3.0-or-later
// A browser for tests of pages: what goes wrong in them is noted and fails the test.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";

const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync", "--no-first-run"];
export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", ...quiet] });

const SIDE_BY_SIDE = 3;
const PATIENCE = 100e3; // milliseconds that a test may take
const running = new AsyncLocalStorage(); // of the test that calls: what went wrong in it, and its contexts

// A page that fails the test by what it cannot fetch, and by what else is put into its `problems`.
export async function newPage(options) {
  const { problems, contexts } = running.getStore(), context = await browser.newContext(options);
  contexts.push(context);
  const page = Object.assign(await context.newPage(), { problems });
  page.on("requestfailed", (request) => {
    if (request.failure().errorText !== "net::ERR_ABORTED") problems.push(`${request.url()}: ${request.failure().errorText}`);
  });
  return page;
}

// Waits until what a function reads is what is wanted.
export async function becomes(read, wanted) {
  for (const start = performance.now(); performance.now() - start < PATIENCE / 3; await new Promise((done) => setTimeout(done, 10))) {
    if (isDeepStrictEqual(await read(), wanted)) return;
  }
  assert.deepEqual(await read(), wanted);
}

// Returns true where a test fails.
async function runOne([name, test]) {
  const own = { problems: [], contexts: [] }, start = performance.now();
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error(`not done after ${PATIENCE / 1000} s`)), PATIENCE); });
  try {
    await Promise.race([running.run(own, test), late]);
    assert.deepEqual(own.problems, []);
    console.log(`ok      ${name} (${Math.round(performance.now() - start)} ms)`);
    return false;
  } catch (error) {
    console.log(`FAILED  ${name}\n${error.message}`);
    return true;
  } finally {
    clearTimeout(timer);
    for (const context of own.contexts) await context.close();
  }
}

// Runs tests, by name ($ONLY: those that it matches), some side by side; then, one at a time, those that measure time.
// Ends the program: with 1 where one failed.
export async function run(tests, timed = {}) {
  const only = new RegExp(process.env.ONLY ?? ""), chosen = (all) => Object.entries(all).filter(([name]) => only.test(name));
  const left = chosen(tests), failed = [];
  const lane = async () => { while (left.length) failed.push(await runOne(left.shift())); };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  for (const test of chosen(timed)) failed.push(await runOne(test));
  await browser.close();
  process.exit(failed.includes(true) ? 1 : 0);
}
