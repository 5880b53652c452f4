// S2, S13: the screen recognises a federated domain while it is typed, and keeps the elements it was born with.
import { ada, grace } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { expect, expectFolded, leaveForIdp, openSignIn, password, requestsDuring, signInButton, ssoButton, test, username } from "./test";

test("a federated domain folds the password away, and another brings it back", async ({ page }) => {
  await openSignIn(page);
  await password(page).evaluate((input) => ((input as { mark?: string }).mark = "the same"));
  await username(page).pressSequentially(ada.email, { delay: 10 });
  await expect(ssoButton(page)).toBeVisible();
  await expect(page.getByText(filled(english.sign_in.federated, { domain: "initech.example" }))).toBeVisible();
  await expectFolded(page);
  await username(page).fill(grace.email);
  await expect(signInButton(page)).toBeVisible();
  await expect(page.locator("[inert]")).toHaveCount(0);
  await expect(password(page)).toBeEditable();
  expect(await password(page).evaluate((input) => (input as { mark?: string }).mark)).toBe("the same");
});

test("what was typed before the WebAssembly came stays, in the very same elements", async ({ page }) => {
  let release = () => {};
  const gate = new Promise<void>((open) => (release = open));
  await page.route("**/*.wasm", async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto("/sign-in");
  await username(page).fill(ada.email);
  await password(page).fill("filled by a password manager");
  for (const field of [username(page), password(page)]) {
    await field.evaluate((input) => ((input as { mark?: string }).mark = "born with the page"));
  }
  release();
  // Awake, it takes up what was typed: the domain is federated.
  await expect(ssoButton(page)).toBeVisible();
  await expect(username(page)).toHaveValue(ada.email);
  await expect(password(page)).toHaveValue("filled by a password manager");
  for (const field of [username(page), password(page)]) {
    expect(await field.evaluate((input) => (input as { mark?: string }).mark)).toBe("born with the page");
  }
});

test("the password of a federated domain is never sent, and discovery sends the domain alone", async ({ page, context }) => {
  const secret = "typed by habit, sent to nobody";
  const requests = await requestsDuring(context, async () => {
    await openSignIn(page);
    await username(page).fill(grace.email);
    await password(page).fill(secret);
    await leaveForIdp(page, ada);
  });
  const sent = requests.map((request) => decodeURIComponent(`${request.url()} ${request.postData() ?? ""}`));
  expect(sent.filter((text) => text.includes(secret))).toEqual([]);
  const asked = requests.filter((request) => request.url().endsWith("/api/sign-in/discover"));
  expect(asked.map((request) => request.postDataJSON())).toContainEqual({ domain: "initech.example" });
  for (const request of asked) expect(request.postData()).not.toContain("@");
});

test("a check that fails blocks nobody", async ({ page }) => {
  await page.route("**/api/sign-in/discover", (route) => route.abort());
  await openSignIn(page);
  await username(page).fill(grace.email);
  await password(page).fill(grace.password!);
  await signInButton(page).click();
  await expect(page).toHaveURL("/");
});
