// S12: two accounts behind one identity, that of an administrator beside the usual one: attached by an admin, agreed to by mail, chosen at sign-in (without
// script as well), and detached, which ends what came that way.
import type { Browser, Page } from "@playwright/test";
import { cecilia, sophie, sophieAdmin } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { nextMail } from "../stack/mail";
import { place } from "../stack/place";
import {
  expect, expectAccessible, expectHomeOf, heading, noteAwakening, openSignIn, sessionOf, signInThroughInitech, test, username,
} from "./test";

const words = english.second_accounts;
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog");

async function anotherBrowser(browser: Browser, javaScriptEnabled = true) {
  const context = await browser.newContext({ baseURL: place().platform, javaScriptEnabled });
  if (javaScriptEnabled) await noteAwakening(context);
  return { context, page: await context.newPage() };
}

async function fillIn(page: Page) {
  await dialog(page).getByLabel(words.member_address).fill(sophie.email);
  await dialog(page).getByLabel(words.account_address).fill(sophieAdmin.email);
  await button(page, words.ask).click();
}

/** Cecilia, whose sign-in was not asked for anew, signs in again on the way. */
async function attach(page: Page) {
  await openSignIn(page, "?return_to=/control-center/people/second-accounts");
  await signInThroughInitech(page, cecilia);
  await expect(heading(page, words.title)).toBeVisible();
  await expectAccessible(page, "second accounts");
  await button(page, words.attach).first().click();
  await expectAccessible(page, "attach a second account");
  await fillIn(page);
  const again = button(page, english.sso_activation.sign_in_again);
  const asked = page.getByText(filled(words.asked, { account: sophieAdmin.email }));
  await expect(again.or(asked)).toBeVisible();
  if (await again.isVisible()) {
    await again.click();
    await signInThroughInitech(page, cecilia);
    await expect(heading(page, words.title)).toBeVisible();
    await button(page, words.attach).first().click();
    await fillIn(page);
    await expect(asked).toBeVisible();
  }
  await expect(page.getByRole("row").filter({ hasText: sophieAdmin.email })).toContainText(words.waiting);
}

test("an identity opens two accounts, and its person chooses", async ({ page, context, browser }) => {
  test.slow();
  await openSignIn(page);
  await signInThroughInitech(page, sophie);
  await expectHomeOf(page, sophie);
  const admin = await anotherBrowser(browser);
  await attach(admin.page);

  const { link } = await nextMail(sophieAdmin.email);
  await page.goto(link);
  await expect(heading(page, english.second_account.title)).toBeVisible();
  await expectAccessible(page, "the question of the mail");
  await expect(page.getByText(cecilia.email)).toBeVisible();
  const agree = button(page, english.second_account.agree);
  if (!(await agree.isVisible())) {
    await button(page, english.second_account.sign_in).click();
    await signInThroughInitech(page, sophie);
    await expect(heading(page, english.second_account.title)).toBeVisible();
  }
  await agree.click();
  await expect(heading(page, english.second_account.done_title)).toBeVisible();
  await expectAccessible(page, "agreed");

  const plain = await anotherBrowser(browser, false);
  await plain.page.goto("/sign-in");
  await username(plain.page).fill(sophieAdmin.email);
  await plain.page.locator("form button[type=submit]").click();
  await plain.page.waitForURL(`${place().initechIdp}/interaction/**`);
  // The identity provider knows one person, whatever was typed here.
  await plain.page.locator("input[name=login]").fill(sophie.email);
  await plain.page.getByRole("button", { name: "Continue" }).click();
  await expect(heading(plain.page, english.choose_account.title)).toBeVisible();
  expect(await sessionOf(plain.context), "nobody enters unasked").toBe(401);
  await expect(plain.page.getByLabel(sophieAdmin.email)).toBeChecked();
  await plain.page.getByRole("button", { name: english.choose_account.submit }).click();
  await expect.poll(() => sessionOf(plain.context)).toBe(sophieAdmin.email);

  const again = await anotherBrowser(browser);
  await openSignIn(again.page);
  await signInThroughInitech(again.page, sophie);
  await expect(heading(again.page, english.choose_account.title)).toBeVisible();
  await expectAccessible(again.page, "which account");
  await expect(again.page.getByLabel(sophie.email, { exact: true })).toBeChecked();
  await again.page.getByRole("button", { name: english.choose_account.submit }).click();
  await expectHomeOf(again.page, sophie);

  const row = admin.page.getByRole("row").filter({ hasText: sophieAdmin.email });
  await admin.page.reload();
  await expect(row).toContainText(words.agreed);
  await row.getByRole("button").click();
  await expect(dialog(admin.page)).toContainText(filled(words.detach_text, { member: sophie.email, account: sophieAdmin.email }));
  await dialog(admin.page).getByRole("button", { name: words.detach, exact: true }).click();
  await expect(row).toHaveCount(0);
  await expect.poll(() => sessionOf(plain.context)).toBe(401);
  expect(await sessionOf(again.context), "the first account goes on").toBe(sophie.email);
  await Promise.all([admin, plain, again].map(({ context }) => context.close()));
  expect(await sessionOf(context)).not.toBe(sophieAdmin.email);
});
