// S14: somebody adds a passkey, signs in by the username field's autofill alone, uses it behind the password, loses it, and comes back with a
// recovery code. The authenticator is Chromium's own stand-in (CDP, domain WebAuthn).
import type { Page } from "@playwright/test";
import { marie, sofja, type Person } from "../stack/people";
import { english, german } from "../stack/phrases";
import { place } from "../stack/place";
import {
  awake, expect, expectAccessible, expectHomeOf, heading, noteAwakening, openSignIn, sessionOf, signInByPassword, signOut, test,
} from "./test";
import { authenticator } from "./authenticator";

const [words, step] = [english.two_step, english.second_step];

/** Adds a passkey under "My Account"; returns the recovery codes. */
async function add(page: Page, said: typeof words, name: string): Promise<string[]> {
  await page.goto("/profile/two-step");
  await page.getByRole("button", { name: said.passkey_add }).click();
  const adding = page.getByRole("dialog", { name: said.passkey_add_title });
  await adding.getByLabel(said.passkey_name, { exact: true }).fill(name);
  await expectAccessible(page, "a passkey is named");
  await adding.getByRole("button", { name: said.passkey_create }).click();
  const made = page.getByRole("dialog", { name: said.made_title });
  await expect(made.getByRole("listitem")).toHaveCount(10);
  const codes = await made.getByRole("listitem").allTextContents();
  await made.getByRole("button", { name: said.kept }).click();
  await expect(page.getByText(name, { exact: true })).toBeVisible();
  await expectAccessible(page, "a passkey is there");
  return codes;
}

/** The username field offers the passkey, and the authenticator answers: nothing is typed. */
async function signInByAutofill(page: Page, person: Person) {
  await page.goto("/sign-in");
  await expectHomeOf(page, person);
}

test("a passkey is added, signs in alone and behind the password, is lost, and a recovery code lets its person back in", async ({ page, browser, context }) => {
  test.slow();
  const key = await authenticator(page);
  await key.present(false);
  await openSignIn(page);
  await signInByPassword(page, sofja);
  await expectHomeOf(page, sofja);
  await key.present(true);
  const [code] = await add(page, words, "Sofja's key");
  expect(await key.count()).toBe(1);
  await signOut(page);
  await expect(heading(page, english.signed_out.title)).toBeVisible();
  await expect.poll(() => sessionOf(context)).toBe(401);

  await signInByAutofill(page, sofja);
  await key.present(false);
  await signOut(page);
  await expect(heading(page, english.signed_out.title)).toBeVisible();

  // Behind the password: the button asks.
  await openSignIn(page);
  await expect(page.getByRole("button", { name: english.sign_in.passkey })).toBeVisible();
  await expectAccessible(page, "sign-in with passkeys");
  await signInByPassword(page, sofja);
  await expect(heading(page, step.title)).toBeVisible();
  await expectAccessible(page, "second step with a passkey");
  await key.present(true);
  await page.getByRole("button", { name: step.use_passkey }).click();
  await expectHomeOf(page, sofja);

  // Without the device.
  const elsewhere = await browser.newContext({ baseURL: place().platform });
  await noteAwakening(elsewhere);
  const other = await elsewhere.newPage();
  await openSignIn(other);
  await signInByPassword(other, sofja);
  await other.getByText(step.no_passkey).click();
  await other.getByLabel(step.recovery_code, { exact: true }).fill(code!);
  await other.getByRole("button", { name: step.use_recovery_code }).click();
  await expect(other.getByRole("link", { name: step.remove_lost })).toBeVisible();
  await other.getByRole("link", { name: step.code_used_on, exact: true }).click();
  await expectHomeOf(other, sofja);
  await other.goto("/profile/two-step");
  await other.getByRole("button", { name: new RegExp(`${words.passkey_remove}.*Sofja's key`) }).click();
  await other.getByRole("dialog").getByRole("button", { name: words.passkey_remove_yes }).click();
  await expect(other.getByText(words.no_passkeys, { exact: true })).toBeVisible();
  await expect(other.getByText(words.other_sessions)).toBeVisible();
  await expectAccessible(other, "a passkey was removed");
  await elsewhere.close();
});

test("in German, on a phone, a passkey is added and signs in", async ({ browser }) => {
  test.slow();
  const context = await browser.newContext({ baseURL: place().platform, locale: "de-DE", viewport: { width: 360, height: 740 } });
  await noteAwakening(context);
  const page = await context.newPage();
  const key = await authenticator(page);
  await key.present(false);
  await page.goto("/sign-in");
  await awake(page);
  await page.getByLabel(german.sign_in.username, { exact: true }).fill(marie.email);
  await page.locator("input[type=password]").fill(marie.password!);
  await page.getByRole("button", { name: german.sign_in.submit, exact: true }).click();
  await expect(heading(page, german.my_apps.title)).toBeVisible();
  await key.present(true);
  await add(page, german.two_step, "Maries Telefon");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await context.request.delete("/api/session", { headers: { "sec-fetch-site": "same-origin" } });
  expect(await sessionOf(context)).toBe(401);
  await page.goto("/sign-in");
  await expect(heading(page, german.my_apps.title)).toBeVisible();
  expect(await sessionOf(context)).toBe(marie.email);
  await context.close();
});
