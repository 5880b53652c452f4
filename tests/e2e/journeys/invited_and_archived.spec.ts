// Somebody who is invited learns of it without the mail, at the app's door and on My apps; an environment is archived, which the door says, and
// brought back.
import type { Page } from "@playwright/test";
import { colonyShip } from "../stack/apps";
import { dallas, ellen } from "../stack/people";
import { english, filled } from "../stack/phrases";
import { place } from "../stack/place";
import { expect, expectAccessible, expectConsent, expectHomeOf, heading, openSignIn, signInByPassword, test } from "./test";

const settings = english.app_settings;
const named = `Colonies · ${colonyShip.name}`;
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Comes from the app. */
async function knock(page: Page) {
  const asked = new URLSearchParams({
    client_id: colonyShip.id,
    redirect_uri: colonyShip.redirectUri,
    response_type: "code",
    scope: "openid",
    state: "state",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  await page.goto(`/oauth/authorize?${asked}`);
}

/** The page of the environment that is archived, for Ellen; and its identifier. */
async function openEnvironment(page: Page) {
  await openSignIn(page);
  await signInByPassword(page, ellen);
  await expectHomeOf(page, ellen);
  const app = await (await page.request.get("/api/apps/colonies")).json();
  const { id } = app.environments.find((one: { client_id: string }) => one.client_id === colonyShip.id);
  await page.goto(`/apps/colonies/settings/general/${id}`);
  await expect(heading(page, colonyShip.name)).toBeVisible();
  return id as string;
}

test("an invitation is accepted without the mail, and its environment archived and brought back", async ({ page, elsewhere }) => {
  test.slow();
  const id = await openEnvironment(page);
  const { page: his } = await elsewhere();
  await openSignIn(his);
  await signInByPassword(his, dallas);
  await expectHomeOf(his, dallas);
  await expect(his.getByText(english.my_apps.none)).toBeVisible();
  const headers = { origin: place().platform };
  const data = { emails: [dallas.email], roles: ["User"] };
  const answer = await page.request.post(`/api/environments/${id}/invitations`, { headers, data });
  expect(answer.status(), await answer.text()).toBe(200);

  await knock(his);
  await expect(heading(his, english.invitation.title)).toBeVisible();
  await expect(his.getByText(ellen.email)).toBeVisible();
  await expectAccessible(his, "invited, at the door");
  await his.goto("/");
  await expect(his.getByText(filled(english.my_apps.invited_as, { roles: "User" }))).toBeVisible();
  await expectAccessible(his, "invited, on My apps");
  await button(his, filled(english.my_apps.accept, { app: named })).click();
  await expect(his.getByText(filled(english.my_apps.accepted, { app: named }))).toBeVisible();
  const open = his.getByRole("link", { name: `Colonies ${colonyShip.name}` });
  await expect(open).toBeVisible();
  await knock(his);
  await expectConsent(his, "Colonies", colonyShip.name);

  await button(page, `${settings.archive} ${colonyShip.name}`).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(filled(settings.archive_text, { environment: colonyShip.name }));
  await expectAccessible(page, "archiving");
  await dialog.getByRole("button", { name: settings.archive }).click();
  await expect(page.getByText(settings.is_archived)).toBeVisible();
  await expectAccessible(page, "archived");
  await page.goto("/apps/colonies/settings/general");
  await page.getByText(filled(settings.archived_count, { count: "1" })).click();
  await expect(page.getByRole("link", { name: colonyShip.name, exact: true })).toBeVisible();
  await expectAccessible(page, "archived environments");
  await his.goto("/");
  await expect(his.getByText(english.my_apps.none)).toBeVisible();
  await knock(his);
  await expect(heading(his, english.no_access.archived_title)).toBeVisible();
  await expectAccessible(his, "archived, at the door");

  await page.getByRole("link", { name: colonyShip.name, exact: true }).click();
  await button(page, `${settings.bring_back} ${colonyShip.name}`).click();
  await page.getByRole("dialog").getByRole("button", { name: settings.bring_back }).click();
  await expect(page.getByText(filled(settings.brought_back, { environment: colonyShip.name }))).toBeVisible();
  await knock(his);
  await expectConsent(his, "Colonies", colonyShip.name);
});
