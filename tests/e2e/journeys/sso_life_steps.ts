// What an admin does with a configuration from its activation to its end.
import type { BrowserContext, Page } from "@playwright/test";
import { nextLink } from "../stack/mail";
import type { Person } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { runTest } from "./sso_steps";
import { expect, expectAccessible, heading } from "./test";

const [words, codes, recovery] = [english.single_sign_on, english.recovery_codes, english.recovery];
const [activation, rotation] = [english.sso_activation, english.secret_rotation];
const overview = "/control-center/security/single-sign-on";

/** From a draft that can be tested to one that can be activated, but for the recovery codes. */
export async function testAndMap(page: Page, context: BrowserContext, configuration: string, person: Person, idp: string) {
  await page.goto(`${overview}/${configuration}/edit/test`);
  await runTest(page, context, person.email, idp);
  await page.getByRole("link", { name: words.next }).click();
  await page.waitForURL(/\/edit\/map$/);
  await page.getByRole("button", { name: words.save }).click();
  await page.waitForURL(/single-sign-on$/);
}

/** The page of the activation leads to them. */
export async function makeRecoveryCodes(page: Page, configuration: string): Promise<string[]> {
  await page.goto(`${overview}/${configuration}/activation`);
  await page.getByRole("link", { name: activation.no_recovery_codes }).click();
  await page.getByRole("button", { name: codes.make, exact: true }).click();
  const asks = page.getByRole("dialog", { name: codes.make_title });
  await asks.getByRole("button", { name: codes.make, exact: true }).click();
  const made = page.getByRole("dialog", { name: codes.made_title });
  await expect(made.getByRole("listitem")).toHaveCount(10);
  await expectAccessible(page, "recovery codes");
  const download = page.waitForEvent("download");
  await made.getByRole("link", { name: codes.download }).click();
  expect((await download).suggestedFilename()).toBe("latchkey-recovery-codes.txt");
  const all = await made.getByRole("listitem").allTextContents();
  await made.getByRole("button", { name: codes.kept }).click();
  await expect(page.getByText(filled(codes.left, { left: "10", made: "10" }))).toBeVisible();
  return all;
}

/** Whose session began with a password is told that it ends, and led to a new one. */
export async function activate(page: Page, configuration: string) {
  await page.goto(`${overview}/${configuration}/activation`);
  await page.getByLabel(activation.sure).check();
  await page.getByRole("button", { name: activation.activate, exact: true }).click();
  await expect(page.getByText(activation.activated_text, { exact: true })).toBeVisible();
  await expectAccessible(page, "activated");
  await page.getByRole("link", { name: activation.activated_sign_in }).click();
}

/** What is done with each page on the way; nothing, where somebody goes it a second time. */
type Look = (page: Page, what: string) => Promise<void>;
const seen: Look = async () => {};

/** From the form for address and code to the mail. */
export async function askByCode(page: Page, person: Person, code: string, look = seen) {
  await expect(heading(page, recovery.title)).toBeVisible();
  await look(page, "recover");
  await page.getByLabel(english.onboarding.address).fill(person.email);
  await page.getByLabel(recovery.code, { exact: true }).fill(code.toLowerCase());
  await page.getByRole("button", { name: recovery.submit }).click();
  await expect(page.getByText(recovery.asked)).toBeVisible();
  await look(page, "recover, asked");
}

/** From the link in the mail to the overview, which says that nobody came through the identity provider. */
export async function openRecovery(page: Page, link: string, look = seen) {
  await page.goto(link);
  await expect(heading(page, recovery.confirm_title)).toBeVisible();
  expect(page.url(), "the secret does not stay in the address").not.toContain("token");
  await look(page, "recover, asks");
  await page.getByRole("button", { name: recovery.confirm_submit }).click();
  await page.waitForURL(`${place().platform}${overview}`);
  await expect(page.getByText(codes.recovering, { exact: true })).toBeVisible();
  await look(page, "overview of whoever came back");
}

/** The link of a mail, so many of these after the first. */
export const recoveryLink = (person: Person, after = 0) => nextLink(person.email, "/recover?token=", after);

/** From the overview: entered, tested, swapped. */
export async function replaceSecret(page: Page, context: BrowserContext, secret: string, person: Person, idp: string) {
  await page.getByRole("link", { name: rotation.link }).click();
  await page.getByLabel(rotation.new_secret).fill(secret);
  await page.getByRole("button", { name: rotation.enter }).click();
  await expect(page.getByRole("heading", { name: rotation.waits_heading })).toBeVisible();
  await expect(page.getByText(rotation.swap_first)).toBeVisible();
  await runTest(page, context, person.email, idp);
  await expect(page.getByText(words.test_passed, { exact: true })).toBeVisible();
  await expectAccessible(page, "new secret, tested");
  await page.getByRole("button", { name: rotation.swap, exact: true }).click();
  await expect(page.getByText(rotation.back_title)).toBeVisible();
}

/** From the overview, which then shows that people are mailed. */
export async function deactivate(page: Page) {
  await page.getByRole("main").getByRole("link", { name: activation.deactivate_link }).first().click();
  await page.getByLabel(activation.sure).check();
  await expectAccessible(page, "de-activation");
  await page.getByRole("button", { name: activation.deactivate, exact: true }).click();
  await expect(page.getByText(activation.deactivated)).toBeVisible();
  await expect(page.getByText(english.people_jobs.mail_links, { exact: true })).toBeVisible();
}
