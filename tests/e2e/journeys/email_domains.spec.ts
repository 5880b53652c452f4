// L11: an admin adds an email domain, publishes its TXT record, has it checked, and removes it again, with a name server of the tests' own.
import type { Page } from "@playwright/test";
import { publishTxt } from "../stack/dns";
import { hazel } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { expect, expectAccessible, expectHomeOf, heading, openSignIn, signInByPassword, test } from "./test";

const words = english.email_domains;
const domain = "lab.globex-labs.example";

const dialog = (page: Page) => page.getByRole("dialog");
const row = (page: Page) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: domain }) });

/** What the button that copies this part of the record puts on the clipboard. */
async function copied(page: Page, part: string): Promise<string> {
  await dialog(page).getByRole("button", { name: `${english.portal.copy} ${part}`, exact: true }).click();
  await expect(dialog(page).getByRole("button", { name: `${english.portal.copied} ${part}`, exact: true })).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

const check = (page: Page) => dialog(page).getByRole("button", { name: words.check_now }).click();

test("a domain is added, proven by its record, and removed", async ({ page, context }) => {
  test.slow();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openSignIn(page);
  await signInByPassword(page, hazel);
  await expectHomeOf(page, hazel);
  await page.getByRole("link", { name: english.portal.control_center }).first().click();
  await page.getByRole("link", { name: words.title }).click();
  await expect(heading(page, words.title)).toBeVisible();

  await page.getByRole("button", { name: words.add }).click();
  const field = dialog(page).getByLabel(words.new_domain);
  await field.fill("hazel@gmail.com");
  await field.press("Enter");
  await expect(dialog(page).getByText(english.portal_errors.email_domain_public_mail)).toBeVisible();
  await expectAccessible(page, "refused");
  await field.fill(`hazel@${domain.toUpperCase()}`);
  await field.press("Enter");
  await expect(dialog(page)).toContainText(words.from_address);

  const name = await copied(page, words.record_name);
  expect(name).toBe(`_latchkey-challenge.${domain}`);
  expect(await copied(page, words.record_name_in_zone)).toBe("_latchkey-challenge.lab");
  const value = await copied(page, words.record_value);
  await check(page);
  await expect(dialog(page)).toContainText(words.not_found_text);
  await expectAccessible(page, "not found");
  publishTxt(name, ["v=spf1 -all"]);
  await check(page);
  await expect(dialog(page)).toContainText(words.other_text);
  await expect(dialog(page)).toContainText("v=spf1 -all");

  // Somebody else publishes it; the admin comes back to it later.
  publishTxt(name, ["v=spf1 -all", value]);
  await page.reload();
  await expect(row(page)).toContainText(words.waiting);
  await row(page).getByRole("button", { name: words.show_record }).click();
  await check(page);
  await expect(dialog(page)).toContainText(filled(words.proven_title, { domain }));
  await expectAccessible(page, "proven");
  await dialog(page).getByRole("button", { name: words.close }).click();
  await expect(row(page)).toContainText(words.proven);

  await row(page).getByRole("button", { name: filled(words.actions_for, { domain }) }).click();
  await page.getByRole("menuitem", { name: words.remove }).click();
  await expect(dialog(page)).toContainText(words.remove_proven);
  await expectAccessible(page, "removal");
  await dialog(page).getByRole("button", { name: words.remove_yes }).click();
  await expect(page.getByText(filled(words.removed, { domain }))).toBeVisible();
  await expect(row(page)).toHaveCount(0);
  await expect(heading(page, words.title)).toBeFocused();
});
