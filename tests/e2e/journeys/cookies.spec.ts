// A browser that blocks cookies, as its settings do it: whoever tries to sign in is told what to allow.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as browserType, type BrowserContext } from "@playwright/test";
import { browserArguments, chromium } from "../stack/chromium";
import { grace, newcomer } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, heading, signInByPassword, test, username } from "./test";

/** Chromium's setting "block all cookies". */
const blockAll = { profile: { default_content_setting_values: { cookies: 2 } } };

async function whereCookiesAreBlocked(javaScriptEnabled: boolean, journey: (context: BrowserContext) => Promise<void>) {
  const profile = mkdtempSync(join(tmpdir(), "latchkey-blocked-"));
  mkdirSync(join(profile, "Default"));
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(blockAll));
  const context = await browserType.launchPersistentContext(profile, {
    executablePath: chromium(),
    args: browserArguments,
    baseURL: place().platform,
    locale: "en-GB",
    javaScriptEnabled,
  });
  try {
    await journey(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true });
  }
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with script" : "without script";

  test(`by password, ${how}`, () =>
    whereCookiesAreBlocked(javaScriptEnabled, async (context) => {
      const page = await context.newPage();
      await page.goto("/sign-in");
      await signInByPassword(page, grace);
      await expect(heading(page, english.cookies_needed.title)).toBeVisible();
      await page.getByRole("link", { name: english.cookies_needed.try_again }).click();
      await expect(username(page)).toBeVisible();
    }));

  test(`through the identity provider, ${how}`, () =>
    whereCookiesAreBlocked(javaScriptEnabled, async (context) => {
      const page = await context.newPage();
      // The identity provider needs cookies, too: its answer is what comes back without any.
      await page.goto("/sso/callback/initech?code=a&state=b");
      await expect(heading(page, english.cookies_needed.title)).toBeVisible();
    }));
}

test("where cookies work, another browser's sign-in is told apart", async ({ page }) => {
  await page.goto("/sign-in");
  await username(page).fill(newcomer("Elsewhere").email);
  // The first answer that nobody here asked for begins a sign-in anew; the next one within a minute is told apart.
  await page.goto("/sso/callback/initech?code=a&state=b");
  await page.goto("/sso/callback/initech?code=a&state=b");
  await expect(page.getByText(english.sso_failed.unknown_attempt)).toBeVisible();
});
