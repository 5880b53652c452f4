// Prints, as JSON, what the cold sign-in screen and the cold portal of a running platform weigh on the wire.
// Usage: node sizes.mjs PLATFORM USERNAME PASSWORD
import { chromium } from "@playwright/test";
import { coldLoad } from "./cold_load.mjs";

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
const portal = await coldLoad(browser, `${platform}/`, await context.cookies());
await browser.close();
console.log(JSON.stringify({ signIn, portal }));
