// S9: a forgotten password, by the mail that comes.
import type { Page } from "@playwright/test";
import { mailsTo, nextMail } from "../stack/mail";
import { dorothy, edsger, evelyn, stranger } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectHomeOf, heading, openSignIn, password, sessionOf, signInButton, signInByPassword, test, username } from "./test";

const secret = "nine red kites above the mill";
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

async function ask(page: Page, address: string) {
  await page.goto("/reset-password");
  await field(page, english.onboarding.address).fill(address);
  await page.getByRole("button", { name: english.ask_for_link.submit }).click();
  await expect(heading(page, english.check_mail.title)).toBeVisible();
}

/** From the mail to the sign-in screen. */
async function choose(page: Page, address: string, chosen: string) {
  const { link } = await nextMail(address);
  expect(link).toContain(`${place().platform}/reset-password?token=`);
  await page.goto(link);
  await expect(heading(page, english.choose_password.reset_title)).toBeVisible();
  expect(page.url(), "the secret does not stay in the address").toMatch(/\/reset-password\/[^?]+$/);
  await field(page, english.choose_password.password).fill(chosen);
  await page.getByRole("button", { name: english.choose_password.reset_submit }).click();
  await expect(page.getByText(english.sign_in.password_set)).toBeVisible();
  await expect(username(page)).toHaveValue(address);
  return link;
}

test("somebody forgets the password and sets another; every session ends", async ({ page, browser, context }) => {
  const elsewhere = await browser.newContext();
  const form = { username: dorothy.email, password: dorothy.password };
  const signedIn = await elsewhere.request.post(`${place().platform}/api/sign-in/password`, {
    data: form,
    headers: { origin: place().platform },
  });
  expect(signedIn.ok()).toBe(true);
  expect(await sessionOf(elsewhere)).toBe(dorothy.email);

  await openSignIn(page);
  await page.getByRole("link", { name: english.sign_in.need_help }).click();
  await expect(heading(page, english.ask_for_link.reset_title)).toBeVisible();
  await ask(page, dorothy.email);
  const link = await choose(page, dorothy.email, secret);
  expect(await sessionOf(elsewhere), "signed out there").toBe(401);
  await elsewhere.close();

  await password(page).fill(dorothy.password!);
  await signInButton(page).click();
  await expect(page.getByText(english.errors.wrong_credentials)).toBeVisible();
  await signInByPassword(page, dorothy, secret);
  await expectHomeOf(page, dorothy);
  const notice = await nextMail(dorothy.email, 1);
  expect(notice.text).not.toContain("token=");
  expect(notice.text).not.toContain(secret);

  await context.clearCookies();
  await page.goto(link);
  await expect(heading(page, english.link_failed.title)).toBeVisible();
  await expect(page.getByText(english.link_failed.used)).toBeVisible();
  await page.getByRole("link", { name: english.link_failed.new }).click();
  await expect(heading(page, english.ask_for_link.reset_title)).toBeVisible();
});

test("of whom there is no account, or one of a company's, nobody can tell", async ({ page }) => {
  const nobody = stranger("Nemo");
  const pages = [];
  for (const { email } of [nobody, evelyn, edsger]) {
    await ask(page, email);
    pages.push((await page.locator("main").innerHTML()).replaceAll(email, "ADDRESS"));
  }
  expect(new Set(pages).size).toBe(1);
  expect((await nextMail(evelyn.email)).link).toContain("/reset-password?token=");
  const federated = await nextMail(edsger.email);
  expect(federated.text, "points at the company's own page").toContain(`${place().platform}/sign-in`);
  expect(federated.text).not.toContain("token=");
  expect(mailsTo(nobody.email)).toEqual([]);
});

test.describe("JavaScript is off", () => {
  test.use({ javaScriptEnabled: false });

  test("a new password is set all the same", async ({ page, context }) => {
    // Of the same account as above: which of its links is newest does not matter to this one.
    const before = mailsTo(evelyn.email).length;
    await ask(page, evelyn.email);
    const { link } = await nextMail(evelyn.email, before);
    await page.goto(link);
    await field(page, english.choose_password.password).fill(secret);
    await page.getByRole("button", { name: english.choose_password.reset_submit }).click();
    await expect(page.getByText(english.sign_in.password_set)).toBeVisible();
    await password(page).fill(secret);
    await signInButton(page).click();
    await expect.poll(() => sessionOf(context)).toBe(evelyn.email);
  });
});
