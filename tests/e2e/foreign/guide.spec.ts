// The programs of the guide "Connect your app", as they stand there, with the platform behind them, in a browser.
import type { Page } from "@playwright/test";
import { languages, type Language } from "../stack/apps";
import { mildred } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { authorizeButton, expect, expectConsent, heading, sessionOf, signInByPassword, test } from "../journeys/test";

/** Where people have to click, and what they see, differs: latchkey-app starts by itself and asks before signing out. */
const ways: Record<Language, { begin: (page: Page) => Promise<void>; signOut: (page: Page) => Promise<void>; out: string }> = {
  rust: {
    begin: async () => {},
    signOut: async (page) => {
      await page.getByRole("link", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "Sign out of Latchkey too" }).click();
    },
    out: "You are signed out",
  },
  javascript: { begin: byLink, signOut: byButton, out: "Hello" },
  python: { begin: byLink, signOut: byButton, out: "Hello" },
};

const byLinkName = "Latchkey Account";
async function byLink(page: Page) {
  await page.getByRole("link", { name: byLinkName }).click();
}
async function byButton(page: Page) {
  await page.getByRole("button", { name: "Sign out" }).click();
}

for (const language of languages) {
  test(`the guide's app in ${language} signs in, takes no for an answer, and signs out`, async ({ page, context }) => {
    const { begin, signOut, out } = ways[language];
    const app = `${place().apps.guide[language]}/`;

    await page.goto(app);
    await begin(page);
    await expect(page.getByText(filled(english.sign_in.purpose, { app: "Guide", environment: language }))).toBeVisible();
    await signInByPassword(page, mildred);
    await expectConsent(page, "Guide", language);
    await expect(page.getByText("Mildred Keller, Globex")).toBeVisible();
    await page.getByRole("button", { name: english.consent.cancel }).click();
    await expect(heading(page, "You did not sign in")).toBeVisible();

    await page.goto(app);
    await begin(page);
    await expectConsent(page, "Guide", language);
    await authorizeButton(page).click();
    await expect(page).toHaveURL(app);
    await expect(heading(page, "Hello Mildred Keller")).toBeVisible();
    await expect(page.getByText(/^Roles: (User, Administrator|Administrator, User)$/)).toBeVisible();

    await signOut(page);
    await expect(heading(page, out)).toBeVisible();
    expect(new URL(page.url()).origin).toBe(new URL(app).origin);
    expect(await sessionOf(context), "the platform's session is over").toBe(401);

    // What was agreed to is remembered.
    await page.goto(language === "rust" ? `${app}openid/login` : app);
    await begin(page);
    await signInByPassword(page, mildred);
    await expect(heading(page, "Hello Mildred Keller")).toBeVisible();
  });
}
