// S9: getting an account with nothing but an address, by the mail that comes.
import type { Page } from "@playwright/test";
import { mailsTo, nextMail } from "../stack/mail";
import { barbara, katherine, stranger, type Person } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectHomeOf, heading, openSignIn, sessionOf, signInByPassword, signOut, test } from "./test";

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const create = (page: Page) => page.getByRole("button", { name: english.choose_password.sign_up_submit });

async function ask(page: Page, address: string) {
  await page.goto("/sign-up");
  await field(page, english.onboarding.address).fill(address);
  await page.getByRole("button", { name: english.ask_for_link.submit }).click();
  await expect(heading(page, english.check_mail.title)).toBeVisible();
}

/** From the mail to the platform's start page. */
async function accept(page: Page, person: Person) {
  const mail = await nextMail(person.email);
  expect(mail.link).toContain(`${place().platform}/sign-up?token=`);
  await page.goto(mail.link);
  await expect(heading(page, english.choose_password.sign_up_title)).toBeVisible();
  expect(page.url(), "the secret does not stay in the address").toMatch(/\/sign-up\/[^?]+$/);
  await expect(field(page, english.onboarding.address)).toHaveValue(person.email);
  await field(page, english.onboarding.first_name).fill(person.firstName);
  await field(page, english.onboarding.last_name).fill(person.lastName);
  await field(page, english.choose_password.password).fill("passwordpassword");
  await create(page).click();
  await expect(page.getByText(english.errors.password_guessable)).toBeVisible();
  await expect(field(page, english.onboarding.first_name)).toHaveValue(person.firstName);
  await field(page, english.choose_password.password).fill(person.password!);
  await create(page).click();
}

test("somebody signs up, and signs in with the password that was chosen", async ({ page, context }) => {
  const olga = stranger("Olga");
  await openSignIn(page);
  await page.getByRole("link", { name: english.sign_in.create_account }).click();
  await expect(heading(page, english.ask_for_link.sign_up_title)).toBeVisible();
  await ask(page, olga.email);
  await expect(page.getByText(filled(english.check_mail.text, { address: olga.email }))).toBeVisible();
  // A scanner opens every link and changes nothing by it.
  const { link } = await nextMail(olga.email);
  await context.request.get(link);
  await accept(page, olga);
  await expectHomeOf(page, olga);
  expect(await sessionOf(context)).toBe(olga.email);
  await signOut(page);
  await expect(heading(page, english.signed_out.title)).toBeVisible();
  await openSignIn(page);
  await signInByPassword(page, olga);
  await expectHomeOf(page, olga);
});

test("a link works once, and a mangled one never", async ({ page, context }) => {
  const boris = stranger("Boris");
  await ask(page, boris.email);
  await accept(page, boris);
  await expectHomeOf(page, boris);
  const { link } = await nextMail(boris.email);
  await context.clearCookies();
  for (const [address, problem] of [
    [link, english.link_failed.used],
    [`${link.slice(0, -1)}`, english.link_failed.unknown],
    [link.replace("/sign-up?", "/reset-password?"), english.link_failed.wrong_kind],
  ]) {
    await page.goto(address);
    await expect(heading(page, english.link_failed.title)).toBeVisible();
    await expect(page.getByText(problem)).toBeVisible();
    expect(await sessionOf(context)).toBe(401);
  }
});

test("whoever asks is told the same of everybody; only the mail tells more", async ({ page }) => {
  const nobody = stranger("Nora");
  const pages = [];
  for (const person of [nobody, katherine, barbara]) {
    await ask(page, person.email);
    pages.push((await page.locator("main").innerHTML()).replaceAll(person.email, "ADDRESS"));
  }
  expect(new Set(pages).size).toBe(1);
  expect((await nextMail(nobody.email)).link).toContain("/sign-up?token=");
  for (const known of [katherine, barbara]) {
    const { text } = await nextMail(known.email);
    expect(text).toContain(`${place().platform}/sign-in`);
    expect(text, "no link that makes or opens an account").not.toContain("token=");
    expect(mailsTo(known.email)).toHaveLength(1);
  }
});

test.describe("JavaScript is off", () => {
  test.use({ javaScriptEnabled: false });

  test("signing up goes all the way", async ({ page, context }) => {
    const ivan = stranger("Ivan");
    await ask(page, ivan.email);
    await accept(page, ivan);
    await expect.poll(() => sessionOf(context)).toBe(ivan.email);
  });
});
