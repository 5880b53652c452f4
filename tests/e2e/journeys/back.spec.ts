// What the browser keeps for its Back button (back/forward cache, which Playwright switches off unless told): after signing out it shows nothing
// of the person, in whatever tab.
import type { Page } from "@playwright/test";
import { browserArguments, chromium } from "../stack/chromium";
import { annie, frances } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectHomeOf, heading, openSignIn, signInByPassword, signOut, test, username } from "./test";

test.use({
  launchOptions: {
    executablePath: chromium(),
    args: browserArguments,
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  },
});

/** Nothing of Annie is on the page, nor would be in a picture of it. */
async function expectNobody(page: Page) {
  await expect(username(page)).toBeVisible();
  await expect(page.getByText(annie.lastName)).toHaveCount(0);
  expect(await page.content()).not.toContain(annie.email);
}

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]) {
  test.describe(`${viewport.width} wide`, () => {
    test.use({ viewport });

    test("Back after signing out leads to sign-in", async ({ page }) => {
      await openSignIn(page);
      await signInByPassword(page, annie);
      await expectHomeOf(page, annie);
      await page.goto("/profile");
      await expect(heading(page, english.profile.title)).toBeVisible();
      await signOut(page);
      await expect(heading(page, english.signed_out.title)).toBeVisible();
      await page.goBack();
      await expectNobody(page);
    });
  });
}

test("a page put away in one tab is asked for again after a sign-out in another", async ({ page, context }) => {
  await openSignIn(page);
  await signInByPassword(page, annie);
  await expectHomeOf(page, annie);
  await page.goto(`${place().initechIdp}/.well-known/openid-configuration`);
  const other = await context.newPage();
  await other.goto("/");
  await signOut(other);
  await expect(heading(other, english.signed_out.title)).toBeVisible();
  await page.goBack();
  await expectNobody(page);
});

/** Takes `no-store` out of all that the portal is given, as if the browser did not heed it, and notes in `sessionStorage` a page that came back. */
async function keepAllPages(page: Page) {
  await page.route(`${place().platform}/**`, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    const { "cache-control": _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await page.addInitScript(() =>
    addEventListener("pageshow", ({ persisted }) => persisted && sessionStorage.setItem("came-back", "yes")),
  );
}

// Some browsers (Safari) keep pages that say `no-store`, and keep them when cookies change.
test("a portal that a browser kept all the same is asked for again", async ({ page, context }) => {
  await keepAllPages(page);
  await openSignIn(page);
  await signInByPassword(page, annie);
  await expectHomeOf(page, annie);
  await page.goto(`${place().initechIdp}/.well-known/openid-configuration`);
  await context.request.delete(`${place().platform}/api/session`, { headers: { origin: place().platform } });
  await page.goBack({ waitUntil: "commit" });
  await expectNobody(page);
  expect(await page.evaluate(() => sessionStorage.getItem("came-back"))).toBe("yes");
});

test("Back to the sign-in screen does not show who signed in there", async ({ page }) => {
  await openSignIn(page);
  await username(page).fill(frances.email);
  await page.goto("/signed-out");
  await page.goBack();
  await expect(username(page)).toBeVisible();
  await expect(username(page)).toHaveValue("");
});
