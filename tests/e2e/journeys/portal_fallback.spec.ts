// The portal's WebAssembly does not come: the page says what happened, and offers to reload and to sign out. A late arrival still counts.
import type { BrowserContext, Page } from "@playwright/test";
import { mary } from "../stack/people";
import { english } from "../stack/phrases";
import { expect, expectAccessible, expectHomeOf, heading, openSignIn, sessionOf, signInByPassword, test } from "./test";

const words = english.portal_fallback;
const portalFile = (extension: string) => new RegExp(`/assets/portal/.*\\.${extension}$`);

/** Signed in, before anything is blocked. */
async function signedIn(page: Page) {
  await openSignIn(page);
  await signInByPassword(page, mary);
  await expectHomeOf(page, mary);
}

/** What fails is told of at once; what does not come, after ten seconds. */
async function expectFallback(page: Page, text: string, within = 8_000) {
  await expect(heading(page, words.title)).toBeVisible({ timeout: within });
  await expect(page.getByText(text)).toBeVisible();
  await expect(page.locator(".progress")).toHaveCount(0);
  await expect(page.getByRole("button", { name: words.reload })).toBeVisible();
}

const neverComes = "the module never comes";

const ways: [string, string, (context: BrowserContext) => Promise<unknown>][] = [
  ["the module is cut off", words.failed, (context) => context.route(portalFile("wasm"), (route) => route.abort())],
  ["the module is gone", words.failed, (context) => context.route(portalFile("wasm"), (route) => route.fulfill({ status: 404 }))],
  [
    "a proxy's page comes instead of the module",
    words.failed,
    (context) =>
      context.route(portalFile("wasm"), (route) => route.fulfill({ body: "<html>Blocked</html>", contentType: "text/html" })),
  ],
  ["the script is cut off", words.failed, (context) => context.route(portalFile("js"), (route) => route.abort())],
  ["the script is gone", words.failed, (context) => context.route(portalFile("js"), (route) => route.fulfill({ status: 404 }))],
  [neverComes, words.failed, (context) => context.route(portalFile("wasm"), () => {})],
  [
    "WebAssembly is forbidden",
    words.forbidden,
    (context) => context.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly")),
  ],
];

for (const [how, text, block] of ways) {
  test(how, async ({ page, context, watch }) => {
    watch.tolerate(/./);
    await signedIn(page);
    await block(context);
    await page.goto("/profile");
    await expectFallback(page, text, how === neverComes ? 15_000 : undefined);
    await expectAccessible(page, how);
    await page.getByRole("button", { name: english.portal.sign_out }).click();
    await expect(heading(page, english.signed_out.title)).toBeVisible();
    expect(await sessionOf(context)).toBe(401);
  });
}

test("Reload tries again", async ({ page, context, watch }) => {
  watch.tolerate(/./);
  await signedIn(page);
  await context.route(portalFile("wasm"), (route) => route.abort());
  await page.goto("/");
  await expectFallback(page, words.failed);
  await context.unroute(portalFile("wasm"));
  await page.getByRole("button", { name: words.reload }).click();
  await expectHomeOf(page, mary);
});

test("a module that comes late takes the place of it all", async ({ page, context, watch }) => {
  watch.tolerate(/./);
  await signedIn(page);
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await context.route(portalFile("wasm"), async (route) => {
    await late;
    await route.continue();
  });
  await page.goto("/");
  await expectFallback(page, words.failed, 15_000);
  arrive();
  await expectHomeOf(page, mary);
  await expect(page.getByText(words.title)).toHaveCount(0);
});

test.describe("JavaScript is off", () => {
  test.use({ javaScriptEnabled: false });
  test("the page says so and signs out", async ({ page, context }) => {
    await page.goto("/sign-in?return_to=/profile");
    await signInByPassword(page, mary);
    await expect(page).toHaveURL("/profile");
    await expect(heading(page, words.title)).toBeVisible();
    // Text selectors leave out what stands in a noscript.
    expect(await page.content()).toContain(words.no_script);
    await page.getByRole("button", { name: english.portal.sign_out }).click();
    await expect(heading(page, english.signed_out.title)).toBeVisible();
    expect(await sessionOf(context)).toBe(401);
  });
});
