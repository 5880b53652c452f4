// C1 to C4: an app is authorized, listed on My Account, revoked, and asks again; and an app's request that waits while
// somebody signs up first. The app itself is a page that the browser is shown in its place.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { revokedApp, revokedClient } from "../stack/apps";
import { nextMail } from "../stack/mail";
import { stranger, valerie } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { root } from "../stack/programs";
import { expect, heading, signInByPassword, test } from "./test";

const challenge = createHash("sha256").update("v".repeat(43)).digest("base64url");
const { name: environment, id: clientId, redirectUri: callback } = revokedClient;
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const section = (page: Page) => page.getByRole("main");

/** What the app asks for. */
function wish(more: Record<string, string> = {}) {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: callback,
    response_type: "code",
    scope: "openid profile email",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...more,
  });
  return `/oauth/authorize?${query}`;
}

/** The app sends the browser to the platform; its own page is made up here. */
async function fromTheApp(page: Page, more: Record<string, string> = {}) {
  await page.route(`${callback}**`, (route) => route.fulfill({ contentType: "text/html", body: "<h1>The app</h1>" }));
  await page.goto(wish(more));
}

async function authorize(page: Page) {
  await fromTheApp(page, { prompt: "consent" });
  await signInByPassword(page, valerie);
  await expect(heading(page, english.consent.title)).toBeVisible();
}

test("what was authorized is listed, revoked, and asked for again", async ({ page }) => {
  await authorize(page);
  await page.getByLabel(english.consent.email).check();
  await button(page, english.consent.authorize).click();
  await expect(heading(page, "The app")).toBeVisible();
  expect(new URL(page.url()).searchParams.get("code")).toBeTruthy();
  // Without a page in between; a redirect cannot be shown a made-up page.
  const answer = await page.request.get(wish(), { maxRedirects: 0 });
  expect(new URL(answer.headers().location!).searchParams.get("code"), "it is remembered").toBeTruthy();
  await page.goto("/profile/apps");
  await expect(section(page).getByText(english.consent.email)).toBeVisible();
  await section(page).getByRole("button", { name: english.authorized_apps.revoke }).click();
  const dialog = page.getByRole("dialog", { name: english.authorized_apps.ask_title });
  await expect(dialog).toContainText(filled(english.authorized_apps.ask, { app: revokedApp, environment }));
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(section(page).getByRole("button", { name: english.authorized_apps.revoke })).toBeFocused();
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: english.authorized_apps.yes }).click();
  await expect(section(page).getByText(english.authorized_apps.none)).toBeVisible();
  await expect(section(page).getByText(english.authorized_apps.done)).toBeVisible();
  await fromTheApp(page);
  await expect(heading(page, english.consent.title)).toBeVisible();
  await button(page, english.consent.cancel).click();
  await expect(heading(page, "The app")).toBeVisible();
  expect(new URL(page.url()).searchParams.get("error")).toBe("access_denied");
});

test("whoever has to sign up first is led back to the app that waits", async ({ page }) => {
  const olive = stranger("Olive");
  await fromTheApp(page);
  await page.getByRole("link", { name: english.sign_in.create_account }).click();
  await page.getByLabel(english.onboarding.address, { exact: true }).fill(olive.email);
  await button(page, english.ask_for_link.submit).click();
  await page.goto((await nextMail(olive.email)).link);
  await page.getByLabel(english.onboarding.first_name).fill(olive.firstName);
  await page.getByLabel(english.onboarding.last_name).fill(olive.lastName);
  await page.getByLabel(english.choose_password.password, { exact: true }).fill(olive.password!);
  await button(page, english.choose_password.sign_up_submit).click();
  // Nobody has given her access; the page knows the app that she comes from.
  await expect(heading(page, english.no_access.title)).toBeVisible();
  await expect(page.getByText(filled(english.no_access.text, { email: olive.email, app: revokedApp, environment }))).toBeVisible();
});

const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };
for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport, reducedMotion: "reduce" } as never);

      async function look(page: Page, name: string) {
        await page.screenshot({ path: join(root, `target/screenshots/${name}-${size}-${colorScheme}.png`), fullPage: true, caret: "hide" });
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overhang, `${name} hangs over the edge`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map((node) => node.html)}`)).toEqual([]);
      }

      test("consent, and what can be taken back", async ({ page }) => {
        await authorize(page);
        await look(page, "consent");
        await button(page, english.consent.authorize).click();
        await expect(heading(page, "The app")).toBeVisible();
        await page.goto("/profile/apps");
        const revoke = section(page).getByRole("button", { name: english.authorized_apps.revoke });
        await expect(revoke).toBeVisible();
        await look(page, "authorized-apps");
        await revoke.click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await look(page, "authorized-apps-revoke");
      });
    });
  }
}
