// P2: an admin gives the company a name, a colour and a logo; its people see them at the sign-in as soon as their domain is known, on the consent page, in
// the portal and in mails, and nobody else does.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { nextMail } from "../stack/mail";
import { grace, grete } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { root } from "../stack/programs";
import {
  expect, expectAccessible, expectConsent, expectFolded, expectHomeOf, heading, noteAwakening, openSignIn, signInButton, signInThroughInitech, ssoButton, test, username,
} from "./test";

const words = english.branding;
const name = "Initech Works";
const green = "rgb(0, 107, 60)";
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const file = (path: string) => readFileSync(`${root}/public/${path}`);
const brand = (page: Page) => page.locator(".brand").first();
const mark = (page: Page) => brand(page).evaluate((element) => getComputedStyle(element, "::before").backgroundImage);
const filling = (page: Page, button: ReturnType<typeof ssoButton>) => button.evaluate((element) => getComputedStyle(element).backgroundColor);

async function setBrand(page: Page) {
  await page.goto("/control-center/company/branding");
  await expect(heading(page, words.title)).toBeVisible();
  await page.getByLabel(words.name, { exact: true }).fill(name);
  await page.getByLabel(words.colour, { exact: true }).fill("#8ecbff");
  await expect(page.getByText("has 1.7 to 1, too little to be read")).toBeVisible();
  await page.getByLabel(words.colour, { exact: true }).fill("#006b3c");
  await button(page, words.save).click();
  await expect(page.getByText(words.saved)).toBeVisible();
  const picker = page.getByLabel(words.logo_file);
  // Whatever it is called, it is an SVG.
  await picker.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: file("favicon.svg") });
  await expect(page.getByText(english.portal_errors.logo_is_svg)).toBeVisible();
  await picker.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: file("apple-touch-icon.png") });
  await expect(page.getByText(words.logo_saved)).toBeVisible();
  await expect(page.getByAltText(words.logo_alt)).toBeVisible();
  const drawn = await page.getByAltText(words.logo_alt).evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
  expect(drawn).toEqual([160, 160]);
  await expectAccessible(page, "branding");
  // The frame wears it at once.
  await expect(page.getByRole("banner").getByRole("link", { name, exact: true })).toBeVisible();
  await expect.poll(() => mark(page)).toContain("/brand/");
  await expectNarrow(page);
}

/** On a small phone nothing is wider than the screen. */
async function expectNarrow(page: Page) {
  const before = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize(before);
}

test("a company's people see its brand where the platform knows that it is they", async ({ page, browser }) => {
  test.slow();
  await openSignIn(page);
  await signInThroughInitech(page, grete);
  await expectHomeOf(page, grete);
  await setBrand(page);

  const context = await browser.newContext({ baseURL: place().platform });
  await noteAwakening(context);
  const other = await context.newPage();
  await openSignIn(other);
  await expect(brand(other)).toHaveText("Latchkey");
  await username(other).fill(grete.email);
  await expectFolded(other);
  await expect(brand(other)).toHaveText(name);
  await expect.poll(() => filling(other, ssoButton(other))).toBe(green);
  expect(await mark(other)).toContain("/brand/");
  await expectAccessible(other, "sign-in of the company");
  await expectNarrow(other);
  await username(other).fill(grace.email);
  await expect(signInButton(other)).toBeVisible();
  await expect(brand(other)).toHaveText("Latchkey");
  expect(await mark(other)).not.toContain("/brand/");

  await other.goto(place().apps.acceptance);
  await button(other, "Latchkey Account").click();
  await signInThroughInitech(other, grete);
  await expectConsent(other, "Company Expenses", "Acceptance");
  await expect(brand(other)).toHaveText(name);
  expect(await filling(other, button(other, english.consent.authorize))).toBe(green);
  await expectAccessible(other, "consent of the company");

  await other.goto("/reset-password");
  await expect(brand(other)).toHaveText("Latchkey");
  await other.getByLabel(english.onboarding.address, { exact: true }).fill(grete.email);
  await button(other, english.ask_for_link.submit).click();
  // It comes in the company's name; what tells of the company calls the platform by its own.
  const { from, text } = await nextMail(grete.email);
  expect(from).toContain(name);
  expect(text).not.toContain(name);
  expect(text).toContain("sign in to Latchkey through the account page of Initech");
  await context.close();
});
