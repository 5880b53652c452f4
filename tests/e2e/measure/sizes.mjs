// Prints, as JSON, what the cold sign-in screen weighs on the wire, and of each page of the portal: cold, and on top of its home.
// Usage: node sizes.mjs PLATFORM USERNAME PASSWORD
import { chromium } from "@playwright/test";
import { coldLoad, furtherLoad } from "./cold_load.mjs";
import { portalPages } from "./portal_pages.mjs";

const [platform, username, password] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
});
const signIn = await coldLoad(browser, `${platform}/sign-in`);
const context = await browser.newContext();
const answer = await context.request.post(`${platform}/api/sign-in/password`, {
  data: { username, password },
  headers: { origin: platform, "sec-fetch-site": "same-origin" },
});
if (!answer.ok()) throw new Error(`cannot sign in: ${answer.status()} ${await answer.text()}`);
const cookies = await context.cookies();
const weight = ({ bytes, requests }) => ({ bytes, requests: requests.length });
const portal = [];
for (const [page, path] of Object.entries(portalPages)) {
  const cold = weight(await coldLoad(browser, platform + path, cookies));
  const further = path === "/" ? null : weight(await furtherLoad(browser, `${platform}/`, path, cookies));
  portal.push({ page, cold, further });
}
await browser.close();
console.log(JSON.stringify({ signIn: weight(signIn), portal }));
