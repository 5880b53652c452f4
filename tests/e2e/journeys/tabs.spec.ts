// Tabs that are restored at once, in a browser without a cookie, and pages under another name of the server.
import type { Page, Route } from "@playwright/test";
import { barbara } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectHomeOf, openSignIn, sessionOf, ssoButton, test, username } from "./test";

const atTheIdp = (page: Page) => page.waitForURL(`${place().initechIdp}/interaction/**`);

test("two sign-ins that begin at the same moment both arrive, the later one first", async ({ page, context }) => {
  // Neither leaves before both are there, so that neither brings the cookie of the other's response.
  const waiting: Route[] = [];
  await context.route("**/api/sign-in/sso", async (route) => {
    waiting.push(route);
    if (waiting.length === 2) await Promise.all(waiting.map((waiting) => waiting.continue()));
  });
  const tabs = [page, await context.newPage()];
  for (const tab of tabs) {
    await openSignIn(tab);
    await username(tab).fill(barbara.email);
    await ssoButton(tab).click();
  }
  await Promise.all(tabs.map(atTheIdp));
  for (const tab of tabs.reverse()) {
    await tab.getByRole("button", { name: "Continue" }).click();
    await expectHomeOf(tab, barbara);
  }
  expect(await sessionOf(context)).toBe(barbara.email);
});

test("a page under another name of the server leads to the public URL", async ({ page }) => {
  const platform = new URL(place().platform);
  for (const path of ["/sign-in?return_to=%2Fprofile", "/sign-up"]) {
    await page.goto(`http://127.0.0.1:${platform.port}${path}`);
    await expect(page).toHaveURL(path);
    expect(new URL(page.url()).host).toBe(platform.host);
  }
  await page.goto(`http://127.0.0.1:${platform.port}/healthz`);
  expect(new URL(page.url()).hostname).toBe("127.0.0.1");
  await page.goto(`http://127.0.0.1:${platform.port}/`);
  await expect(page.getByRole("heading", { name: english.sign_in.title })).toBeVisible();
});
