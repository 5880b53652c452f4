// A12: an admin makes an app and an environment in the portal, and an app in Node.js (npm openid-client) signs a person in with
// what the portal said: with the first secret, with both during a rotation, and with the new one alone after it.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { join } from "node:path";
import * as openid from "openid-client";
import { hazel } from "../stack/people";
import { place } from "../stack/place";
import { english, filled } from "../stack/phrases";
import { root } from "../stack/programs";
import { expect, expectHomeOf, heading, openSignIn, signInByPassword, test } from "./test";

const words = english.app_settings;
// Nothing listens there: the browser is shown a page in the app's place.
const app = "http://127.0.0.1:45672";
const callback = `${app}/callback`;

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

async function signIn(page: Page) {
  await openSignIn(page);
  await signInByPassword(page, hazel);
  await expectHomeOf(page, hazel);
}

/** The apps that Hazel manages, by the bar. */
async function openApps(page: Page) {
  await page.getByRole("link", { name: english.portal.control_center, exact: true }).first().click();
  await expect(heading(page, english.managed_apps.title)).toBeVisible();
}

/** An app that nobody has made before, with its settings open. */
async function newApp(page: Page, name: string) {
  await openApps(page);
  await page.getByRole("link", { name: english.managed_apps.new_app }).click();
  await page.getByLabel(words.app_name).fill(name);
  await button(page, words.create_app).click();
  await expectGeneralOf(page, name);
}

/** The list of environments, below the app's name. */
async function expectGeneralOf(page: Page, name: string) {
  await expect(heading(page, words.general)).toBeVisible();
  await expect(page.locator(".breadcrumb")).toContainText(name);
}

async function fillEnvironment(page: Page) {
  await page.getByRole("link", { name: words.new_environment }).click();
  await expect(page.getByLabel(words.environment_name, { exact: true })).toHaveValue("Test");
  await page.getByLabel(words.url, { exact: true }).fill(`${app}/`);
  await row(page, words.redirect_uri, 1).fill(callback);
  await row(page, words.role, 1).fill("User");
  // Enter goes to a new row, and sends nothing.
  await row(page, words.role, 1).press("Enter");
  await expect(row(page, words.role, 2)).toBeFocused();
  await row(page, words.role, 2).fill("Boss");
}

/** A row of a list: "Redirect URI 2". */
const row = (page: Page, item: string, number: number) => page.getByRole("textbox", { name: `${item} ${number}`, exact: true });

/** The environment's `client_id`, as its page shows it. */
const clientIdOf = (page: Page) => page.locator(".copied dd", { hasText: /^[a-z-]+-test$/ }).innerText();

/** The secret in the dialog, which is kept. */
async function keepSecret(page: Page): Promise<string> {
  const dialog = page.getByRole("dialog", { name: words.secret_title });
  const secret = await dialog.locator(".secret-value dd").first().innerText();
  expect(secret).toMatch(/^[\w-]{43}$/);
  await expect(dialog.locator("pre")).toContainText(`LATCHKEY_CLIENT_SECRET=${secret}`);
  await page.keyboard.press("Escape");
  await expect(dialog, "Escape does not take it away").toBeVisible();
  await button(page, words.secret_kept).click();
  await expect(dialog).toBeHidden();
  expect(await page.content()).not.toContain(secret);
  return secret;
}

/** The app with this secret, as openid-client has it. */
const client = (clientId: string, secret: string) =>
  openid.discovery(new URL(place().platform), clientId, secret, undefined, { execute: [openid.allowInsecureRequests] });

/** Signs the person in whose browser it is; answers with the claims, or throws what the platform said to the app. */
async function signInToTheApp(page: Page, clientId: string, secret: string) {
  const platform = await client(clientId, secret);
  const [pkceCodeVerifier, expectedState, expectedNonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()];
  const url = openid.buildAuthorizationUrl(platform, {
    redirect_uri: callback,
    scope: "openid profile",
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  await page.route(`${callback}**`, (route) => route.fulfill({ contentType: "text/html", body: "<h1>The app</h1>" }));
  // An answer without a page in between is a redirect, which cannot be shown a made-up page.
  const first = await page.request.get(url.href, { maxRedirects: 0 });
  let back = new URL(first.headers().location!, url);
  if (!back.href.startsWith(callback)) {
    await page.goto(back.href);
    await button(page, english.consent.authorize).click();
    await expect(heading(page, "The app")).toBeVisible();
    back = new URL(page.url());
  }
  const checks = { pkceCodeVerifier, expectedState, expectedNonce };
  const tokens = await openid.authorizationCodeGrant(platform, back, checks);
  return tokens.claims()!;
}

test("what the portal makes signs people in, also while its secret is rotated", async ({ page, watch }) => {
  test.setTimeout(90_000);
  watch.tolerate(/ERR_CONNECTION_REFUSED/);
  await signIn(page);
  await newApp(page, "Rocket Garage");
  await expect(page.getByRole("link", { name: words.general })).toHaveAttribute("aria-current", "page");
  await expect(page.getByText(words.none)).toBeVisible();
  await fillEnvironment(page);
  await button(page, words.create).click();
  const first = await keepSecret(page);
  await expect(page.getByText(filled(words.saved, { environment: "Test" }))).toBeVisible();
  await expect(heading(page, "Test")).toBeVisible();
  const settings = page.url();
  const clientId = await clientIdOf(page);
  expect(clientId).toBe("rocket-garage-test");

  expect((await signInToTheApp(page, clientId, first)).roles).toEqual(["User", "Boss"]);
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Rocket Garage Test" })).toBeVisible();

  await page.goto(settings);
  await button(page, `${words.rotate} Test`).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: english.portal.cancel })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button(page, words.rotate_yes)).toBeHidden();
  await expect(button(page, `${words.rotate} Test`)).toBeFocused();
  await button(page, `${words.rotate} Test`).click();
  await button(page, words.rotate_yes).click();
  const second = await keepSecret(page);
  for (const secret of [first, second]) expect((await signInToTheApp(page, clientId, secret)).sub).toBeTruthy();

  await page.goto(settings);
  await button(page, `${words.end_previous} Test`).click();
  await button(page, words.end_previous_yes).click();
  await expect(page.getByText(words.previous_ended)).toBeVisible();
  await expect(signInToTheApp(page, clientId, first)).rejects.toMatchObject({ status: 401 });
  expect((await signInToTheApp(page, clientId, second)).sub).toBeTruthy();
});

test("the second who saves is told, and the line at fault is named", async ({ page, context }) => {
  await signIn(page);
  await newApp(page, "Two Hands");
  await fillEnvironment(page);
  // Pasted lines become rows.
  await row(page, words.redirect_uri, 1).evaluate((input, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    (input as HTMLInputElement).select();
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, `${callback}\nhttp://app.example/callback`);
  await page.getByLabel(words.url, { exact: true }).fill("app.example");
  await button(page, words.create).click();
  await expect(page.getByText(words.url_wrong)).toBeVisible();
  await expect(page.getByText(english.portal_errors.address_not_secure)).toBeVisible();
  await expect(page.getByLabel(words.url, { exact: true })).toBeFocused();
  await page.getByLabel(words.url, { exact: true }).fill(`${app}/`);
  await row(page, words.redirect_uri, 2).fill("");
  await row(page, words.role, 1).focus();
  await expect(page.getByText(english.portal_errors.address_not_secure), "it goes when the field is left").toBeHidden();
  await button(page, words.create).click();
  await keepSecret(page);
  await expect(heading(page, "Test")).toBeVisible();
  await expect(button(page, words.save)).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await row(other, words.role, 2).fill("");
  await button(other, words.save).click();
  await expect(other.getByText(filled(words.saved, { environment: "Test" }))).toBeVisible();
  await page.getByLabel(words.url, { exact: true }).fill("https://mine.example/");
  await button(page, words.save).click();
  await expect(page.getByRole("alert").filter({ hasText: english.portal_errors.changed_meanwhile })).toBeVisible();
  await expect(page.getByLabel(words.url, { exact: true })).toHaveValue("https://mine.example/");
  await button(page, words.load_present).click();
  await expect(row(page, words.role, 1)).toHaveValue("User");
  await expect(row(page, words.role, 2)).toHaveCount(0);
  await expect(page.getByLabel(words.url, { exact: true })).toHaveValue(`${app}/`);
});

test("what is deleted signs nobody in, and its short name is not given again", async ({ page, watch }) => {
  test.setTimeout(90_000);
  watch.tolerate(/ERR_CONNECTION_REFUSED|422|409/);
  await signIn(page);
  await newApp(page, "Short Lived");
  await fillEnvironment(page);
  await button(page, words.create).click();
  const secret = await keepSecret(page);
  await expect(heading(page, "Test")).toBeVisible();
  const settings = page.url();
  const clientId = await clientIdOf(page);
  expect((await signInToTheApp(page, clientId, secret)).sub).toBeTruthy();

  await page.goto(settings);
  await button(page, `${words.delete_environment} Test`).click();
  const dialog = page.getByRole("dialog", { name: filled(words.delete_environment_title, { environment: "Test" }) });
  await expect(dialog.getByText(filled(words.delete_environment_ask, { environment: "Test" }))).toBeVisible();
  await expect(dialog.locator("dd").last(), "the session that has tokens now").toHaveText("1");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(button(page, `${words.delete_environment} Test`)).toBeFocused();
  await button(page, `${words.delete_environment} Test`).click();
  await button(page, words.delete_environment_yes).click();
  await expect(page.getByText(filled(words.deleted, { name: "Test" }))).toBeVisible();
  await expect(heading(page, words.general)).toBeFocused();
  await expect(signInToTheApp(page, clientId, secret)).rejects.toThrow();

  await page.goto("/apps/short-lived/settings/general");
  await button(page, `${words.delete_app} Short Lived`).click();
  const last = page.getByRole("dialog", { name: filled(words.delete_app_title, { app: "Short Lived" }) });
  await last.getByLabel(words.delete_type).fill("short lived");
  await last.getByRole("button", { name: words.delete_app }).click();
  await expect(last.getByText(filled(words.delete_mismatch, { app: "Short Lived" }))).toBeVisible();
  await last.getByLabel(words.delete_type).fill("Short Lived");
  await last.getByRole("button", { name: words.delete_app }).click();
  await expect(page.getByText(filled(words.deleted, { name: "Short Lived" }))).toBeVisible();
  await openApps(page);
  await expect(page.getByRole("link", { name: "Short Lived" })).toBeHidden();

  await page.getByRole("link", { name: english.managed_apps.new_app }).click();
  await page.getByLabel(words.app_name).fill("Short Lived");
  await expect(page.getByLabel(words.app_slug)).toHaveValue("short-lived");
  await button(page, words.create_app).click();
  await expect(page.getByText(english.portal_errors.slug_taken)).toBeVisible();
  await expect(page.getByLabel(words.app_slug)).toBeFocused();
  await page.getByLabel(words.app_slug).fill("longer-lived");
  await button(page, words.create_app).click();
  await expectGeneralOf(page, "Short Lived");
  expect(new URL(page.url()).pathname).toBe("/apps/longer-lived/settings/general");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries({ wide: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } })) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport, reducedMotion: "reduce" } as never);

      async function look(page: Page, name: string) {
        const path = join(root, `target/screenshots/app-settings-${name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true, caret: "hide" });
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overhang, `${name} hangs over the edge`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map((node) => node.html)}`)).toEqual([]);
      }

      test("the pages can be looked at", async ({ page }) => {
        await signIn(page);
        await look(page, "home");
        await openApps(page);
        await expect(page.getByRole("columnheader", { name: english.managed_apps.name })).toBeVisible();
        await look(page, "apps");
        await page.goto("/control-center/people/members");
        await expect(page.getByText(hazel.email)).toBeVisible();
        await look(page, "members");
        await newApp(page, `Looks ${size} ${colorScheme}`);
        await look(page, "empty");
        await fillEnvironment(page);
        await page.getByText(words.advanced, { exact: true }).click();
        await look(page, "form");
        await button(page, words.create).click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await look(page, "secret");
        await keepSecret(page);
        await expect(heading(page, "Test")).toBeVisible();
        await look(page, "environment");
        await button(page, `${words.rotate} Test`).click();
        await look(page, "rotate");
        await page.keyboard.press("Escape");
        await button(page, `${words.delete_environment} Test`).click();
        await expect(button(page, words.delete_environment_yes)).toBeVisible();
        await look(page, "delete-environment");
        await page.keyboard.press("Escape");
        await page.locator(".breadcrumb a").last().click();
        await expect(heading(page, words.general)).toBeVisible();
        await look(page, "general");
        await page.getByRole("button", { name: words.delete_app }).click();
        await expect(page.getByText(words.delete_people)).toBeVisible();
        await look(page, "delete-app");
      });
    });
  }
}
