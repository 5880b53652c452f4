// Each language from the sign-in screen into the portal, in a browser that asks for it: its words, one file of phrases, and room for them.
import { phrasesOf } from "../stack/phrases";
import { expect, expectAccessible, expectHomeOf, heading, noteAwakening, signInByPassword, test } from "./test";
import { annie, grace } from "../stack/people";
import { place } from "../stack/place";

const languages: [string, string][] = [
  ["de", "de-AT"],
  ["fr", "fr-CA"],
  ["es", "es-MX"],
  ["nl", "nl-NL"],
  ["ja", "ja-JP"],
];

for (const [language, locale] of languages) {
  test(`${locale} is spoken from the sign-in screen to the portal`, async ({ browser }) => {
    const phrases = phrasesOf(language);
    const context = await browser.newContext({ locale, baseURL: place().platform, viewport: { width: 360, height: 780 } });
    await noteAwakening(context);
    const page = await context.newPage();
    const files: string[] = [];
    page.on("request", (request) => files.push(new URL(request.url()).pathname));

    await page.goto("/sign-in");
    await page.waitForFunction(() => "isAwake" in window);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(heading(page, phrases.sign_in.title)).toBeVisible();
    // What only the program says, once it is awake.
    await page.getByRole("button", { name: phrases.sign_in.submit, exact: true }).click();
    await expect(page.getByText(phrases.errors.username_missing)).toBeVisible();
    await expectAccessible(page, `/sign-in in ${language}`);
    await page.screenshot({ path: `../../target/screenshots/languages/sign-in.${language}.png`, fullPage: true });

    await page.getByLabel(phrases.sign_in.username, { exact: true }).fill(grace.email);
    await page.locator("input[type=password]").fill(grace.password!);
    await page.getByRole("button", { name: phrases.sign_in.submit, exact: true }).click();
    await page.waitForURL("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.goto("/profile/preferences");
    await expect(heading(page, phrases.profile.nav_preferences)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing is wider than the screen").toBeLessThanOrEqual(360);
    await expectAccessible(page, `/profile/preferences in ${language}`);
    await page.screenshot({ path: `../../target/screenshots/languages/preferences.${language}.png`, fullPage: true });
    const loaded = new Set(files.filter((path) => path.includes("/phrases-")));
    expect([...loaded].map((path) => path.split("/phrases-")[1]!.split("-")[0])).toEqual([language]);
    await context.close();
  });
}

test("another language is spoken at once, and its phrases come only then", async ({ page }) => {
  const german = phrasesOf("de");
  const english = phrasesOf("en");
  await page.goto("/sign-in");
  await page.waitForFunction(() => "isAwake" in window);
  await signInByPassword(page, annie);
  await expectHomeOf(page, annie);
  await page.goto("/profile/preferences");
  const files: string[] = [];
  page.on("request", (request) => files.push(new URL(request.url()).pathname));
  await page.getByRole("combobox", { name: english.profile.language }).selectOption("de");
  await expect(heading(page, german.profile.nav_preferences)).toBeVisible();
  expect(files.filter((path) => path.includes("/phrases-de-"))).toHaveLength(1);
  await page.getByRole("combobox", { name: german.profile.language }).selectOption("");
  await expect(heading(page, english.profile.nav_preferences)).toBeVisible();
});
