// Every page, wide and on a phone, light and dark: axe finds nothing, nothing hangs over the edge, and a picture is
// taken for people to look at (`target/screenshots`).
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { grace, newcomer } from "../stack/people";
import { english } from "../stack/phrases";
import { root } from "../stack/programs";
import { place } from "../stack/place";
import { expect, expectFolded, expectHomeOf, heading, leaveForIdp, openSignIn, signInButton, signInByPassword, signOut, ssoButton, test, username } from "./test";

const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport, reducedMotion: "reduce" } as never);

      async function look(page: Page, name: string) {
        await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
        const path = join(root, `target/screenshots/${name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true, caret: "hide" });
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overhang, `${name} hangs over the edge`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map((node) => node.html)}`)).toEqual([]);
      }

      test("sign-in", async ({ page }) => {
        await openSignIn(page);
        await look(page, "sign-in");
        await username(page).fill("ada@acme.example");
        await expect(ssoButton(page)).toBeVisible();
        await expectFolded(page);
        await look(page, "sign-in-federated");
        await username(page).fill("gavin@hooli.example");
        await ssoButton(page).click();
        await expect(page.getByRole("alert")).toContainText(english.errors.identity_provider_unavailable);
        await look(page, "sign-in-idp-down");
        await openSignIn(page);
        await signInByPassword(page, grace, "not the password at all");
        await expect(page.getByRole("alert")).toContainText(english.errors.wrong_credentials);
        await look(page, "sign-in-wrong");
        await openSignIn(page);
        await signInButton(page).click();
        await expect(page.getByText(english.errors.username_missing)).toBeVisible();
        await look(page, "sign-in-empty");
      });

      test("on the way, failed, onboarding", async ({ page }) => {
        await openSignIn(page);
        await leaveForIdp(page, newcomer("Walter"));
        await page.getByRole("button", { name: "Cancel" }).click();
        await expect(heading(page, english.sso_failed.title)).toBeVisible();
        await look(page, "sso-failed");
        await openSignIn(page);
        await leaveForIdp(page, newcomer("Walter"));
        await page.getByRole("button", { name: "Continue" }).click();
        await expect(heading(page, english.onboarding.title)).toBeVisible();
        await look(page, "onboarding");
      });

      // The page goes on by itself at once: it is looked at without the line that makes it do so.
      test("on the way, without WebAssembly", async ({ page, context }) => {
        const form = { username: "walter@initech.example", password: "" };
        const answer = await context.request.post("/sign-in", { form, headers: { origin: place().platform } });
        const html = await answer.text();
        expect(html).toContain('http-equiv="refresh"');
        await page.route("**/sign-in", (route) =>
          route.fulfill({ response: answer, body: html.replace(/<meta http-equiv="refresh"[^>]*>/, "") }),
        );
        await page.goto("/sign-in");
        await expect(heading(page, english.leaving.title)).toBeVisible();
        await look(page, "leaving");
      });

      test("portal, signed out, nothing here", async ({ page }) => {
        await openSignIn(page);
        await signInByPassword(page, grace);
        await expectHomeOf(page, grace);
        await expect(page.getByText(english.my_apps.none)).toBeVisible();
        await look(page, "home");
        await page.goto("/profile");
        await expect(heading(page, english.profile.title)).toBeVisible();
        await look(page, "profile");
        await signOut(page);
        await expect(heading(page, english.signed_out.title)).toBeVisible();
        await look(page, "signed-out");
        await page.goto("/no-such-page");
        await expect(heading(page, english.fault.not_found)).toBeVisible();
        await look(page, "not-found");
      });
    });
  }
}
