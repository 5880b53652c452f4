// L5: a company activates single sign-on, its client secret expires, and its admin gets back in by a recovery code and a mail, and de-activates it.
import { vandelayClient } from "../stack/initech_idp";
import { mailsTo } from "../stack/mail";
import { elaine } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { runTest } from "./sso_steps";
import { expect, expectAccessible, expectHomeOf, heading, leaveForIdp, noteAwakening, openSignIn, password, sessionOf, signInByPassword, test, username } from "./test";

const [words, codes, recovery, activation] = [english.single_sign_on, english.recovery_codes, english.recovery, english.sso_activation];
const overview = "/control-center/security/single-sign-on";

test("an admin whose identity provider lets nobody in comes back by a code and a mail", async ({ page, context, browser }) => {
  test.slow();
  await openSignIn(page);
  await signInByPassword(page, elaine);
  await expectHomeOf(page, elaine);
  const headers = { origin: place().platform };
  const connection = {
    name: "Vandelay IdP", idp: "other", endpoint_url: place().initechIdp, client_id: vandelayClient.id,
    client_auth_method: null, scopes: ["openid", "profile", "email"],
  };
  const draft = await context.request.post("/api/company/sso-configurations", { headers, data: { connection, client_secret: vandelayClient.secret } });
  expect(draft.status(), await draft.text()).toBe(200);
  const configuration = `${overview}/${(await draft.json()).id}`;
  await page.goto(`${configuration}/edit/test`);
  await runTest(page, context, elaine.email);
  await page.getByRole("link", { name: words.next }).click();
  await page.waitForURL(/\/edit\/map$/);
  await page.getByRole("button", { name: words.save }).click();
  await page.waitForURL(/single-sign-on$/);

  await page.goto(`${configuration}/activation`);
  await page.getByRole("link", { name: activation.no_recovery_codes }).click();
  await page.getByRole("button", { name: codes.make, exact: true }).click();
  const asks = page.getByRole("dialog", { name: codes.make_title });
  await asks.getByRole("button", { name: codes.make, exact: true }).click();
  const made = page.getByRole("dialog", { name: codes.made_title });
  await expect(made.getByRole("listitem")).toHaveCount(10);
  await expectAccessible(page, "recovery codes");
  const code = (await made.getByRole("listitem").first().textContent())!;
  const download = page.waitForEvent("download");
  await made.getByRole("link", { name: codes.download }).click();
  expect((await download).suggestedFilename()).toBe("latchkey-recovery-codes.txt");
  await made.getByRole("button", { name: codes.kept }).click();
  await expect(page.getByText(filled(codes.left, { left: "10", made: "10" }))).toBeVisible();
  await page.goto(`${configuration}/activation`);
  await page.getByLabel(activation.sure).check();
  await page.getByRole("button", { name: activation.activate, exact: true }).click();
  // Her own session began with a password, and ends, too: she is told so and led to a new one.
  await expect(page.getByText(activation.activated_text, { exact: true })).toBeVisible();
  await expectAccessible(page, "activated");
  await page.getByRole("link", { name: activation.activated_sign_in }).click();
  await expect(username(page)).toBeVisible();

  const expired = await context.request.put(`${place().initechIdp}/expired/${vandelayClient.id}`);
  expect(expired.ok()).toBe(true);
  const elsewhere = await browser.newContext({ baseURL: place().platform });
  await noteAwakening(elsewhere);
  const locked = await elsewhere.newPage();
  await openSignIn(locked);
  await leaveForIdp(locked, elaine);
  await locked.getByRole("button", { name: "Continue" }).click();
  await expect(heading(locked, english.sso_failed.title)).toBeVisible();
  await expectAccessible(locked, "failed, with a way back");
  await locked.getByRole("link", { name: english.sso_failed.recover }).click();
  await expect(heading(locked, recovery.title)).toBeVisible();
  await expectAccessible(locked, "recover");
  await locked.getByLabel(english.onboarding.address).fill(elaine.email);
  await locked.getByLabel(recovery.code, { exact: true }).fill(code.toLowerCase());
  await locked.getByRole("button", { name: recovery.submit }).click();
  await expect(locked.getByText(recovery.asked)).toBeVisible();
  await expectAccessible(locked, "recover, asked");

  const links = () => mailsTo(elaine.email).map(({ link }) => link).filter((link) => link.includes("/recover?token="));
  await expect.poll(() => links().length, { timeout: 20_000 }).toBe(1);
  // Whoever else has the link gets nowhere.
  const stranger = await browser.newContext({ baseURL: place().platform });
  const forwarded = await stranger.newPage();
  await forwarded.goto(links()[0]);
  await expect(heading(forwarded, english.link_failed.title)).toBeVisible();
  await stranger.close();
  await locked.goto(links()[0]);
  await expect(heading(locked, recovery.confirm_title)).toBeVisible();
  expect(locked.url(), "the secret does not stay in the address").not.toContain("token");
  expect(await sessionOf(elsewhere), "looking changes nothing").toBe(401);
  await expectAccessible(locked, "recover, asks");
  await locked.getByRole("button", { name: recovery.confirm_submit }).click();
  await locked.waitForURL(`${place().platform}${overview}`);
  await expect(locked.getByText(codes.recovering, { exact: true })).toBeVisible();
  await expectAccessible(locked, "overview of whoever came back");

  await locked.getByRole("main").getByRole("link", { name: activation.deactivate_link }).first().click();
  await locked.getByLabel(activation.sure).check();
  await locked.getByRole("button", { name: activation.deactivate, exact: true }).click();
  await expect(locked.getByText(activation.deactivated)).toBeVisible();
  const again = await browser.newContext({ baseURL: place().platform });
  await noteAwakening(again);
  const freed = await again.newPage();
  await openSignIn(freed);
  await username(freed).fill(elaine.email);
  await expect(password(freed)).toBeVisible();
  await again.close();
  await elsewhere.close();
});
