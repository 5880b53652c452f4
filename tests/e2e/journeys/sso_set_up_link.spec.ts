// W11: an admin lets somebody without an account set SSO up by a link, sees what came of it, and ends it.
import { globexClient } from "../stack/initech_idp";
import { hazel } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { connect, runTest } from "./sso_steps";
import { expect, expectAccessible, expectHomeOf, openSignIn, signInByPassword, test } from "./test";

const words = english.single_sign_on;
const overview = "/control-center/security/single-sign-on";

test("somebody without an account sets SSO up by a link, until it is revoked", async ({ page, elsewhere }) => {
  test.slow();
  await openSignIn(page);
  await signInByPassword(page, hazel);
  await expectHomeOf(page, hazel);
  await page.goto(overview);
  await page.getByRole("button", { name: english.set_up_links.make }).click();
  const dialog = page.getByRole("dialog", { name: english.set_up_links.make });
  await dialog.getByRole("button", { name: english.set_up_links.make }).click();
  const made = page.getByRole("dialog", { name: english.set_up_links.made_title });
  const link = (await made.getByText(/\/sso\/set-up\?token=/).textContent())!.trim();
  await expectAccessible(page, "set-up link");
  await made.getByRole("button", { name: english.set_up_links.kept }).click();

  const { page: guest, context: theirs } = await elsewhere();
  await guest.goto(link);
  await expect(guest.getByRole("heading", { level: 1, name: english.sso_set_up.title })).toBeVisible();
  expect(guest.url(), "the secret is in no address").not.toContain("token");
  await expect(guest.getByText(hazel.email).first()).toBeVisible();
  await expectAccessible(guest, "set-up page");
  await guest.getByRole("button", { name: english.sso_set_up.begin }).click();
  await guest.waitForURL(`${place().platform}${overview}`);
  await expect(guest.getByRole("region", { name: english.portal.guest_label })).toContainText(hazel.email);
  await expectAccessible(guest, "overview of a guest");
  await connect(guest, globexClient.secret, undefined, "By a guest");
  await runTest(guest, theirs, hazel.email);
  await expect(guest.getByText(words.test_passed, { exact: true })).toBeVisible();
  await guest.getByRole("link", { name: words.next }).click();
  await guest.waitForURL(/\/edit\/map$/);
  await guest.getByRole("button", { name: words.save }).click();
  await guest.waitForURL(/single-sign-on$/);

  await page.reload();
  const card = page.locator(".sso-card").filter({ hasText: "By a guest" });
  await expect(card).toContainText(words.tested);
  const row = page.getByRole("listitem").filter({ hasText: english.set_up_links.begun });
  await expect(row).toContainText(filled(english.set_up_links.made_by, { person: hazel.email }));
  await row.getByRole("button", { name: english.set_up_links.revoke }).click();
  await page.getByRole("button", { name: english.set_up_links.revoke_yes }).click();
  await expect(page.getByText(english.set_up_links.none)).toBeVisible();

  await guest.reload();
  await expect(guest.getByText(english.sso_set_up.revoked)).toBeVisible();
  await expectAccessible(guest, "set-up link revoked");
  await guest.goto(link);
  await expect(guest.getByText(english.sso_set_up.revoked)).toBeVisible();
});
