// The test function of all journeys: a page of the platform that is watched while the journey goes on, and what the
// journeys do again and again.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type BrowserContext, type Page, type Request } from "@playwright/test";
import { english, filled } from "../stack/phrases";
import type { Person } from "../stack/people";
import { place } from "../stack/place";

export { expect };

/** What the browser complains of when the journey itself blocks something or is refused. */
const expectedNoise = /^Failed to load resource/;

type Watch = {
  /** Complaints that the journey provokes on purpose. */
  tolerate(pattern: RegExp): void;
  /** Watches these pages, too. */
  over(context: BrowserContext): Promise<unknown>;
};

/** The browser of somebody else, or another one of the same person. */
export type Elsewhere = { page: Page; context: BrowserContext };

/** Lets `awake` know: the page that Trunk makes tells when it has started. */
export const noteAwakening = (context: BrowserContext) =>
  context.addInitScript(() =>
    addEventListener("TrunkApplicationStarted", () => Object.assign(window, { isAwake: true })),
  );

export const test = base.extend<{ watch: Watch; elsewhere: () => Promise<Elsewhere> }>({
  baseURL: async ({}, use) => use(place().platform),
  // Every journey fails on a violation of the Content-Security-Policy and on any error in a page.
  watch: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      const tolerated: RegExp[] = [expectedNoise];
      const over = (context: BrowserContext) => {
        context.on("weberror", (error) => complaints.push(`error in ${error.page()?.url()}: ${error.error()}`));
        context.on("console", (message) => {
          if (message.type() === "error") complaints.push(message.text());
        });
        return noteAwakening(context);
      };
      await over(context);
      await use({ tolerate: (pattern) => tolerated.push(pattern), over });
      const rest = complaints.filter((text) => !tolerated.some((pattern) => pattern.test(text)));
      expect(rest, "complaints of the browser").toEqual([]);
    },
    { auto: true },
  ],
  elsewhere: async ({ browser, watch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: place().platform });
      opened.push(context);
      await watch.over(context);
      return { context, page: await context.newPage() };
    });
    for (const context of opened) await context.close();
  },
});

export const username = (page: Page) => page.getByLabel(english.sign_in.username, { exact: true });
// By its element: folded away, it has no role that a person could find it by.
export const password = (page: Page) => page.locator("input[type=password]");
export const signInButton = (page: Page) => page.getByRole("button", { name: english.sign_in.submit, exact: true });
export const ssoButton = (page: Page) => page.getByRole("button", { name: english.sign_in.submit_sso, exact: true });
export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

/** Waits until the WebAssembly of the page is at work. */
export const awake = (page: Page) => page.waitForFunction(() => "isAwake" in window);

/** The password row is still there, for password managers, but nobody sees it and nothing reaches it. */
export async function expectFolded(page: Page) {
  const row = page.locator("[inert]").filter({ has: password(page) });
  await expect(row).toHaveCount(1);
  const box = (await row.boundingBox())!;
  expect(box.width * box.height).toBeLessThanOrEqual(1);
}

/** Opens the sign-in screen and waits until it is awake. */
export async function openSignIn(page: Page, query = "") {
  await page.goto(`/sign-in${query}`);
  await awake(page);
  await expect(heading(page, english.sign_in.title)).toBeVisible();
}

export async function signInByPassword(page: Page, person: Person, secret = person.password!) {
  await username(page).fill(person.email);
  await password(page).fill(secret);
  await signInButton(page).click();
}

/** From the sign-in screen to the company's own page. */
export async function leaveForIdp(page: Page, person: Person) {
  await username(page).fill(person.email);
  await ssoButton(page).click();
  await page.waitForURL(`${place().initechIdp}/interaction/**`);
}

export async function signInThroughInitech(page: Page, person: Person) {
  await leaveForIdp(page, person);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** The consent page, for this app and environment. */
export async function expectConsent(page: Page, app: string, environment: string) {
  await expect(heading(page, english.consent.title)).toBeVisible();
  await expect(page.locator(".asker")).toContainText(`${app} ${environment}`);
}

export const authorizeButton = (page: Page) => page.getByRole("button", { name: english.consent.authorize, exact: true });

/** How far a page hangs over the edge where its letters are twice as large (WCAG 1.4.4). */
export const overhangInLargeLetters = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    root.style.fontSize = "200%";
    const overhang = root.scrollWidth - root.clientWidth;
    root.style.fontSize = "";
    return overhang;
  });

/** A screen of usual size, and not that of a phone. */
export const isWide = (page: Page) => page.viewportSize()!.width >= 1280;

/** axe finds nothing on this page, and on a usual screen it has room for large letters. */
export async function expectAccessible(page: Page, what: string) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map((node) => node.html)}`)).toEqual([]);
  if (isWide(page)) expect(await overhangInLargeLetters(page), `${what}, in large letters, hangs over the edge`).toBeLessThanOrEqual(0);
}

/** The button of the portal that says who is signed in. */
export const accountMenu = (page: Page) =>
  page.getByRole("banner").getByRole("button", { name: new RegExp(filled(english.portal.account_of, { name: ".*" })) });

/** Opens the account menu and chooses an item. */
export async function chooseInAccountMenu(page: Page, item: string) {
  await accountMenu(page).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Signs out of the portal. */
export const signOut = (page: Page) => chooseInAccountMenu(page, english.portal.sign_out);

export async function expectHomeOf(page: Page, person: Person) {
  await expect(page).toHaveURL("/");
  await expectHome(page, `${person.firstName} ${person.lastName}`);
}

/** The portal's home, and in the bar the name of whoever is signed in. */
export async function expectHome(page: Page, name: string) {
  await expect(heading(page, english.my_apps.title)).toBeVisible();
  await expect(page.getByRole("button", { name: filled(english.portal.account_of, { name }) })).toBeVisible();
}

/** Sessions as the API tells of them. */
export async function sessionOf(context: BrowserContext, platform = place().platform) {
  const response = await context.request.get(`${platform}/api/session`);
  return response.ok() ? (await response.json()).account.email : response.status();
}

/** Everything that the browser sends while `journey` goes on. */
export async function requestsDuring(context: BrowserContext, journey: () => Promise<unknown>): Promise<Request[]> {
  const requests: Request[] = [];
  const note = (request: Request) => void requests.push(request);
  context.on("request", note);
  await journey();
  context.off("request", note);
  return requests;
}
