// The portal's pages come in chunks when they are asked for: ahead of the first page, at a link that is pointed at, anew after an
// update, and with what was typed where a chunk or the session is gone.
import type { BrowserContext, Page, Request } from "@playwright/test";
import { hazel } from "../stack/people";
import { place } from "../stack/place";
import { english } from "../stack/phrases";
import { expect, expectHomeOf, heading, requestsDuring, signInByPassword, test } from "./test";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const inNavigation = (page: Page, name: string) => page.getByRole("navigation").getByRole("link", { name, exact: true });
const appName = (page: Page) => page.getByLabel(english.app_settings.app_name);
const isDocument = (request: Request) => request.isNavigationRequest();
const isChunk = (request: Request) => /\/assets\/portal\/(chunk|split)_.*\.wasm$/.test(request.url());

/** A new session, without the sign-in screen. */
async function signIn(context: BrowserContext) {
  const data = { username: hazel.email, password: hazel.password };
  const answer = await context.request.post("/api/sign-in/password", { headers: { origin: place().platform }, data });
  expect(answer.status(), await answer.text()).toBe(200);
}

const endSession = (context: BrowserContext) =>
  context.request.delete("/api/session", { headers: { origin: place().platform } });

/** As after an update: the page's own chunk is gone under its old name, for this many requests. */
async function loseChunk(context: BrowserContext, page: string, times: number) {
  await context.route(new RegExp(`/split_+${page}_route_`), (route) => route.fulfill({ status: 404 }), { times });
}

const landings: Record<string, string> = {
  "/": english.my_apps.title,
  "/profile": english.profile.title,
  "/profile/security": english.profile.nav_security,
  "/profile/apps": english.profile.nav_apps,
  "/profile/two-step": english.two_step.title,
  "/profile/tokens": english.tokens.title,
  "/profile/preferences": english.profile.nav_preferences,
  "/control-center/apps": english.managed_apps.title,
  "/control-center/people/members": english.members.title,
  "/apps/new": english.app_settings.new_app_title,
};

test("what a landing page needs is asked for by the entry page, each chunk once and few in all", async ({ page, context }) => {
  await signIn(context);
  for (const [path, title] of Object.entries(landings)) {
    await page.goto(path);
    await expect(heading(page, title)).toBeVisible();
    const entries = await page.evaluate(() =>
      performance.getEntriesByType("resource").map((entry) => entry as PerformanceResourceTiming)
        .filter(({ name }) => /\/(chunk|split)_.*\.wasm$/.test(name))
        .map(({ name, initiatorType }) => ({ name, initiatorType })),
    );
    expect(entries.length, path).toBeGreaterThan(0);
    expect(entries.filter(({ initiatorType }) => initiatorType !== "link"), `${path}: asked for late`).toEqual([]);
    expect(new Set(entries.map(({ name }) => name)).size, path).toBe(entries.length);
  }
});

for (const way of ["points at", "moves the focus to"] as const) {
  test(`the page of a link comes as soon as somebody ${way} it`, async ({ page, context }) => {
    await signIn(context);
    await page.goto("/profile");
    await expect(heading(page, english.profile.title)).toBeVisible();
    const link = inNavigation(page, english.profile.nav_security);
    const ahead = context.waitForEvent("requestfinished", (request) => /split_+security_route_/.test(request.url()));
    await (way === "points at" ? link.hover() : link.focus());
    await ahead;
    await expect(page, "nobody is sent anywhere").toHaveURL("/profile");
    const later = await requestsDuring(context, async () => {
      await (way === "points at" ? link.click() : link.press("Enter"));
      await expect(heading(page, english.profile.nav_security)).toBeVisible();
    });
    expect(later.filter(isChunk).map((request) => request.url())).toEqual([]);
  });
}

test("Back and Forward go through pages that came one after the other, without loading the portal anew", async ({ page, context }) => {
  await signIn(context);
  await page.goto("/");
  await expectHomeOf(page, hazel);
  const requests = await requestsDuring(context, async () => {
    await page.getByRole("link", { name: english.portal.control_center, exact: true }).first().click();
    await expect(heading(page, english.managed_apps.title)).toBeVisible();
    await inNavigation(page, english.members.title).click();
    await expect(heading(page, english.members.title)).toBeVisible();
    await page.goBack();
    await expect(heading(page, english.managed_apps.title)).toBeVisible();
    await expect(page).toHaveURL("/control-center/apps");
    await page.goBack();
    await expectHomeOf(page, hazel);
    await page.goForward();
    await page.goForward();
    await expect(heading(page, english.members.title)).toBeVisible();
    await expect(page).toHaveURL("/control-center/people/members");
  });
  expect(requests.filter(isDocument).map((request) => request.url())).toEqual([]);
  const chunks = requests.filter(isChunk).map((request) => request.url());
  expect(new Set(chunks).size, "each chunk comes once").toBe(chunks.length);
});

test("a chunk that is gone after an update loads the page once, where it was wanted, and keeps what was typed", async ({ page, context, watch }) => {
  // The loader says which chunk it was.
  watch.tolerate(/WebAssembly|HTTP status code is not ok/);
  await signIn(context);
  await page.goto("/apps/new");
  await appName(page).fill("Carpool");
  await loseChunk(context, "members", 1);
  const requests = await requestsDuring(context, async () => {
    await inNavigation(page, english.members.title).click();
    await expect(heading(page, english.members.title)).toBeVisible();
  });
  await expect(page).toHaveURL("/control-center/people/members");
  const documents = requests.filter(isDocument).map((request) => new URL(request.url()).pathname);
  expect(documents).toEqual(["/control-center/people/members"]);
  await page.goto("/apps/new");
  await expect(appName(page)).toHaveValue("Carpool");
  await expect(page.getByText(english.portal.restored)).toBeVisible();
});

test("a chunk that is gone again is told of, with what to do next", async ({ page, context, watch }) => {
  watch.tolerate(/WebAssembly|HTTP status code is not ok|preload/);
  await signIn(context);
  await page.goto("/control-center/apps");
  await expect(heading(page, english.managed_apps.title)).toBeVisible();
  await loseChunk(context, "members", Number.MAX_SAFE_INTEGER);
  const requests = await requestsDuring(context, async () => {
    await inNavigation(page, english.members.title).click();
    await expect(page.getByRole("alert").filter({ hasText: english.portal_fallback.failed })).toBeVisible();
  });
  expect(requests.filter(isDocument)).toHaveLength(1);
  await context.unrouteAll();
  await button(page, english.portal_fallback.reload).click();
  await expect(heading(page, english.members.title)).toBeVisible();
});

test("whoever points at a link whose chunk is gone stays where they are, and the next page comes anew", async ({ page, context, watch }) => {
  watch.tolerate(/WebAssembly|HTTP status code is not ok/);
  await signIn(context);
  await page.goto("/control-center/apps");
  await expect(heading(page, english.managed_apps.title)).toBeVisible();
  await loseChunk(context, "members", 1);
  const whilePointing = await requestsDuring(context, async () => {
    const gone = context.waitForEvent("response", (response) => /split_+members_route_/.test(response.url()));
    await inNavigation(page, english.members.title).hover();
    await gone;
    // What is here goes on working.
    await page.getByRole("searchbox").fill("garage");
    await expect(page).toHaveURL(/search=garage/);
  });
  expect(whilePointing.filter(isDocument)).toEqual([]);
  // By then it is known that this build is out of date: the page that is asked for next is loaded from the one that there is.
  const requests = await requestsDuring(context, async () => {
    await page.getByRole("link", { name: english.managed_apps.new_app }).click();
    await expect(heading(page, english.app_settings.new_app_title)).toBeVisible();
  });
  await expect(page).toHaveURL("/apps/new");
  expect(requests.filter(isDocument)).toHaveLength(1);
});

test("a session that ended meanwhile costs nothing of what was typed", async ({ page, context }) => {
  await signIn(context);
  await page.goto("/apps/new");
  await appName(page).fill("Bicycle pool");
  await endSession(context);
  await button(page, english.app_settings.create_app).click();
  await expect(heading(page, english.sign_in.title)).toBeVisible();
  await signInByPassword(page, hazel);
  await expect(page).toHaveURL("/apps/new");
  await expect(appName(page)).toHaveValue("Bicycle pool");
  await expect(page.getByText(english.portal.restored)).toBeVisible();
});
