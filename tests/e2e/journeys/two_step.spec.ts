// S14: somebody adds an authenticator app, signs in to the sample app with one, and with a recovery code on the day without a phone.
import type { Page } from "@playwright/test";
import { rosalind } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import {
  authorizeButton, expect, expectAccessible, expectConsent, expectHomeOf, heading, noteAwakening, openSignIn, sessionOf, signInByPassword, signOut, test,
} from "./test";
import { totp } from "./totp";

const [words, step] = [english.two_step, english.second_step];

async function expectSecondStep(page: Page) {
  await expect(heading(page, step.title)).toBeVisible();
  await expect(page.getByText(rosalind.email)).toBeVisible();
}

test("an authenticator app is added, asked for on the way to an app, and replaced by a recovery code", async ({ page, browser }) => {
  test.slow();
  await openSignIn(page);
  await signInByPassword(page, rosalind);
  await expectHomeOf(page, rosalind);
  await page.goto("/profile/two-step");
  await expect(page.getByText(words.off)).toBeVisible();
  await page.getByRole("button", { name: words.add }).click();
  const adding = page.getByRole("dialog", { name: words.add_title });
  await expect(adding.getByRole("img", { name: words.qr })).toBeVisible();
  await expectAccessible(page, "an app is added");
  const secret = (await adding.locator(".two-step-key").innerText()).replaceAll(" ", "");
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  await adding.getByLabel(words.code, { exact: true }).fill("000000");
  await adding.getByRole("button", { name: words.confirm }).click();
  await expect(adding.getByText(english.portal_errors.code_wrong)).toBeVisible();
  // The code of the step before: the one of now is for the sign-in.
  await adding.getByLabel(words.code, { exact: true }).fill(totp(secret, -1));
  await adding.getByRole("button", { name: words.confirm }).click();
  const made = page.getByRole("dialog", { name: words.made_title });
  await expect(made.getByRole("listitem")).toHaveCount(10);
  await expectAccessible(page, "recovery codes");
  const recoveryCode = (await made.getByRole("listitem").first().textContent())!;
  await made.getByRole("button", { name: words.kept }).click();
  await expect(page.getByText(words.off)).toHaveCount(0);

  // In another browser, on the way to the sample app.
  const acceptance = place().apps.acceptance;
  const elsewhere = await browser.newContext({ baseURL: place().platform });
  const other = await elsewhere.newPage();
  await other.goto(`${acceptance}/expenses/1003`);
  await other.getByRole("button", { name: "Latchkey Account", exact: true }).click();
  await expect(heading(other, english.sign_in.title)).toBeVisible();
  await signInByPassword(other, rosalind);
  await expectSecondStep(other);
  expect(await sessionOf(elsewhere)).toBe(401);
  await expectAccessible(other, "second step");
  await other.getByLabel(step.code, { exact: true }).fill("000000");
  await other.getByRole("button", { name: step.submit, exact: true }).click();
  await expect(other.getByRole("alert")).toContainText(step.wrong);
  await expectAccessible(other, "a wrong code");
  await other.getByLabel(step.code, { exact: true }).fill(totp(secret));
  await other.getByRole("button", { name: step.submit, exact: true }).click();
  await expectConsent(other, "Company Expenses", "Acceptance");
  await authorizeButton(other).click();
  await expect(other).toHaveURL(`${acceptance}/expenses/1003`);
  await elsewhere.close();

  // Without the phone.
  const third = await browser.newContext({ baseURL: place().platform });
  await noteAwakening(third);
  const last = await third.newPage();
  await openSignIn(last);
  await signInByPassword(last, rosalind);
  await expectSecondStep(last);
  await last.getByText(step.no_app).click();
  await last.getByLabel(step.recovery_code, { exact: true }).fill(recoveryCode.toLowerCase());
  await last.getByRole("button", { name: step.use_recovery_code }).click();
  await expect(last.getByRole("link", { name: step.remove_lost })).toBeVisible();
  await last.getByRole("link", { name: step.code_used_on, exact: true }).click();
  await expectHomeOf(last, rosalind);
  await third.close();

  // A browser of her own, which is remembered: the password is enough there until she has it forgotten.
  const own = await browser.newContext({ baseURL: place().platform });
  await noteAwakening(own);
  const home = await own.newPage();
  await openSignIn(home);
  await signInByPassword(home, rosalind);
  await expectSecondStep(home);
  await home.getByRole("checkbox", { name: step.remember }).check();
  await home.getByLabel(step.code, { exact: true }).fill(totp(secret, 1));
  await home.getByRole("button", { name: step.submit, exact: true }).click();
  await expectHomeOf(home, rosalind);
  await signOut(home);
  await expect(heading(home, english.signed_out.title)).toBeVisible();
  await expect.poll(() => sessionOf(own)).toBe(401);
  await openSignIn(home);
  await signInByPassword(home, rosalind);
  await expectHomeOf(home, rosalind);
  await home.goto("/profile/security");
  const browsers = home.getByRole("region", { name: english.sessions.remembered_title });
  await expect(browsers.getByText(english.sessions.this)).toBeVisible();
  await expectAccessible(home, "remembered browsers");
  await browsers.getByRole("button", { name: english.sessions.forget }).click();
  await home.getByRole("dialog").getByRole("button", { name: english.sessions.forget }).click();
  await expect(browsers).toHaveCount(0);
  await signOut(home);
  await expect(heading(home, english.signed_out.title)).toBeVisible();
  await expect.poll(() => sessionOf(own)).toBe(401);
  await openSignIn(home);
  await signInByPassword(home, rosalind);
  await expectSecondStep(home);
  await own.close();
});
