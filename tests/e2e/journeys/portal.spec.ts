// The portal shell: who is signed in, and the way out. Its pages need a session.
import { grace } from "../stack/people";
import { english } from "../stack/phrases";
import { chooseInAccountMenu, expect, expectHomeOf, heading, openSignIn, sessionOf, signInByPassword, test, username } from "./test";

for (const path of ["/", "/profile"]) {
  test(`${path} needs a session and leads to sign-in and back`, async ({ page }) => {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
    await signInByPassword(page, grace);
    await expect(page).toHaveURL(path);
  });
}

test("home has no apps yet; the profile has name and address", async ({ page }) => {
  await openSignIn(page);
  await signInByPassword(page, grace);
  await expectHomeOf(page, grace);
  await expect(page.getByText(english.my_apps.none)).toBeVisible();
  await chooseInAccountMenu(page, english.profile.title);
  await expect(page).toHaveURL("/profile");
  await expect(heading(page, english.profile.title)).toBeVisible();
  await expect(page.getByText(grace.email).first()).toBeVisible();
  await page.goBack();
  await expect(heading(page, english.my_apps.title)).toBeVisible();
});

test("a session that ended elsewhere ends here too", async ({ page, context }) => {
  await openSignIn(page);
  await signInByPassword(page, grace);
  await expectHomeOf(page, grace);
  await context.clearCookies();
  await page.reload();
  await expect(username(page)).toBeVisible();
  expect(await sessionOf(context)).toBe(401);
});

test("no link of the portal is dead", async ({ page, context }) => {
  await openSignIn(page);
  await signInByPassword(page, grace);
  await expectHomeOf(page, grace);
  const links = await page.getByRole("link").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  expect(links.length).toBeGreaterThan(0);
  for (const link of new Set(links)) expect((await context.request.get(link)).status(), link).toBe(200);
});
