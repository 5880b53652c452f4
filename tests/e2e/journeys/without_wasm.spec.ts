// S13: the form is real HTML that posts, when JavaScript is off and when a policy forbids WebAssembly.
import type { BrowserContext, Page } from "@playwright/test";
import { donald, frances, mary, newcomer, type Person } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, heading, password, sessionOf, test, username } from "./test";

const send = (page: Page) => page.locator("form button[type=submit]");

async function fill(page: Page, person: Person, secret: string) {
  await username(page).fill(person.email);
  await password(page).fill(secret);
  await send(page).click();
}

async function passwordJourney(page: Page, context: BrowserContext) {
  await page.goto("/sign-in?return_to=/profile");
  await send(page).click();
  await expect(page.getByText(english.errors.username_missing)).toBeVisible();
  await fill(page, mary, "not the password at all");
  await expect(page.getByText(english.errors.wrong_credentials)).toBeVisible();
  await expect(username(page)).toHaveValue(mary.email);
  await expect(password(page)).toHaveValue("");
  await fill(page, mary, mary.password!);
  await expect(page).toHaveURL("/profile");
  expect(await sessionOf(context)).toBe(mary.email);
}

async function ssoJourney(page: Page, context: BrowserContext, person: Person) {
  await page.goto("/sign-in");
  await fill(page, person, "typed by habit");
  await page.waitForURL(`${place().initechIdp}/interaction/**`);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect.poll(() => sessionOf(context)).toBe(person.email);
}

async function errorJourney(page: Page) {
  await page.goto("/sign-in");
  await fill(page, newcomer("Charles"), "");
  await page.waitForURL(`${place().initechIdp}/interaction/**`);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText(filled(english.sso_failed.cancelled, { company: "Initech" }))).toBeVisible();
  await page.getByRole("link", { name: english.back_to_sign_in }).click();
  await expect(username(page)).toHaveValue("charles@initech.example");

  await page.goto("/sign-in");
  await username(page).fill("gavin@hooli.example");
  await send(page).click();
  await expect(page.getByText(english.errors.identity_provider_unavailable)).toBeVisible();
  await expect(username(page)).toHaveValue("gavin@hooli.example");
}

async function onboardingJourney(page: Page, context: BrowserContext, person: Person) {
  await page.goto("/sign-in");
  await fill(page, person, "");
  await page.waitForURL(`${place().initechIdp}/interaction/**`);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading(page, english.onboarding.title)).toBeVisible();
  await send(page).click();
  await expect.poll(() => sessionOf(context)).toBe(person.email);
}

test.describe("JavaScript is off", () => {
  test.use({ javaScriptEnabled: false });
  test("by password, errors included", ({ page, context }) => passwordJourney(page, context));
  test("through the identity provider", ({ page, context }) => ssoJourney(page, context, frances));
  test("as somebody new", ({ page, context }) => onboardingJourney(page, context, newcomer("Noscript")));
  test("with what can go wrong there", ({ page }) => errorJourney(page));
});

test.describe("WebAssembly is blocked", () => {
  test.beforeEach(async ({ context, watch }) => {
    watch.tolerate(/wasm|WebAssembly|fetch|modulepreload|preload/i);
    await context.route("**/*.wasm", (route) => route.abort());
  });
  test("by password, errors included", async ({ page, context }) => {
    await page.goto("/sign-in?return_to=/sign-in");
    await fill(page, mary, "not the password at all");
    await expect(page.getByText(english.errors.wrong_credentials)).toBeVisible();
    await fill(page, mary, mary.password!);
    await expect.poll(() => sessionOf(context)).toBe(mary.email);
  });
  test("through the identity provider", ({ page, context }) => ssoJourney(page, context, donald));
  test("as somebody new", ({ page, context }) => onboardingJourney(page, context, newcomer("Nowasm")));
  test("with what can go wrong there", ({ page }) => errorJourney(page));
});
