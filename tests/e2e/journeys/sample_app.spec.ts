// The sample app with the platform behind it, as a new user would try it: sign-on screen, platform account, the company's own
// sign-in (npm `oidc-provider`), consent, in with the right role, the switcher, and out again. axe looks at each page.
import type { Page } from "@playwright/test";
import { gladys, hedy, joan, karen, lynn, margaret, type Person } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import {
  authorizeButton, expect, expectAccessible, expectConsent, heading, leaveForIdp, sessionOf, signInThroughInitech, test,
} from "./test";

const app = "Company Expenses";
const acceptance = () => place().apps.acceptance;
const production = () => place().apps.production;
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const link = (page: Page, name: string) => page.getByRole("link", { name, exact: true });

/** On the platform's sign-in screen, which says what it is for. */
async function expectSignInFor(page: Page, environment: string) {
  await expect(heading(page, english.sign_in.title)).toBeVisible();
  await expect(page.getByText(filled(english.sign_in.purpose, { app, environment }))).toBeVisible();
}

/** From the sign-on screen of Acceptance into it, as the first time. */
async function enterAcceptance(page: Page, person: Person, path = "/") {
  await page.goto(acceptance() + path);
  await button(page, "Latchkey Account").click();
  await signInThroughInitech(page, person);
  await expectConsent(page, app, "Acceptance");
  await authorizeButton(page).click();
  await expect(page).toHaveURL(acceptance() + path);
}

test("a new user gets in, in the right role, to the other environment, and out again", async ({ page, context }) => {
  test.slow();
  await page.goto(`${acceptance()}/expenses/1003`);
  await expect(heading(page, "Sign in to Company Expenses")).toBeVisible();
  await expectAccessible(page, "sign-on");
  await button(page, "Latchkey Account").click();
  await expectSignInFor(page, "Acceptance");
  await expectAccessible(page, "sign-in");
  await signInThroughInitech(page, margaret);

  await expectConsent(page, app, "Acceptance");
  for (const value of ["User", "Margaret Hamilton, Initech", margaret.email]) {
    await expect(page.locator(".value").getByText(value, { exact: true })).toBeVisible();
  }
  await expect(page.getByText(english.consent.profile), "what is always shared is no choice").toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(1);
  await page.getByLabel(english.consent.email).check();
  await expectAccessible(page, "consent");
  await authorizeButton(page).click();

  // The page that was asked for.
  await expect(page).toHaveURL(`${acceptance()}/expenses/1003`);
  await expect(heading(page, "Punched cards")).toBeVisible();
  await expectAccessible(page, "in");
  await link(page, "My Account").click();
  for (const fact of ["Margaret Hamilton", margaret.email, "Initech", "User", "Latchkey account"]) {
    await expect(page.getByText(fact, { exact: true }).first()).toBeVisible();
  }
  await expect(link(page, "User Overview")).toHaveCount(0);
  await expectAccessible(page, "my account");

  // Production is another environment: it asks for itself, but nobody signs in again.
  await page.getByText("Apps", { exact: true }).click();
  await page.getByRole("link", { name: "Company Expenses Production" }).click();
  await expectConsent(page, app, "Production");
  await authorizeButton(page).click();
  await expect(page).toHaveURL(`${production()}/`);
  await expect(heading(page, "Expenses")).toBeVisible();

  // Production starts to sign in by itself; out is out all the same.
  await link(page, "Sign out").click();
  await expectAccessible(page, "signing out");
  await button(page, "Sign out of Latchkey too").click();
  await expect(heading(page, "You are signed out")).toBeVisible();
  await expectAccessible(page, "signed out");
  expect(new URL(page.url()).origin).toBe(production());
  expect(await sessionOf(context)).toBe(401);
  await page.goto(production());
  await expect(heading(page, "You are signed out")).toBeVisible();
  expect(await sessionOf(context)).toBe(401);
  // The platform has told the other environment.
  await expect(async () => {
    await page.goto(acceptance());
    await expect(heading(page, "Sign in to Company Expenses")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });

  // The second time the company asks who it is, and nobody asks for consent.
  await page.goto(production());
  await link(page, "Sign in again").click();
  await expectSignInFor(page, "Production");
  await signInThroughInitech(page, margaret);
  await expect(page).toHaveURL(`${production()}/`);
  await expect(heading(page, "Expenses")).toBeVisible();
});

test("signed out of the app alone, the platform's session brings nobody back in by itself", async ({ page, context }) => {
  await enterAcceptance(page, gladys);
  await link(page, "Sign out").click();
  await button(page, "Sign out").click();
  await expect(heading(page, "You are signed out")).toBeVisible();
  expect(await sessionOf(context), "the platform's session lives").toBe(gladys.email);
  await page.goto(`${acceptance()}/expenses/1003`);
  await expect(heading(page, "Sign in to Company Expenses")).toBeVisible();
  await button(page, "Latchkey Account").click();
  await expect(heading(page, "Punched cards")).toBeVisible();
});

test("what is optional can be left out, and roles are those of the environment", async ({ page }) => {
  await page.goto(acceptance());
  await button(page, "Latchkey Account").click();
  await signInThroughInitech(page, hedy);
  await expectConsent(page, app, "Acceptance");
  await expect(page.getByLabel(english.consent.email)).not.toBeChecked();
  await authorizeButton(page).click();
  await expect(heading(page, "Expenses")).toBeVisible();
  await link(page, "My Account").click();
  await expect(page.getByText("Hedy Lamarr", { exact: true })).toBeVisible();
  await expect(page.getByText(hedy.email)).toHaveCount(0);
  // An administrator here …
  await link(page, "User Overview").click();
  await page.getByRole("link", { name: "Hedy Lamarr" }).click();
  await expect(page.getByText("This user is managed on Latchkey")).toBeVisible();
  await expectAccessible(page, "user overview");
  // … and a user there.
  await page.goto(production());
  await expectConsent(page, app, "Production");
  await authorizeButton(page).click();
  await expect(heading(page, "Expenses")).toBeVisible();
  await expect(link(page, "User Overview")).toHaveCount(0);
});

test("whoever cancels is told so by the app, and can think again", async ({ page }) => {
  await page.goto(`${production()}/expenses/1004`);
  await signInThroughInitech(page, joan);
  await expectConsent(page, app, "Production");
  await button(page, english.consent.cancel).click();
  await expect(heading(page, "You did not sign in")).toBeVisible();
  expect(new URL(page.url()).origin).toBe(production());
  await expectAccessible(page, "denied");
  await link(page, "Sign in again").click();
  await expectConsent(page, app, "Production");
  await authorizeButton(page).click();
  await expect(page).toHaveURL(`${production()}/expenses/1004`);
});

test("a deep link survives a reload of the sign-in screen, and of the consent page", async ({ page }) => {
  await page.goto(`${production()}/expenses/1004`);
  await expectSignInFor(page, "Production");
  await page.reload();
  await expectSignInFor(page, "Production");
  await signInThroughInitech(page, karen);
  await expectConsent(page, app, "Production");
  await page.reload();
  await expectConsent(page, app, "Production");
  await authorizeButton(page).click();
  await expect(page).toHaveURL(`${production()}/expenses/1004`);
});

test("somebody without access is told whom to ask", async ({ page }) => {
  await page.goto(acceptance());
  await button(page, "Latchkey Account").click();
  await leaveForIdp(page, lynn);
  await button(page, "Continue").click();
  await expect(heading(page, english.no_access.title)).toBeVisible();
  await expect(link(page, hedy.email)).toHaveAttribute("href", new RegExp(`^mailto:${hedy.email}\\?subject=`));
  await expectAccessible(page, "no access");
  await button(page, english.no_access.back).click();
  await expect(heading(page, "You did not sign in")).toBeVisible();
  expect(new URL(page.url()).origin).toBe(acceptance());
});
