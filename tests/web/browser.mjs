// SPDX-License-Identifier: GPL-3.0-or-later
// A browser for tests of pages: what goes wrong in them is noted and fails the test.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync", "--no-first-run"];
export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", ...quiet] });
export const problems = [];

// A page that fails the test by what it cannot fetch.
export async function newPage(options) {
  const page = await (await browser.newContext(options)).newPage();
  page.on("requestfailed", (request) => {
    if (request.failure().errorText !== "net::ERR_ABORTED") problems.push(`${request.url()}: ${request.failure().errorText}`);
  });
  return page;
}

// Runs tests, by name ($ONLY: those that it matches), and ends the program: with 1 where one failed.
export async function run(tests) {
  const only = new RegExp(process.env.ONLY ?? "");
  let failed = 0;
  for (const [name, test] of Object.entries(tests).filter(([named]) => only.test(named))) {
    problems.length = 0;
    try {
      await test();
      assert.deepEqual(problems, []);
      console.log(`ok      ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}\n${error.message}`);
    }
    for (const context of browser.contexts()) await context.close();
  }
  await browser.close();
  process.exit(failed ? 1 : 0);
}
