// M5: an admin makes a group, gives it the sample app and puts somebody into it, who enters the app in the group's role; taken out again,
// the person is out of the app at once, which the platform has told of it.
import type { Browser, Page } from "@playwright/test";
import { tell } from "../stack/company_idp";
import { cecilia, lise, vera } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import {
  authorizeButton, awake, expect, expectAccessible, expectConsent, expectHomeOf, heading, noteAwakening, openSignIn, signInThroughInitech, test,
} from "./test";

const words = english.groups;
const acceptance = () => place().apps.acceptance;
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog");

/** A group with the sample app's Acceptance, in the role Administrator; its page is open. */
async function makeGroup(page: Page) {
  await openSignIn(page);
  await signInThroughInitech(page, cecilia);
  await expectHomeOf(page, cecilia);
  await page.getByRole("link", { name: english.portal.control_center }).first().click();
  await page.getByRole("link", { name: words.title, exact: true }).click();
  await expect(heading(page, words.title)).toBeVisible();
  await button(page, words.new).click();
  await dialog(page).getByLabel(words.name).fill("Finance");
  await expectAccessible(page, "new group");
  await button(page, words.create).click();
  await expect(heading(page, "Finance")).toBeVisible();
  await button(page, words.add_access).click();
  await dialog(page).getByLabel(words.environment).selectOption({ label: "Company Expenses · Acceptance" });
  await dialog(page).getByLabel("Administrator").check();
  await expectAccessible(page, "add app");
  await button(page, words.save).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Company Expenses · Acceptance" })).toContainText("Administrator");
}

async function addMember(page: Page) {
  await button(page, words.add_members).click();
  await dialog(page).getByLabel(words.addresses).fill(`Vera Rubin <${vera.email}>, nobody@initech.example`);
  await button(page, words.add).click();
  await expect(dialog(page)).toContainText(words.added_one);
  await expect(dialog(page)).toContainText(words.outcome_unknown);
  await expect(dialog(page).getByLabel(words.addresses)).toHaveValue("nobody@initech.example");
  await expectAccessible(page, "members added");
  await button(page, words.close).click();
  await expect(page.getByRole("row").filter({ hasText: vera.email })).toContainText(words.by_hand);
}

test("a group lets somebody into the sample app, and out of it again at once", async ({ page, browser }) => {
  test.slow();
  await makeGroup(page);
  await addMember(page);
  await expectAccessible(page, "group");

  const context = await browser.newContext({ baseURL: place().platform });
  await noteAwakening(context);
  const app = await context.newPage();
  await app.goto(acceptance());
  await button(app, "Latchkey Account").click();
  await awake(app);
  await signInThroughInitech(app, vera);
  await expectConsent(app, "Company Expenses", "Acceptance");
  await authorizeButton(app).click();
  await expect(app).toHaveURL(`${acceptance()}/`);
  // Only administrators see it.
  await expect(app.getByRole("link", { name: "User Overview" })).toBeVisible();

  await page.getByRole("row").filter({ hasText: vera.email }).getByRole("button").click();
  await expectAccessible(page, "removal");
  await button(page, words.remove_member).click();
  await expect(page.getByText(words.member_removed)).toBeVisible();
  await expect(page.getByText(words.nobody)).toBeVisible();
  await expect(async () => {
    await app.goto(acceptance());
    await expect(heading(app, "Sign in to Company Expenses")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await button(app, "Latchkey Account").click();
  await expect(heading(app, english.no_access.title)).toBeVisible();
  await context.close();

  await button(page, `${words.delete} Finance`).click();
  await expect(dialog(page)).toContainText("Company Expenses · Acceptance");
  await expectAccessible(page, "deletion");
  await dialog(page).getByRole("button", { name: words.delete }).click();
  await expect(heading(page, words.title)).toBeVisible();
  await expect(page.getByText(filled(words.deleted, { name: "Finance" }))).toBeVisible();
});

/** Signs in through Initech, which says this of the person's groups, and goes into the sample app. */
async function enterAs(browser: Browser, person: typeof lise, groups: string[]) {
  const context = await browser.newContext({ baseURL: place().platform });
  await noteAwakening(context);
  const app = await context.newPage();
  await tell(place().initechIdp, `groups/${person.email}`, JSON.stringify(groups));
  await app.goto(acceptance());
  await button(app, "Latchkey Account").click();
  await awake(app);
  await signInThroughInitech(app, person);
  return app;
}

test("a group that the identity provider feeds lets somebody in, and takes the access back at the next sign-in", async ({ page, browser, context }) => {
  test.slow();
  await openSignIn(page);
  await signInThroughInitech(page, cecilia);
  await page.waitForURL(`${place().platform}/`);
  const headers = { origin: place().platform };
  const post = async (path: string, data: object) => {
    const answer = await context.request.post(path, { headers, data });
    expect(answer.status(), await answer.text()).toBe(200);
    return answer.json();
  };
  const group = `/api/company/groups/${(await post("/api/company/groups", { name: "Physics" })).id}`;
  const { others } = await (await context.request.get(group)).json();
  const environment = others.find((one: { name: string }) => one.name === "Acceptance").id;
  await post(`${group}/access`, { environment, roles: ["Administrator"] });
  await post(`${group}/rules`, { rules: [{ claim: "groups", value: "physics" }] });

  const inside = await enterAs(browser, lise, ["staff", "physics"]);
  await expectConsent(inside, "Company Expenses", "Acceptance");
  await authorizeButton(inside).click();
  await expect(inside).toHaveURL(`${acceptance()}/`);
  await expect(inside.getByRole("link", { name: "User Overview" })).toBeVisible();
  const { items } = await (await context.request.get(`${group}/members`)).json();
  expect(items).toMatchObject([{ email: lise.email, by_hand: false, by_idp: true }]);

  const outside = await enterAs(browser, lise, ["staff"]);
  await expect(heading(outside, english.no_access.title)).toBeVisible();
  await expect(async () => {
    await inside.goto(acceptance());
    await expect(heading(inside, "Sign in to Company Expenses")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await inside.context().close();
  await outside.context().close();
  const gone = await context.request.delete(group, { headers });
  expect(gone.status()).toBe(200);
});
