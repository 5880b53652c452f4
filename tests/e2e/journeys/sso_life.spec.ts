// L1 to L6: the whole life of a company's configuration with npm `oidc-provider`, for its admin and for somebody who only wants to get in. It is
// activated, its client secret expires and is replaced, the identity provider goes out of order, and it is de-activated.
import type { BrowserContext, Page } from "@playwright/test";
import { nextLink } from "../stack/mail";
import { elaine, george, type Person } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { theProviderEnds, theSecretBecomes, theSecretExpires, vandelayClient } from "../stack/vandelay_idp";
import { activate, askByCode, deactivate, makeRecoveryCodes, openRecovery, recoveryLink, replaceSecret, testAndMap } from "./sso_life_steps";
import { signInThere } from "./sso_steps";
import {
  expect, expectAccessible, expectHomeOf, heading, openSignIn, password, sessionOf, signInButton, signInByPassword, ssoButton, test, username, type Elsewhere,
} from "./test";

const idp = () => place().vandelayIdp;
const newSecret = "another-secret-between-vandelay-and-latchkey-only";
const chosen = "eleven marble steps to the harbour";

async function draft(context: BrowserContext): Promise<string> {
  const connection = {
    name: "Vandelay IdP", idp: "other", endpoint_url: idp(), client_id: vandelayClient.id,
    client_auth_method: null, scopes: ["openid", "profile", "email"],
  };
  const data = { connection, client_secret: vandelayClient.secret };
  const made = await context.request.post("/api/company/sso-configurations", { headers: { origin: place().platform }, data });
  expect(made.status(), await made.text()).toBe(200);
  return (await made.json()).id;
}

/** On the sign-in screen, wherever it came from. */
async function leaveBySso(page: Page, person: Person) {
  await username(page).fill(person.email);
  await ssoButton(page).click();
}

async function comes(person: Person, elsewhere: Elsewhere) {
  await openSignIn(elsewhere.page);
  await leaveBySso(elsewhere.page, person);
  return elsewhere;
}

async function expectNoPasswordTaken(page: Page) {
  // The screen cannot ask whether the company signs in elsewhere: the password goes, and is refused unread.
  await page.route("**/api/sign-in/discover", (route) => route.abort());
  await openSignIn(page);
  await signInByPassword(page, george);
  await expect(page.getByText(english.errors.sso_required)).toBeVisible();
  await expect(ssoButton(page)).toBeVisible();
  expect(await sessionOf(page.context())).toBe(401);
  await page.unroute("**/api/sign-in/discover");
}

/** Sign-up and "need help" answer as always, and their mails point at the company's own page. */
async function expectNoPasswordMade(page: Page) {
  for (const [path, sent] of [["/sign-up", 0], ["/reset-password", 1]] as const) {
    await page.goto(path);
    await page.getByLabel(english.onboarding.address, { exact: true }).fill(george.email);
    await page.getByRole("button", { name: english.ask_for_link.submit }).click();
    await expect(heading(page, english.check_mail.title)).toBeVisible();
    const link = await nextLink(george.email, "/sign-in", sent);
    expect(link).not.toContain("token");
  }
}

async function expectFailed(page: Page, person: Person) {
  await signInThere(page, person.email, idp());
  await expect(heading(page, english.sso_failed.title)).toBeVisible();
  await expect(page.getByText(filled(english.sso_failed.misconfigured, { company: "Vandelay" }))).toBeVisible();
}

/** Signed out, he gets in by his company's page alone, which brings him to where he was. */
async function learnsOfIt({ page, context }: Elsewhere) {
  expect(await sessionOf(context)).toBe(401);
  await expectNoPasswordTaken(page);
  await expectNoPasswordMade(page);
  await page.goto("/profile");
  await expect(heading(page, english.sign_in.title)).toBeVisible();
  await leaveBySso(page, george);
  await signInThere(page, george.email, idp());
  await expect(page).toHaveURL("/profile");
  await expect(page.getByText(george.email).first()).toBeVisible();
}

/** From the page that says that nobody gets in, to a new secret. */
async function repairs({ page, context }: Elsewhere, stranger: Elsewhere, code: string) {
  await expectFailed(page, elaine);
  await expectAccessible(page, "failed, with a way back");
  await page.getByRole("link", { name: english.sso_failed.recover }).click();
  await askByCode(page, elaine, code, expectAccessible);
  const link = await recoveryLink(elaine);
  // Whoever else has the link gets nowhere.
  await stranger.page.goto(link);
  await expect(heading(stranger.page, english.link_failed.title)).toBeVisible();
  expect(await sessionOf(context), "asking changes nothing").toBe(401);
  await openRecovery(page, link, expectAccessible);
  await theSecretBecomes(newSecret);
  await replaceSecret(page, context, newSecret, elaine, idp());
}

/** From the sign-in screen, as no page of ours says that nobody gets in, to the end. */
async function givesUp({ page }: Elsewhere, code: string) {
  await openSignIn(page);
  await page.getByRole("link", { name: english.sign_in.need_help }).click();
  await page.getByRole("link", { name: english.sso_failed.recover }).click();
  await askByCode(page, elaine, code);
  await openRecovery(page, await recoveryLink(elaine, 1));
  await deactivate(page);
}

/** With what he was mailed. */
async function setsPassword(page: Page) {
  await page.goto(await nextLink(george.email, "/reset-password?token="));
  await page.getByLabel(english.choose_password.password, { exact: true }).fill(chosen);
  await page.getByRole("button", { name: english.choose_password.reset_submit }).click();
  await expect(page.getByText(english.sign_in.password_set)).toBeVisible();
  await password(page).fill(chosen);
  await signInButton(page).click();
  await expectHomeOf(page, george);
}

test("single sign-on is activated, repaired and de-activated, and nobody is lost on the way", async ({ page, context, elsewhere }) => {
  test.slow();
  const before = await elsewhere();
  await before.page.goto("/profile");
  await signInByPassword(before.page, george);
  await expect(heading(before.page, english.profile.title)).toBeVisible();

  await openSignIn(page);
  await signInByPassword(page, elaine);
  await expectHomeOf(page, elaine);
  const configuration = await draft(context);
  await testAndMap(page, context, configuration, elaine, idp());
  const codes = await makeRecoveryCodes(page, configuration);
  await activate(page, configuration);
  await expect(username(page)).toBeVisible();
  await learnsOfIt(before);

  await theSecretExpires();
  const later = await comes(george, await elsewhere());
  await expectFailed(later.page, george);
  await repairs(await comes(elaine, await elsewhere()), await elsewhere(), codes[0]);
  expect(await sessionOf(before.context), "nobody is signed out by it").toBe(george.email);
  await later.page.getByRole("link", { name: english.back_to_sign_in }).click();
  await expect(username(later.page)).toHaveValue(george.email);
  // The identity provider knows him there since then.
  await ssoButton(later.page).click();
  await expectHomeOf(later.page, george);

  await theProviderEnds();
  const lost = await comes(george, await elsewhere());
  // What it publishes is known from before, so he is sent there, and the browser says the rest.
  await expect(lost.page.getByText("ERR_CONNECTION_REFUSED")).toBeVisible();
  await givesUp(await elsewhere(), codes[1]);
  await setsPassword(lost.page);
});
