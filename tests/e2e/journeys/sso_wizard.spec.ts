// W1 to W8, S3: an admin gets from the empty overview to a passed test, a mapping with a right preview, and a sign-in through the Test Email
// Domain, with npm `oidc-provider` and only what the screens say.
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { globexClient } from "../stack/initech_idp";
import { grace, hazel } from "../stack/people";
import { english } from "../stack/phrases";
import { root } from "../stack/programs";
import { connect, runTest, signInThere } from "./sso_steps";
import { expect, expectAccessible, expectHomeOf, openSignIn, sessionOf, signInByPassword, ssoButton, test, username } from "./test";

const words = english.single_sign_on;

/** For the guides in `docs/sso`: the picture is copied from here to `docs/images` when the page has changed. */
async function picture(page: Page, name: string) {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(root, `target/screenshots/${name}.png`), fullPage: true, caret: "hide" });
}

test("from the empty overview to a sign-in through the Test Email Domain", async ({ page, context, elsewhere }) => {
  test.slow();
  await openSignIn(page);
  await signInByPassword(page, hazel);
  await expectHomeOf(page, hazel);
  await connect(page, globexClient.secret, () => picture(page, "sso-connect"));
  await expect(page.getByText(words.check_unknown).first()).toBeVisible();
  await expectAccessible(page, "test");
  await runTest(page, context, hazel.email);
  await expect(page.getByText(words.test_passed, { exact: true })).toBeVisible();
  await expectAccessible(page, "test passed");
  await picture(page, "sso-test");
  await page.getByRole("link", { name: words.next }).click();
  await page.waitForURL(/\/edit\/map$/);
  const preview = page.getByRole("region", { name: words.preview });
  await expect(preview).toContainText("Hazel Newcomer");
  await expect(preview).toContainText(hazel.email);
  await expectAccessible(page, "map");
  await picture(page, "sso-map");
  await page.getByRole("button", { name: words.save }).click();
  await page.waitForURL(/single-sign-on$/);
  const card = page.locator(".sso-card").filter({ hasText: `By the wizard ${globexClient.secret.length}` });
  await expect(card).toContainText(words.tested);
  await card.getByRole("button", { name: words.make_access }).click();
  const domain = (await card.getByText(/\.sso\.test$/).first().textContent())!.trim();
  await expectAccessible(page, "overview");

  const { page: visitor, context: theirs } = await elsewhere();
  await openSignIn(visitor);
  await username(visitor).fill(domain);
  await ssoButton(visitor).click();
  await signInThere(visitor, grace.email);
  await expectHomeOf(visitor, grace);
  expect(await sessionOf(theirs)).toBe(grace.email);
});

test("a wrong secret is named before anybody leaves, and in the test", async ({ page, context }) => {
  test.slow();
  await openSignIn(page);
  await signInByPassword(page, hazel);
  await expectHomeOf(page, hazel);
  await connect(page, "wrong");
  const refused = english.sso_idp_error.client_refused;
  await expect(page.getByText(refused).first()).toBeVisible();
  await runTest(page, context, hazel.email);
  await expect(page.getByText(words.test_failed, { exact: true })).toBeVisible();
  await expect(page.getByText(refused).last()).toBeVisible();
});
