// The steps of the wizard, as an admin or a guest goes through them.
import type { BrowserContext, Page } from "@playwright/test";
import { globexClient } from "../stack/initech_idp";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectAccessible } from "./test";

const words = english.single_sign_on;

/** Signs in at the identity provider, in whatever tab asks. */
export async function signInThere(tab: Page, email: string, idp = place().initechIdp) {
  await tab.waitForURL(`${idp}/interaction/**`);
  await tab.getByLabel("address").fill(email);
  await tab.getByRole("button", { name: "Continue" }).click();
}

/** The first step, from the overview. What it is called tells apart who did it with which secret. */
export async function connect(page: Page, secret: string, before: () => Promise<void> = async () => {}, name = `By the wizard ${secret.length}`) {
  await page.goto("/control-center/security/single-sign-on");
  await page.getByRole("link", { name: /^(Configure Single Sign-On|Add Configuration)$/ }).first().click();
  await page.getByRole("button", { name: words.go_on }).click();
  await page.getByLabel(words.name).fill(name);
  await page.getByLabel(words.provider, { exact: true }).selectOption("other");
  await page.getByLabel(words.endpoint).fill(`${place().initechIdp}/`);
  await page.getByLabel(words.client_id).fill(globexClient.id);
  await page.getByLabel(words.client_secret, { exact: true }).fill(secret);
  await expectAccessible(page, "connect");
  await before();
  await page.getByRole("button", { name: words.next }).click();
  await page.waitForURL(/\/edit\/test$/);
}

export async function runTest(page: Page, context: BrowserContext, email: string, idp?: string) {
  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: words.start_test }).click();
  const tab = await opened;
  await signInThere(tab, email, idp);
  await expect(tab.getByRole("heading", { level: 1, name: words.tested_title })).toBeVisible();
  const closed = tab.waitForEvent("close");
  const button = tab.getByRole("button", { name: words.close_window });
  await expect(button).toBeVisible();
  // The tab may be gone before the click has returned.
  await Promise.all([closed, button.click().catch(() => undefined)]);
}
