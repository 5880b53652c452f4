// P5: from an empty database to a working platform, by the printed link alone.
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { english } from "../stack/phrases";
import { folder, freePort, program, start } from "../stack/programs";
import { awake, expect, expectHome, heading, signOut, test } from "./test";

const secret = "seven wild geese over the lake";
let count = 0;

type Platform = { url: string; restart(): Promise<string>; stop(): unknown; link: string };

/** A platform with an empty database, and what its log says. */
async function emptyPlatform(): Promise<Platform> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const name = `empty-${process.pid}-${count++}`;
  const environment = {
    LATCHKEY_PUBLIC_URL: url,
    LATCHKEY_LISTEN: `127.0.0.1:${port}`,
    LATCHKEY_DATABASE_URL: `sqlite://${join(folder, `${name}.db`)}`,
  };
  let starts = 0;
  let running: { stop(): unknown };
  const begin = async () => {
    const log = `${name}-${starts++}`;
    running = await start(log, program("LATCHKEY_BINARY", "target/dist/latchkey"), ["serve"], environment, `${url}/readyz`);
    return log;
  };
  const first = await begin();
  return {
    url,
    link: await printedLink(first, url),
    restart: async () => {
      await running.stop();
      return begin();
    },
    stop: () => running.stop(),
  };
}

const said = (log: string) => readFileSync(join(folder, `${log}.log`), "utf8");

async function printedLink(log: string, url: string): Promise<string> {
  const pattern = new RegExp(`${url}/set-up\\?token=\\S+`);
  await expect.poll(() => said(log)).toMatch(pattern);
  return pattern.exec(said(log))![0];
}

async function fillIn(page: Page, values: Record<string, string>) {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
}

test("an empty platform becomes a working one from the printed link alone", async ({ page }) => {
  const platform = await emptyPlatform();
  await page.goto(platform.link);
  await expect(heading(page, english.choose_password.set_up_title)).toBeVisible();
  expect(page.url(), "the secret does not stay in the address").toMatch(/\/set-up\/[^?]+$/);
  await awake(page);
  await fillIn(page, {
    [english.choose_password.company]: "Umbrella Logistics",
    [english.onboarding.first_name]: "Olive",
    [english.onboarding.last_name]: "Founder",
    [english.onboarding.address]: "olive@umbrella.example",
  });
  const submit = page.getByRole("button", { name: english.choose_password.set_up_submit });
  await fillIn(page, { [english.choose_password.password]: "too short" });
  await submit.click();
  await expect(page.getByText(english.errors.password_too_short)).toBeVisible();
  await expect(page.getByLabel(english.choose_password.company, { exact: true })).toHaveValue("Umbrella Logistics");
  await fillIn(page, { [english.choose_password.password]: secret });
  await submit.click();
  await expect(page).toHaveURL(`${platform.url}/`);
  await expectHome(page, "Olive Founder");

  await signOut(page);
  await expect(heading(page, english.signed_out.title)).toBeVisible();
  await page.goto(`${platform.url}/sign-in`);
  await awake(page);
  await fillIn(page, { [english.sign_in.username]: "olive@umbrella.example", [english.sign_in.password]: secret });
  await page.getByRole("button", { name: english.sign_in.submit, exact: true }).click();
  await expectHome(page, "Olive Founder");

  expect((await page.goto(platform.link))!.status(), "the page is gone").toBe(404);
  const log = await platform.restart();
  expect((await page.goto(`${platform.url}/set-up`))!.status()).toBe(404);
  expect(said(log)).not.toContain("set-up?token=");
  await platform.stop();
});

test("a new start prints a new link, and the old one says that it was replaced", async ({ page }) => {
  const platform = await emptyPlatform();
  const newer = await printedLink(await platform.restart(), platform.url);
  expect(newer).not.toBe(platform.link);
  await page.goto(platform.link);
  await expect(heading(page, english.link_failed.title)).toBeVisible();
  await expect(page.getByText(english.link_failed.replaced)).toBeVisible();
  await page.goto(newer);
  await expect(heading(page, english.choose_password.set_up_title)).toBeVisible();
  // The page may still be fetching what wakes it.
  await page.waitForLoadState("networkidle");
  await platform.stop();
});
