// What goes over the wire: how much, how packed, with which headers.
import type { Response } from "@playwright/test";
import { place } from "../stack/place";
import { coldLoad } from "../measure/cold_load.mjs";
import { grace } from "../stack/people";
import { expect, expectHomeOf, openSignIn, signInByPassword, test } from "./test";

// The form with passkeys: a script that comes when the form is awake, its words, and a challenge.
const mostBytes = 88 * 1024;
// The frame, with the router, the kit and what pages share, is most of it: plain Leptos is kept, and what it weighs is held. The phrases of
// all pages in one language are 22 to 27 KB of it.
const mostBytesOfThePortal = 315 * 1024;
const mostRequestsOfThePortal = 20;

test("a cold sign-in screen weighs at most 88 KB", async ({ browser, baseURL }) => {
  const { bytes, requests } = await coldLoad(browser, `${baseURL}/sign-in`);
  console.log(`    /sign-in: ${(bytes / 1024).toFixed(1)} KB in ${requests.length} requests`);
  expect(requests.some(({ url }) => url.endsWith(".wasm")), "the WebAssembly is part of it").toBe(true);
  expect(bytes).toBeLessThanOrEqual(mostBytes);
});

test("a cold portal weighs at most 315 KB, in 20 requests", async ({ browser, baseURL, page, context }) => {
  await openSignIn(page);
  await signInByPassword(page, grace);
  await expectHomeOf(page, grace);
  const { bytes, requests } = await coldLoad(browser, `${baseURL}/`, await context.cookies());
  console.log(`    /: ${(bytes / 1024).toFixed(1)} KB in ${requests.length} requests`);
  expect(requests.some(({ url }) => url.includes("/assets/portal/") && url.endsWith(".wasm")), "it is the portal").toBe(true);
  expect(requests.some(({ url }) => url.endsWith("/api/my-apps")), "what the page asks for is part of it").toBe(true);
  expect(bytes).toBeLessThanOrEqual(mostBytesOfThePortal);
  expect(requests.length).toBeLessThanOrEqual(mostRequestsOfThePortal);
});

test("nothing is fetched to wake the form before the form is there, and then both files at once", async ({ page }) => {
  await openSignIn(page);
  const { complete, fetched } = await page.evaluate(() => ({
    complete: (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming).domInteractive,
    fetched: performance.getEntriesByType("resource").map(({ name, startTime }) => ({ name, startTime })),
  }));
  // The script of passkeys comes behind both.
  const toWake = fetched.filter(({ name }) => /\.(js|wasm)$/.test(name) && !name.endsWith("/passkey.js"));
  const begun = toWake.map(({ startTime }) => startTime);
  const ofPasskeys = fetched.filter(({ name }) => name.endsWith("/passkey.js")).map(({ startTime }) => startTime);
  expect(Math.min(...ofPasskeys, Infinity)).toBeGreaterThan(Math.max(...begun));
  expect(begun).toHaveLength(2);
  // What is loaded ahead begins with the page's first lines.
  expect(Math.min(...begun)).toBeGreaterThan(complete);
  expect(Math.abs(begun[0]! - begun[1]!), "neither waits for the other").toBeLessThan(50);
});

test("pages and their files carry the right headers", async ({ page }) => {
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await openSignIn(page);
  for (const response of responses) {
    const headers = response.headers();
    const path = new URL(response.url()).pathname;
    expect(response.status(), path).toBe(200);
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    if (!path.startsWith("/assets/")) continue;
    if (/-[0-9a-f]{8,}/.test(path)) expect(headers["cache-control"], path).toMatch(/max-age=31536000.*immutable/);
    if (/\.(wasm|js|css)$/.test(path)) expect(headers["content-encoding"], path).toBe("br");
    if (path.endsWith(".wasm")) expect(headers["content-type"]).toBe("application/wasm");
  }
  const html = responses.find((response) => new URL(response.url()).pathname === "/sign-in")!.headers();
  expect(html["cache-control"]).toMatch(/no-(cache|store)/);
  const policy = html["content-security-policy"];
  for (const part of ["default-src 'none'|default-src 'self'", "'wasm-unsafe-eval'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
    expect(policy).toMatch(new RegExp(part));
  }
  expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*/);
  expect(html["referrer-policy"]).toBeTruthy();
  expect(html["referrer-policy"]).not.toBe("no-referrer");
});

test("gzip is there for those who know no brotli", async ({ request, page }) => {
  await openSignIn(page);
  const module = await page.evaluate(
    () => performance.getEntriesByType("resource").find((entry) => entry.name.endsWith(".wasm"))!.name,
  );
  const answer = await request.get(module, { headers: { "accept-encoding": "gzip" } });
  expect(answer.headers()["content-encoding"]).toBe("gzip");
  expect(answer.headers().vary?.toLowerCase()).toContain("accept-encoding");
});

test("what operators watch answers, and unknown addresses do not pretend", async ({ request }) => {
  for (const path of ["/healthz", "/readyz", "/metrics"]) expect((await request.get(path)).status(), path).toBe(200);
  const nothing = await request.get("/api/no-such-thing");
  expect(nothing.status()).toBe(404);
  expect(await nothing.json()).toMatchObject({ code: "not_found" });
  expect((await request.get("/assets/front/no-such-file.js")).status()).toBe(404);
});

test("a form of another site is refused", async ({ request }) => {
  for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, { origin: "null" }, {}]) {
    const form = { username: "grace@globex.example", password: "x" };
    const answer = await request.post(`${place().platform}/sign-in`, { form, headers: headers as Record<string, string> });
    expect(answer.status(), JSON.stringify(headers)).toBe(403);
  }
});
