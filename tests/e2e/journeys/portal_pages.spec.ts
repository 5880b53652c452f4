// Every page of the portal, as a company's admin sees it: wide, on a phone and at 320 px, light, dark and in forced colours, in both
// languages. axe finds nothing, nothing hangs over the edge, in large letters neither, each page has a title of its own, and a picture is taken for people to
// look at (`target/screenshots/portal`).
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { join } from "node:path";
import { globexClient } from "../stack/initech_idp";
import { hazel } from "../stack/people";
import { place } from "../stack/place";
import { root } from "../stack/programs";
import { expect, isWide, overhangInLargeLetters, test } from "./test";

const looks = {
  "wide-light-en": { viewport: { width: 1280, height: 800 }, colorScheme: "light", locale: "en-GB" },
  "wide-dark-de": { viewport: { width: 1280, height: 800 }, colorScheme: "dark", locale: "de-DE" },
  "phone-light-de": { viewport: { width: 360, height: 740 }, colorScheme: "light", locale: "de-DE" },
  "phone-dark-en": { viewport: { width: 360, height: 740 }, colorScheme: "dark", locale: "en-GB" },
  "narrow-forced-en": { viewport: { width: 320, height: 640 }, colorScheme: "light", locale: "en-GB", forcedColors: "active" },
} as const;

/** The addresses of all pages, with an app, an environment and an email domain that are made for it. */
async function pages(context: BrowserContext, look: string): Promise<Record<string, string>> {
  const headers = { origin: place().platform };
  const name = `Garage ${look}`;
  const made = await context.request.post("/api/apps", { headers, data: { name } });
  const { slug } = await made.json();
  const settings = {
    name: "Test", url: "https://garage.example/", kind: "confidential", redirect_uris: ["https://garage.example/callback"],
    post_logout_redirect_uris: [], id_token_signed_response_alg: "RS256", require_pkce: true, roles: ["User"], optional_scopes: [],
  };
  const environment = await context.request.post(`/api/apps/${slug}/environments`, { headers, data: { settings } });
  expect(environment.status(), await environment.text()).toBe(200);
  const waiting = await context.request.post("/api/company/email-domains", { headers, data: { domain: `${look}.example` } });
  expect(waiting.status(), await waiting.text()).toBe(200);
  const { environments } = await (await context.request.get(`/api/apps/${slug}`)).json();
  const group = await context.request.post("/api/company/groups", { headers, data: { name: `Finance ${look}` } });
  expect(group.status(), await group.text()).toBe(200);
  const groupPath = `/api/company/groups/${(await group.json()).id}`;
  const access = { environment: environments[0].id, roles: ["User"] };
  expect((await context.request.post(`${groupPath}/access`, { headers, data: access })).status()).toBe(200);
  expect((await context.request.post(`${groupPath}/members`, { headers, data: { addresses: [hazel.email] } })).status()).toBe(200);
  const rules = [{ claim: "groups", value: "9a4e2b1d", name: "Finance department" }];
  expect((await context.request.post(`${groupPath}/rules`, { headers, data: { rules } })).status()).toBe(200);
  const connection = {
    name: `Initech ${look}`, idp: "other", endpoint_url: place().initechIdp, client_id: globexClient.id,
    client_auth_method: null, scopes: ["openid", "profile", "email"],
  };
  const draft = await context.request.post("/api/company/sso-configurations", { headers, data: { connection, client_secret: globexClient.secret } });
  expect(draft.status(), await draft.text()).toBe(200);
  const sso = `/control-center/security/single-sign-on/${(await draft.json()).id}`;
  return {
    home: "/",
    account: "/profile",
    security: "/profile/security",
    "apps-with-access": "/profile/apps",
    two_step: "/profile/two-step",
    second_factor_rule: "/control-center/security/two-step",
    tokens: "/profile/tokens",
    preferences: "/profile/preferences",
    "control-center": "/control-center",
    apps: "/control-center/apps",
    members: "/control-center/people/members",
    "company-tokens": "/control-center/people/tokens",
    "second-accounts": "/control-center/people/second-accounts",
    groups: "/control-center/people/groups",
    group: groupPath.replace("/api/company/", "/control-center/people/"),
    "unknown-group": "/control-center/people/groups/there-is-none",
    "email-domains": "/control-center/company/email-domains",
    branding: "/control-center/company/branding",
    "security-history": "/control-center/security/history",
    "secret-of-a-draft": `${sso}/secret`,
    "pilot-of-a-draft": `${sso}/pilot`,
    "sign-in-attempts": "/control-center/security/sign-in-attempts",
    conflicts: "/control-center/security/conflicts",
    "unknown-conflict": "/control-center/security/conflicts/there-is-none",
    "new-app": "/apps/new",
    app: `/apps/${slug}/settings/general`,
    environment: `/apps/${slug}/settings/general/${environments[0].id}`,
    "new-environment": `/apps/${slug}/settings/general/new`,
    "access-management": `/apps/${slug}/settings/access-management`,
    "environment-people": `/apps/${slug}/settings/access-management/${environments[0].id}`,
    "invite-users": `/apps/${slug}/settings/access-management/${environments[0].id}/invite`,
    invitations: `/apps/${slug}/settings/access-management/${environments[0].id}/invitations`,
    "change-of-many": `/apps/${slug}/settings/access-management/${environments[0].id}/changes/there-is-none`,
    "unknown-app": "/apps/there-is-none/settings/general",
    "single-sign-on": "/control-center/security/single-sign-on",
    "new-sso-configuration": "/control-center/security/single-sign-on/new",
    "sso-connect": `${sso}/edit/connect`,
    "sso-test": `${sso}/edit/test`,
    "sso-map": `${sso}/edit/map`,
    "sso-activation": `${sso}/activation`,
    "sso-tested": `${sso}/tested`,
  };
}

async function isLoaded(page: Page) {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main [class*=skeleton]")).toHaveCount(0);
}

for (const [look, options] of Object.entries(looks)) {
  test.describe(look, () => {
    test.use({ ...options, reducedMotion: "reduce" } as never);

    test("all pages of the portal", async ({ page, context }) => {
      // Each is loaded, looked at by axe and painted: a machine that is busy with other tests takes seconds for one, and there are some sixty.
      test.setTimeout(480_000);
      const body = { username: hazel.email, password: hazel.password };
      const signedIn = await context.request.post("/api/sign-in/password", { headers: { origin: place().platform }, data: body });
      expect(signedIn.status(), await signedIn.text()).toBe(200);
      const titles = new Map<string, string>();
      for (const [name, path] of Object.entries(await pages(context, look))) {
        await page.goto(path);
        await isLoaded(page);
        await page.screenshot({ path: join(root, `target/screenshots/portal/${name}-${look}.png`), fullPage: true, caret: "hide" });
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(overhang, `${name} hangs over the edge`).toBeLessThanOrEqual(0);
        if (isWide(page)) expect.soft(await overhangInLargeLetters(page), `${name}, in large letters, hangs over the edge`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect.soft(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map((node) => node.html)}`)).toEqual([]);
        titles.set(name, await page.title());
      }
      // The Control Center leads to the first of its pages; the settings of an app are all called so.
      for (const name of ["control-center", "environment", "new-environment", "unknown-app"]) titles.delete(name);
      expect.soft(new Set(titles.values()).size, [...titles.values()].join("\n")).toBe(titles.size);
    });
  });
}
