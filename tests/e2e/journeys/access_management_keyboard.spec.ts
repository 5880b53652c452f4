// Access Management by the keyboard alone: the people who match a search get a role at once, and it is taken back; then people are invited.
import type { Page } from "@playwright/test";
import { dallas, ellen } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { button, press, tabTo, type } from "./keyboard";
import { expect, expectAccessible, expectHomeOf, heading, openSignIn, signInByPassword, test } from "./test";

const words = english.access_management;
const bulk = english.bulk_access;

async function openManageUsers(page: Page) {
  await openSignIn(page);
  await signInByPassword(page, ellen);
  await expectHomeOf(page, ellen);
  await page.goto("/apps/colonies/settings/access-management");
  await press(page, page.getByRole("link", { name: `${words.manage_users} colonies`, exact: true }));
  await expect(heading(page, words.manage_users)).toBeVisible();
}

test("many people are changed, and that is undone, without a pointer", async ({ page }) => {
  test.slow();
  await openManageUsers(page);
  await type(page, page.getByLabel(words.search), "Crew");
  const rows = page.getByRole("row").filter({ hasText: "@weyland.example" });
  await expect(rows.filter({ hasText: "Passenger" })).toHaveCount(0);
  await expect(rows).toHaveCount(25);
  await press(page, page.getByLabel(english.ui.select_page), "Space");
  await press(page, button(page, english.bulk_selection.choose_all));
  await expect(page.getByText(filled(english.bulk_selection.all_searched, { search: "Crew" }))).toBeVisible();
  await expectAccessible(page, "all that match");
  await press(page, button(page, bulk.change_roles));
  const dialog = page.getByRole("dialog");
  // A choice opens and changes by its own keys.
  await tabTo(page, dialog.getByLabel("Administrator", { exact: true }));
  await page.keyboard.type(bulk.give);
  await expect(dialog.getByLabel("Administrator", { exact: true })).toHaveValue("give");
  await press(page, dialog.getByRole("button", { name: bulk.show_preview }));
  await expect(dialog).toContainText(filled(bulk.will_change, { count: "27" }));
  await expect(dialog).toContainText(filled(bulk.gained, { role: "Administrator", count: "27" }));
  await expectAccessible(page, "preview");
  await press(page, dialog.getByRole("button", { name: bulk.change_roles }));
  await expect(dialog).toHaveCount(0);
  const change = page.getByRole("listitem").filter({ hasText: filled(bulk.did_give, { roles: "Administrator" }) });
  await expect(change).toContainText(english.people_jobs.done, { timeout: 30_000 });
  await expect(rows.first()).toContainText("Administrator");
  await press(page, change.getByRole("button", { name: new RegExp(`^${bulk.undo}`) }).first());
  await press(page, page.getByRole("dialog").getByRole("button", { name: bulk.undo, exact: true }));
  await expect(rows.first()).not.toContainText("Administrator", { timeout: 30_000 });
  await expectAccessible(page, "undone");
});

test("people are invited without a pointer", async ({ page }) => {
  test.slow();
  await openManageUsers(page);
  await press(page, page.getByRole("link", { name: words.invite_users, exact: true }));
  await expect(heading(page, words.invite_users)).toBeVisible();
  await type(page, page.getByLabel(words.addresses), "Kane <kane@weyland.example>; nobody, crew1@weyland.example");
  await press(page, button(page, words.add_invitees));
  await expect(page.getByText(filled(words.list_summary, { invited: "1", others: "2" }))).toBeVisible();
  await press(page, button(page, words.drop_others));
  await expect(page.getByText(filled(words.list_summary, { invited: "1", others: "0" }))).toBeVisible();
  await press(page, page.getByLabel("User", { exact: true }), "Space");
  await expectAccessible(page, "invitee list");
  await press(page, button(page, words.next));
  await expect(page.getByText(words.review_one)).toBeVisible();
  await press(page, button(page, words.send));
  await expect(page.getByText(words.sent_one)).toBeVisible();
  await press(page, page.getByRole("link", { name: words.invitations, exact: true }));
  await expect(page.getByRole("row").filter({ hasText: "kane@weyland.example" })).toContainText(words.pending);
});

test("the focus comes back to the row whose menu opened a dialog", async ({ page }) => {
  await openSignIn(page);
  await signInByPassword(page, ellen);
  await expectHomeOf(page, ellen);
  await page.goto("/control-center/people/members?search=dallas");
  const row = page.getByRole("row").filter({ hasText: dallas.email });
  const menu = row.getByRole("button", { expanded: false });
  // Real clicks: those that a script makes leave browsers no time between two listeners.
  await menu.click();
  await page.getByRole("menuitem", { name: english.members.make_admin }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(dallas.email);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(menu).toBeFocused();
  await press(page, menu);
  await expect(page.getByRole("menuitem", { name: english.members.make_admin })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
});
