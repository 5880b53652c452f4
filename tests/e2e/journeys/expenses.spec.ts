// A1, A2, A5-A7, A9, A10: the sample app, and with it `latchkey-app`, in a browser, with a provider that nobody here wrote.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { administrator } from "../stack/expenses";
import { root } from "../stack/programs";
import { place } from "../stack/place";
import { expect, heading, test } from "./test";

const acceptance = () => place().expenses.acceptance;
const production = () => place().expenses.production;

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Signs in on the provider's page. */
async function signInAt(page: Page, address: string) {
  await expect(heading(page, "Stand-in account")).toBeVisible();
  await page.getByLabel("Address").fill(address);
  await button(page, "Continue").click();
}

async function signInLocally(page: Page, username: string) {
  await page.context().clearCookies();
  await page.goto(`${acceptance()}/sign-on`);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill("a drawer full of receipts");
  await button(page, "Sign in").click();
  await expect(heading(page, "Expenses")).toBeVisible();
}

test("the button leads to the platform and back to the page that was asked for", async ({ page }) => {
  await page.goto(`${acceptance()}/expenses/1003`);
  await expect(heading(page, "Sign in to Company Expenses")).toBeVisible();
  await button(page, "Latchkey Account").click();
  await signInAt(page, "dorothy@initech.example");
  await expect(page).toHaveURL(`${acceptance()}/expenses/1003`);
  await expect(heading(page, "Punched cards")).toBeVisible();
  await page.getByRole("link", { name: "My Account" }).click();
  await expect(page.getByText("Dorothy Newcomer")).toBeVisible();
  await expect(page.getByText("Latchkey account", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "User Overview" })).toHaveCount(0);
});

test("the other variant starts by itself, also with the session of the other environment", async ({ page }) => {
  await page.goto(`${production()}/expenses/1004`);
  await signInAt(page, "dorothy@initech.example");
  await expect(page).toHaveURL(`${production()}/expenses/1004`);
  // One session at the platform is enough for both, and each has cookies of its own although they share a host.
  await page.goto(acceptance());
  await button(page, "Latchkey Account").click();
  await expect(heading(page, "Expenses")).toBeVisible();
  await page.goto(production());
  await expect(heading(page, "Expenses")).toBeVisible();
  const names = (await page.context().cookies(production())).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["expenses-acceptance-session", "expenses-production-session"]));
});

test("whoever presses Cancel is told so and can try again", async ({ page }) => {
  await page.goto(`${production()}/expenses/1004`);
  await button(page, "Cancel").click();
  await expect(heading(page, "You did not sign in")).toBeVisible();
  await page.getByRole("link", { name: "Sign in again" }).click();
  await signInAt(page, "dorothy@initech.example");
  await expect(page).toHaveURL(`${production()}/expenses/1004`);
});

test("signing out stays signed out, although the platform's session lives", async ({ page }) => {
  await page.goto(production());
  await signInAt(page, "dorothy@initech.example");
  await page.getByRole("link", { name: "Sign out" }).click();
  await button(page, "Sign out").click();
  await expect(heading(page, "You are signed out")).toBeVisible();
  for (const path of ["/", "/expenses/1004"]) {
    await page.goto(production() + path);
    await expect(heading(page, "You are signed out")).toBeVisible();
  }
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page).toHaveURL(`${production()}/expenses/1004`);
});

test("signing out of the platform too ends the session in the other environment, and does not loop", async ({ page }) => {
  await page.goto(production());
  await signInAt(page, "dorothy@initech.example");
  await page.goto(acceptance());
  await button(page, "Latchkey Account").click();
  await page.getByRole("link", { name: "Sign out" }).click();
  await button(page, "Sign out of Latchkey too").click();
  await button(page, "Yes, sign me out").click();
  // Back at the app's home, which asks, and signs nobody in.
  await expect(page).toHaveURL(`${acceptance()}/sign-on?return_to=%2F`);
  await expect(heading(page, "Sign in to Company Expenses")).toBeVisible();
  // The provider told the other environment by itself (back-channel logout), and has no session left.
  await page.goto(production());
  await expect(heading(page, "Stand-in account")).toBeVisible();
});

test("an administrator sees everybody, and cannot change who comes from the platform", async ({ page }) => {
  await page.goto(acceptance());
  await button(page, "Latchkey Account").click();
  await signInAt(page, administrator);
  await page.getByRole("link", { name: "User Overview" }).click();
  await page.getByRole("link", { name: "Edith Newcomer" }).click();
  await expect(page.getByText("This user is managed on Latchkey")).toBeVisible();
  await page.goto(`${acceptance()}/users/petty.cash`);
  await page.getByLabel("Administrator").check();
  await button(page, "Save").click();
  await expect(page.getByRole("row", { name: /Petty Cash/ })).toContainText("User, Administrator");
  await page.goto(`${acceptance()}/users/petty.cash`);
  await page.getByLabel("Administrator").uncheck();
  await button(page, "Save").click();
});

test("the switcher leads to the other environment", async ({ page }) => {
  await page.goto(acceptance());
  await button(page, "Latchkey Account").click();
  await signInAt(page, "dorothy@initech.example");
  await page.getByText("Apps", { exact: true }).click();
  await page.getByRole("link", { name: "Company Expenses Production" }).click();
  await expect(page).toHaveURL(`${production()}/`);
  await expect(heading(page, "Expenses")).toBeVisible();
});

test("it works without JavaScript and by keyboard", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${acceptance()}/expenses/1001`);
  await button(page, "Latchkey Account").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Address").fill("dorothy@initech.example");
  await page.keyboard.press("Enter");
  await expect(heading(page, "A second-hand difference engine")).toBeVisible();
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries({ wide: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } })) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport });

      async function look(page: Page, name: string) {
        const path = join(root, `target/screenshots/expenses-${name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true, caret: "hide" });
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overhang, `${name} hangs over the edge`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map((node) => node.html)}`)).toEqual([]);
      }

      test("the pages for everybody can be looked at", async ({ page }) => {
        await page.goto(`${acceptance()}/sign-on`);
        await look(page, "sign-on");
        await page.getByLabel("Username").fill("nobody");
        await page.getByLabel("Password").fill("wrong");
        await button(page, "Sign in").click();
        await expect(page.getByRole("alert")).toBeVisible();
        await look(page, "sign-on-wrong");
        await page.goto(`${acceptance()}/openid/signed-out`);
        await look(page, "signed-out");
        await page.goto(`${acceptance()}/openid/callback?state=unknown`);
        await expect(heading(page, "This sign-in is over")).toBeVisible();
        await look(page, "over");
      });

      test("a user's pages can be looked at", async ({ page }) => {
        await signInLocally(page, "petty.cash");
        await look(page, "home");
        for (const path of ["expenses/1003", "account", "nothing", "openid/logout"]) {
          await page.goto(`${acceptance()}/${path}`);
          await look(page, path.replaceAll("/", "-"));
        }
        await page.goto(`${acceptance()}/users`);
        await expect(heading(page, "This page is for administrators")).toBeVisible();
        await look(page, "forbidden");
      });

      test("an administrator's pages can be looked at", async ({ page }) => {
        await signInLocally(page, "office");
        for (const path of ["users", "users/petty.cash"]) {
          await page.goto(`${acceptance()}/${path}`);
          await look(page, path.replaceAll("/", "-"));
        }
      });
    });
  }
}
