// Behind TLS, as in production: the session cookie has the `__Host-` prefix, and browsers are told to stay on https.
import { accountsOfGlobex, newcomer } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, heading, openSignIn, sessionOf, signInByPassword, signInThroughInitech, test } from "./test";

test.use({ ignoreHTTPSErrors: true, baseURL: async ({}, use) => use(place().tlsPlatform) });

test("by password: the cookie is bound to the host, hidden from scripts, and secure", async ({ page, context }) => {
  const grace = accountsOfGlobex[0];
  await openSignIn(page);
  await signInByPassword(page, grace);
  await expect(page).toHaveURL("/");
  expect(await sessionOf(context, place().tlsPlatform)).toBe(grace.email);
  const cookies = (await context.cookies()).filter((cookie) => cookie.name.startsWith("__Host-"));
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/", domain: "localhost" });
  }
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

test("through the identity provider and into a new account", async ({ page, context }) => {
  const tallulah = newcomer("Tallulah");
  await openSignIn(page);
  await signInThroughInitech(page, tallulah);
  await expect(heading(page, english.onboarding.title)).toBeVisible();
  await page.getByRole("button", { name: english.onboarding.submit }).click();
  await expect(page).toHaveURL("/");
  expect(await sessionOf(context, place().tlsPlatform)).toBe(tallulah.email);
});

test("browsers are told to stay on https, here and not on plain http", async ({ request, page }) => {
  const tls = await request.get(`${place().tlsPlatform}/sign-in`, { headers: { accept: "text/html" } });
  expect(tls.headers()["strict-transport-security"]).toMatch(/max-age=\d{7,}/);
  const plain = await page.request.get(`${place().platform}/sign-in`);
  expect(plain.headers()["strict-transport-security"]).toBeUndefined();
});
