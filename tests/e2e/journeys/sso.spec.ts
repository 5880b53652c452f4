// S4, S5, S6, S11: people of a company sign in through its identity provider, here npm `oidc-provider` on a site of its
// own, and what happens when they do not.
import { ada, adaOfAcme, alanOfAcme, barbara, edsger, newcomer, passwordAtAcme, radia } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectHomeOf, heading, leaveForIdp, openSignIn, sessionOf, signInThroughInitech, signOut, ssoButton, test, username } from "./test";

test("the request to the identity provider is a careful one", async ({ page }) => {
  await openSignIn(page);
  await username(page).fill(edsger.email);
  const request = page.waitForRequest((request) => request.url().startsWith(`${place().initechIdp}/auth?`));
  await ssoButton(page).click();
  const asked = new URL((await request).url()).searchParams;
  expect(asked.get("response_type")).toBe("code");
  expect(asked.get("code_challenge_method")).toBe("S256");
  expect(asked.get("login_hint")).toBe(edsger.email);
  expect(asked.get("redirect_uri")).toBe(`${place().platform}/sso/callback/initech`);
  for (const name of ["state", "nonce", "code_challenge"]) expect(asked.get(name)!.length).toBeGreaterThan(20);
});

test("an account from before is linked, keeps its name, and its password is worth nothing any more", async ({ page, context }) => {
  await openSignIn(page);
  await signInThroughInitech(page, ada);
  await expectHomeOf(page, ada);
  expect(await sessionOf(context)).toBe(ada.email);
  const before = await (await context.request.get("/api/session")).json();

  const old = { username: ada.email, password: ada.password };
  const headers = { origin: place().platform, "sec-fetch-site": "same-origin" };
  const refused = await context.request.post("/api/sign-in/password", { data: old, headers });
  expect(refused.status()).toBe(401);
  expect((await refused.json()).code).toBe("sso_required");

  await context.clearCookies();
  await openSignIn(page);
  await signInThroughInitech(page, ada);
  await expectHomeOf(page, ada);
  const after = await (await context.request.get("/api/session")).json();
  expect(after.account.id, "never a second account").toBe(before.account.id);
});

test("somebody without an account confirms the name and gets one", async ({ page, context }) => {
  const alan = newcomer("Alan");
  await openSignIn(page);
  await signInThroughInitech(page, alan);
  await expect(heading(page, english.onboarding.title)).toBeVisible();
  expect(await sessionOf(context), "no session before the account").toBe(401);
  await expect(page.getByText(alan.email)).toBeVisible();
  await expect(page.getByLabel(english.onboarding.first_name)).toHaveValue("Alan");
  await page.getByLabel(english.onboarding.first_name).fill("");
  await page.getByLabel(english.onboarding.last_name).fill("");
  await page.getByRole("button", { name: english.onboarding.submit }).click();
  await expect(page.getByText(english.errors.name_missing).first()).toBeVisible();
  await page.getByLabel(english.onboarding.first_name).fill("Alan M.");
  await page.getByLabel(english.onboarding.last_name).fill("Turing");
  await page.getByRole("button", { name: english.onboarding.submit }).click();
  await expectHomeOf(page, { ...alan, firstName: "Alan M.", lastName: "Turing" });
  expect(await sessionOf(context)).toBe(alan.email);
});

test("afterwards comes the page that was asked for", async ({ page }) => {
  await page.goto("/profile");
  await signInThroughInitech(page, barbara);
  await expect(page).toHaveURL("/profile");
});

test("who cancels gets the reason and a way back that knows the name", async ({ page, context }) => {
  await openSignIn(page);
  await leaveForIdp(page, edsger);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page).toHaveURL(/\/sign-in\/failed\//);
  await expect(page.getByText(filled(english.sso_failed.cancelled, { company: "Initech" }))).toBeVisible();
  expect(await sessionOf(context)).toBe(401);
  await page.getByRole("link", { name: english.back_to_sign_in }).click();
  await expect(username(page)).toHaveValue(edsger.email);
  await expect(ssoButton(page)).toBeVisible();
});

test("who cancelled can try again at once", async ({ page }) => {
  await openSignIn(page);
  await leaveForIdp(page, edsger);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: english.sso_failed.retry }).click();
  await page.waitForURL(`${place().initechIdp}/interaction/**`);
});

test("an identity provider that is down is named, and the name stays", async ({ page }) => {
  await openSignIn(page);
  await username(page).fill("gavin@hooli.example");
  await ssoButton(page).click();
  await expect(page.getByRole("alert")).toContainText(english.errors.identity_provider_unavailable);
  await expect(username(page)).toHaveValue("gavin@hooli.example");
  await expect(ssoButton(page)).toBeEnabled();
});

test("signing out stays signed out, and the next time the identity provider asks again", async ({ page, context }) => {
  await openSignIn(page);
  await signInThroughInitech(page, radia);
  await expectHomeOf(page, radia);
  await signOut(page);
  await expect(page).toHaveURL("/signed-out");
  await expect(heading(page, english.signed_out.title)).toBeVisible();
  await page.waitForTimeout(1_500);
  await expect(page).toHaveURL("/signed-out");
  expect(await sessionOf(context)).toBe(401);

  await page.getByRole("link", { name: english.signed_out.sign_in }).click();
  const request = page.waitForRequest((request) => request.url().startsWith(`${place().initechIdp}/auth?`));
  await username(page).fill(radia.email);
  await ssoButton(page).click();
  expect(new URL((await request).url()).searchParams.get("prompt")).toBe("login");
});

test("an answer that comes to another browser signs nobody in", async ({ page, context }) => {
  await openSignIn(page);
  await leaveForIdp(page, edsger);
  // Without the platform's cookies this browser is another one.
  await context.clearCookies({ domain: "localhost" });
  await context.request.get(`${place().platform}/sign-in`);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText(english.sso_failed.unknown_attempt)).toBeVisible();
  expect(await sessionOf(context)).toBe(401);
});

// S16
test("a tile in the identity provider's dashboard leads to the page that it names", async ({ page, context }) => {
  await page.goto("/sso/start/initech?target_link_uri=%2Fprofile");
  await page.waitForURL(`${place().initechIdp}/interaction/**`);
  await page.getByLabel("Initech address").fill(barbara.email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL("/profile");
  expect(await sessionOf(context)).toBe(barbara.email);
});

test("an answer that nobody asked for leads to a fresh start, once", async ({ page, context }) => {
  await openSignIn(page);
  const unasked = "/sso/callback/initech?code=made-up&state=made-up";
  await page.goto(unasked);
  await page.waitForURL(`${place().initechIdp}/interaction/**`);
  await page.goto(unasked);
  await expect(page.getByText(english.sso_failed.unknown_attempt)).toBeVisible();
  expect(await sessionOf(context)).toBe(401);
});

test.describe("the stand-in that the demo uses", () => {
  for (const [what, person] of Object.entries({ "links an account": adaOfAcme, "brings somebody new": alanOfAcme })) {
    test(what, async ({ page, context }) => {
      await openSignIn(page);
      await username(page).fill(person.email);
      await ssoButton(page).click();
      await page.waitForURL(`${place().acmeIdp}/**`);
      await page.getByLabel("Username").fill(person.email);
      await page.getByLabel("Password").fill(passwordAtAcme);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      if (!person.password) await page.getByRole("button", { name: english.onboarding.submit }).click();
      await expectHomeOf(page, person);
      expect(await sessionOf(context)).toBe(person.email);
    });
  }
});
