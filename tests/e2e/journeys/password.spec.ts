// S1, S7, S13: people outside federated domains sign in with a password.
import { annie, grace, katherine } from "../stack/people";
import { english } from "../stack/phrases";
import { place } from "../stack/place";
import { accountMenu, expect, expectHomeOf, heading, openSignIn, password, sessionOf, signInButton, signInByPassword, test, username } from "./test";

test("somebody signs in and is greeted by name", async ({ page, context }) => {
  await openSignIn(page);
  await signInByPassword(page, grace);
  await expectHomeOf(page, grace);
  expect(await sessionOf(context)).toBe(grace.email);
});

test("a wrong password and an unknown name get the same message, and the name stays", async ({ page, context }) => {
  const messages = [];
  for (const email of [grace.email, "nobody@globex.example"]) {
    await openSignIn(page);
    await signInByPassword(page, { ...grace, email }, "not the password at all");
    await expect(page.getByRole("alert")).toHaveText(english.errors.wrong_credentials);
    await expect(username(page)).toHaveValue(email);
    messages.push(await page.getByRole("alert").innerText());
  }
  expect(messages[0]).toBe(messages[1]);
  expect(await sessionOf(context)).toBe(401);
});

test("an empty form says what to enter, next to the field", async ({ page }) => {
  await openSignIn(page);
  await signInButton(page).click();
  await expect(page.getByText(english.errors.username_missing)).toBeVisible();
  await expect(username(page)).toBeFocused();
  await username(page).fill("grace");
  await password(page).fill("x");
  await signInButton(page).click();
  await expect(page.getByText(english.errors.username_not_an_address)).toBeVisible();
});

test("the whole way goes by keyboard alone", async ({ page }) => {
  await openSignIn(page);
  await expect(username(page)).toBeFocused();
  await page.keyboard.type(katherine.email);
  await page.keyboard.press("Tab");
  await expect(password(page)).toBeFocused();
  await page.keyboard.type(katherine.password!);
  await page.keyboard.press("Enter");
  await expectHomeOf(page, katherine);
  const menu = accountMenu(page);
  for (let presses = 0; presses < 15 && !(await menu.evaluate((it) => it === document.activeElement)); presses++) {
    await page.keyboard.press("Tab");
  }
  await expect(menu).toBeFocused();
  await page.keyboard.press("Enter");
  // The menu takes the focus once it is open: a key that comes before is the button's.
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("menuitem", { name: english.portal.sign_out })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/signed-out");
});

test("afterwards comes the page that was asked for", async ({ page }) => {
  await page.goto("/profile");
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await signInByPassword(page, annie);
  await expect(page).toHaveURL("/profile");
  await expect(heading(page, english.profile.title)).toBeVisible();
  await expect(page.getByText(annie.email).first()).toBeVisible();
});

for (const evil of ["//evil.example/", "/\\evil.example/", "https://evil.example/", "/%5Cevil.example", "javascript:alert(1)"]) {
  test(`nobody is sent on to ${evil}`, async ({ page, context }) => {
    await openSignIn(page, `?return_to=${encodeURIComponent(evil)}`);
    await signInByPassword(page, grace);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(new URL(page.url()).origin).toBe(place().platform);
    expect(await sessionOf(context)).toBe(grace.email);
  });
}

test("German is spoken to those who ask for it", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ locale: "de-DE", baseURL });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await context.close();
});
