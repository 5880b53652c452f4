// The same way as in `sso_wizard.spec.ts`, with an identity provider of another make: Canaille (PyPI), whose client
// sends its secret in the header alone.
import type { Page } from "@playwright/test";
import { canailleClient } from "../stack/canaille";
import { grace, hazel, type Person } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectHomeOf, openSignIn, sessionOf, signInByPassword, ssoButton, test, username } from "./test";

const words = english.single_sign_on;
const name = "Canaille";

/** Signs in there, in whatever tab asks: the address on one page, the password on the next one. */
async function signInThere(tab: Page, person: Person) {
  await tab.waitForURL(`${place().canaille}/**`);
  await tab.getByLabel("Login", { exact: true }).fill(person.email);
  await tab.getByRole("button", { name: "Continue" }).click();
  await tab.getByLabel("Password", { exact: true }).fill(person.password!);
  await tab.locator("button[type=submit]").first().click();
}

async function connect(page: Page, method: string) {
  await page.goto("/control-center/security/single-sign-on");
  await page.getByRole("link", { name: /^(Configure Single Sign-On|Add Configuration)$/ }).first().click();
  await page.getByRole("button", { name: words.go_on }).click();
  await page.getByLabel(words.name).fill(name);
  await page.getByLabel(words.provider).selectOption("other");
  await page.getByLabel(words.endpoint).fill(place().canaille);
  await page.getByLabel(words.client_id).fill(canailleClient.id);
  await page.getByLabel(words.client_secret, { exact: true }).fill(canailleClient.secret);
  await page.getByLabel(words.method).selectOption(method);
  await page.getByRole("button", { name: words.next }).click();
  await page.waitForURL(/\/edit\/test$/);
}

test("an identity provider of another make is connected, tested, mapped and signed in with", async ({ page, context, elsewhere, watch }) => {
  test.slow();
  // Its own pages have a policy of their own.
  watch.tolerate(/Content Security Policy/i);
  await openSignIn(page);
  await signInByPassword(page, hazel);
  await expectHomeOf(page, hazel);

  // The method that it does not take is named before anybody leaves.
  await connect(page, "client_secret_post");
  await expect(page.getByText(english.sso_idp_error.secret_missing).first()).toBeVisible();
  await page.getByRole("link", { name: words.previous }).click();
  await page.waitForURL(/\/edit\/connect$/);
  await page.getByLabel(words.method).selectOption("client_secret_basic");
  await page.getByLabel(words.client_secret, { exact: true }).fill(canailleClient.secret);
  await page.getByRole("button", { name: words.next }).click();
  await page.waitForURL(/\/edit\/test$/);

  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: words.start_test }).click();
  const tab = await opened;
  await signInThere(tab, hazel);
  await expect(tab.getByRole("heading", { level: 1, name: words.tested_title })).toBeVisible();
  await tab.close();
  await expect(page.getByText(words.test_passed, { exact: true })).toBeVisible();
  await page.getByRole("link", { name: words.next }).click();
  await page.waitForURL(/\/edit\/map$/);
  const preview = page.getByRole("region", { name: words.preview });
  await expect(preview).toContainText(`${hazel.firstName} ${hazel.lastName}`);
  await expect(preview).toContainText(hazel.email);
  await page.getByRole("button", { name: words.save }).click();
  await page.waitForURL(/single-sign-on$/);
  const card = page.locator(".sso-card").filter({ hasText: name });
  await expect(card).toContainText(words.tested);
  await card.getByRole("button", { name: words.make_access }).click();
  const domain = (await card.getByText(/\.sso\.test$/).first().textContent())!.trim();

  const { page: visitor, context: theirs } = await elsewhere();
  await openSignIn(visitor);
  await username(visitor).fill(domain);
  await ssoButton(visitor).click();
  await signInThere(visitor, grace);
  await expectHomeOf(visitor, grace);
  expect(await sessionOf(theirs)).toBe(grace.email);
});
