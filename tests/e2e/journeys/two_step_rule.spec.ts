// S14: a company requires a second step. Whoever has none adds one on the way and gets to the app that waits, by an authenticator app or by a passkey;
// whoever has one shows it; the admin is asked like everybody else, and nobody is locked out.
import type { BrowserContext, Page } from "@playwright/test";
import { leon, pris, rachel, zhora, type Person } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { authenticator } from "./authenticator";
import {
  authorizeButton, expect, expectAccessible, expectConsent, expectHomeOf, heading, noteAwakening, openSignIn, sessionOf, signInByPassword, signOut, test,
} from "./test";
import { totp } from "./totp";

const [words, rule, step] = [english.two_step, english.second_factor_rule, english.second_step];
const phone = { width: 360, height: 740 };

/** The key that the page of an enrolment shows. */
async function keyOn(page: Page): Promise<string> {
  await expect(heading(page, step.enrol_title)).toBeVisible();
  const key = await page.locator("code").first().innerText();
  expect(key).toMatch(/^[A-Z2-7]{32}$/);
  return key;
}

/** The ten recovery codes, this once, and on. */
async function keepCodes(page: Page) {
  await expect(heading(page, words.made_title)).toBeVisible();
  await expect(page.getByRole("listitem")).toHaveCount(10);
  await expectAccessible(page, "recovery codes in a sign-in");
  await page.getByRole("link", { name: step.go_on }).click();
}

async function expectNarrow(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width);
}

/** Signs in by the keyboard alone, with a code. */
async function signInByKeys(page: Page, person: Person, code: string) {
  await openSignIn(page);
  await page.getByLabel(english.sign_in.username, { exact: true }).focus();
  await page.keyboard.type(person.email);
  await page.keyboard.press("Enter");
  const field = page.locator("input[type=password]");
  if (!(await field.evaluate((input) => input === document.activeElement))) await field.focus();
  await page.keyboard.type(person.password!);
  await page.keyboard.press("Enter");
  await expect(heading(page, step.title)).toBeVisible();
  // The field of the code has the focus.
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
}

async function fresh(context: BrowserContext): Promise<Page> {
  await noteAwakening(context);
  return context.newPage();
}

test("a company requires a second step, and each of its people gets on", async ({ page, browser, context }) => {
  test.slow();
  // Pris has one already.
  const hers = await browser.newContext({ baseURL: place().platform });
  const early = await fresh(hers);
  await openSignIn(early);
  await signInByPassword(early, pris);
  await expectHomeOf(early, pris);
  await early.goto("/profile/two-step");
  await early.getByRole("button", { name: words.add, exact: false }).first().click();
  const adding = early.getByRole("dialog", { name: words.add_title });
  const herKey = (await adding.locator(".two-step-key").innerText()).replaceAll(" ", "");
  await adding.getByLabel(words.code, { exact: true }).fill(totp(herKey, -1));
  await adding.getByRole("button", { name: words.confirm }).click();
  await early.getByRole("dialog", { name: words.made_title }).getByRole("button", { name: words.kept }).click();
  await hers.close();

  // Rachel has none herself, and says that everybody needs one from a day on that has come.
  await openSignIn(page);
  await signInByPassword(page, rachel);
  await expectHomeOf(page, rachel);
  await page.goto("/control-center/security/two-step");
  const remembers = page.getByRole("checkbox", { name: rule.remember });
  await expect(remembers).toBeChecked();
  await page.getByRole("radio", { name: rule.required }).check();
  await expect(remembers).not.toBeChecked();
  await page.getByLabel(rule.day, { exact: true }).fill("2026-01-01");
  await expectAccessible(page, "the rule");
  await page.getByRole("button", { name: rule.save }).click();
  await expect(page.getByText(rule.saved)).toBeVisible();
  await page.getByRole("button", { name: rule.remind }).click();
  await expect(page.getByText(rule.reminded)).toBeVisible();
  await expectAccessible(page, "reminders");

  // Leon, on a phone, on the way to the sample app.
  const small = await browser.newContext({ baseURL: place().platform, viewport: phone });
  const leons = await fresh(small);
  const acceptance = place().apps.acceptance;
  await leons.goto(`${acceptance}/expenses/1003`);
  await leons.getByRole("button", { name: "Latchkey Account", exact: true }).click();
  await signInByPassword(leons, leon);
  const key = await keyOn(leons);
  await expectAccessible(leons, "a second step is added in a sign-in");
  await expectNarrow(leons);
  expect(await sessionOf(small)).toBe(401);
  await leons.getByLabel(step.code, { exact: true }).fill("000000");
  await leons.getByRole("button", { name: step.enrol_submit }).click();
  await expect(leons.getByRole("alert").filter({ hasText: step.wrong })).toBeVisible();
  await leons.getByLabel(step.code, { exact: true }).fill(totp(key, -1));
  await leons.getByRole("button", { name: step.enrol_submit }).click();
  await keepCodes(leons);
  await expectConsent(leons, "Company Expenses", "Acceptance");
  await authorizeButton(leons).click();
  await expect(leons).toHaveURL(`${acceptance}/expenses/1003`);
  await small.close();

  // Zhora has the browser make a passkey, and signs in by it alone from then on.
  const device = await browser.newContext({ baseURL: place().platform, viewport: phone });
  const zhoras = await fresh(device);
  const authentic = await authenticator(zhoras);
  await authentic.present(false);
  await openSignIn(zhoras);
  await signInByPassword(zhoras, zhora);
  await keyOn(zhoras);
  await expectAccessible(zhoras, "a passkey is added in a sign-in");
  await expectNarrow(zhoras);
  await authentic.present(true);
  await zhoras.getByRole("button", { name: step.enrol_passkey }).click();
  await keepCodes(zhoras);
  await expectHomeOf(zhoras, zhora);
  expect(await authentic.count()).toBe(1);
  await device.clearCookies();
  await zhoras.goto("/sign-in");
  await expectHomeOf(zhoras, zhora);
  await device.close();

  // Pris, by the keyboard alone, shows hers.
  const keyboard = await browser.newContext({ baseURL: place().platform });
  const keys = await fresh(keyboard);
  await signInByKeys(keys, pris, totp(herKey));
  await expectHomeOf(keys, pris);
  await keyboard.close();

  // Whoever requires it is asked as well, and gets in.
  await signOut(page);
  await expect(heading(page, english.signed_out.title)).toBeVisible();
  await expect.poll(() => sessionOf(context)).toBe(401);
  await openSignIn(page);
  await signInByPassword(page, rachel);
  const own = await keyOn(page);
  await page.getByLabel(step.code, { exact: true }).fill(totp(own));
  await page.getByRole("button", { name: step.enrol_submit }).click();
  await keepCodes(page);
  await expectHomeOf(page, rachel);
});
