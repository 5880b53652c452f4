// S8, L12: a session that runs out is renewed unseen while the one at the identity provider (npm `oidc-provider`) lives, and
// what was typed is there again; a sign-out there is a sign-out here. The hasty platform's sessions last a few seconds.
import type { BrowserContext, Page } from "@playwright/test";
import { barbara, donald, edsger, frances, type Person } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectHomeOf, heading, openSignIn, requestsDuring, sessionOf, signInThroughInitech, ssoButton, test, username } from "./test";

/** Signs in at the hasty platform, which shows "My Account". */
async function inAHurry(page: Page, person: Person) {
  await page.goto(`${place().hastyPlatform}/profile`);
  await signInThroughInitech(page, person);
  await expectAccountOf(page, person);
}

async function expectAccountOf(page: Page, person: Person) {
  await expect(page).toHaveURL(`${place().hastyPlatform}/profile`);
  await expect(heading(page, english.profile.title)).toBeVisible();
  await expect(page.getByText(person.email).first()).toBeVisible();
}

const untilItRunsOut = (context: BrowserContext) =>
  expect.poll(() => sessionOf(context, place().hastyPlatform), { timeout: 20_000 }).toBe(401);

test("a session that has run out is renewed without a question", async ({ page, context }) => {
  await inAHurry(page, edsger);
  await untilItRunsOut(context);
  const requests = await requestsDuring(context, async () => {
    await page.goto(`${place().hastyPlatform}/profile`);
    await expectAccountOf(page, edsger);
  });
  const asked = requests.map((request) => new URL(request.url())).filter((url) => url.origin === place().initechIdp);
  expect(asked.map((url) => url.pathname), "one question, no page").toEqual(["/auth"]);
  expect(asked[0].searchParams.get("prompt")).toBe("none");
  expect(await sessionOf(context, place().hastyPlatform)).toBe(edsger.email);
});

test("where the identity provider knows nobody any more the sign-in screen comes, and then the same place", async ({ page, context }) => {
  await inAHurry(page, barbara);
  await untilItRunsOut(context);
  await context.clearCookies({ domain: "127.0.0.1" });
  await page.goto(`${place().hastyPlatform}/profile`);
  await expect(heading(page, english.sign_in.title)).toBeVisible();
  await expect(username(page)).toHaveValue(barbara.email);
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  await ssoButton(page).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expectAccountOf(page, barbara);
});

test("what was typed when the session ran out is there again", async ({ page, context }) => {
  await inAHurry(page, frances);
  await page.getByRole("button", { name: `${english.profile.change} ${english.profile.of_name}` }).click();
  const firstName = page.getByLabel(english.profile.first_name, { exact: true });
  await firstName.fill("Frances Elizabeth");
  await untilItRunsOut(context);
  // Saving finds that the session is over; the browser goes round by the identity provider and is back.
  const goingRound = page.waitForRequest((request) => request.url().startsWith(`${place().initechIdp}/auth?`));
  await page.getByRole("button", { name: english.profile.save_name }).click();
  await goingRound;
  await expectAccountOf(page, frances);
  await expect(firstName).toHaveValue("Frances Elizabeth");
});

test("whoever signs out at the identity provider is out here at once", async ({ page, context }) => {
  await openSignIn(page);
  await signInThroughInitech(page, donald);
  await expectHomeOf(page, donald);
  const atIdp = await context.newPage();
  await atIdp.goto(`${place().initechIdp}/session/end`);
  await atIdp.getByRole("button", { name: "Sign me out" }).click();
  await expect(heading(atIdp, "Signed out of Initech")).toBeVisible();
  await expect.poll(() => sessionOf(context)).toBe(401);
  await page.goto("/profile");
  await expect(heading(page, english.sign_in.title)).toBeVisible();
});

test("one's own sessions are listed, and others are ended from here", async ({ page, context, elsewhere }) => {
  const { page: there, context: theirs } = await elsewhere();
  await openSignIn(there);
  await signInThroughInitech(there, edsger);
  await expect.poll(() => sessionOf(theirs)).toBe(edsger.email);
  await page.goto("/profile/security");
  await signInThroughInitech(page, edsger);
  await expect(heading(page, english.profile.nav_security)).toBeVisible();
  await expect(page.getByText(english.sessions.this)).toBeVisible();
  await page.getByRole("button", { name: english.sessions.end_others }).click();
  const dialog = page.getByRole("dialog", { name: english.sessions.ask_others_title });
  await expect(dialog).toContainText(english.sessions.ask_others);
  await dialog.getByRole("button", { name: english.sessions.yes_others }).click();
  await expect(page.getByText(english.sessions.done)).toBeVisible();
  expect(await sessionOf(theirs)).toBe(401);
  expect(await sessionOf(context)).toBe(edsger.email);
});

test("another person than the one who was typed is asked first", async ({ page, context }) => {
  await openSignIn(page);
  await username(page).fill(barbara.email);
  await ssoButton(page).click();
  await page.getByLabel("Initech address").fill(frances.email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading(page, english.mismatch.title)).toBeVisible();
  expect(await sessionOf(context), "no session before the answer").toBe(401);
  await expect(page.getByText(barbara.email)).toBeVisible();
  await page.getByRole("button", { name: filled(english.mismatch.go_on, { address: frances.email }) }).click();
  await expect.poll(() => sessionOf(context)).toBe(frances.email);
});
