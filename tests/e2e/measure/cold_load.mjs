// How much a browser fetches, headers included, as it goes over the wire: one that has never been here until a page is complete, and
// one that goes on from the portal's home to another of its pages.

/**
 * @typedef {{ bytes: number, requests: { url: string, bytes: number }[] }} Load
 */

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {string} url
 * @param {import("@playwright/test").Cookie[]} cookies of somebody who is signed in
 * @returns {Promise<Load>}
 */
export const coldLoad = (browser, url, cookies = []) =>
  inNewContext(browser, cookies, async (page, requests) => {
    await page.goto(url, { waitUntil: "networkidle" });
    return requests;
  });

/**
 * What comes on top when somebody who is at `url` follows a link of the portal to `path`.
 *
 * @param {import("@playwright/test").Browser} browser
 * @param {string} url
 * @param {string} path
 * @param {import("@playwright/test").Cookie[]} cookies
 * @returns {Promise<Load>}
 */
export const furtherLoad = (browser, url, path, cookies) =>
  inNewContext(browser, cookies, async (page, requests, isQuiet) => {
    await page.goto(url, { waitUntil: "networkidle" });
    const before = requests.length;
    const heading = await page.locator("h1").elementHandle();
    await page.evaluate((path) => {
      const link = document.createElement("a");
      link.href = path;
      document.body.append(link);
      link.click();
    }, path);
    // Another page has come, and asks for nothing more.
    await heading.waitForElementState("hidden");
    await page.locator("h1").waitFor();
    await isQuiet();
    return requests.slice(before);
  });

/** Runs `load` in a browser without a cache, and adds up the requests that it returns. */
async function inNewContext(browser, cookies, load) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const urls = new Map();
  const requests = [];
  const pending = new Set();
  let lastChange = Date.now();
  const note = (change) => ({ requestId }) => {
    change(requestId);
    lastChange = Date.now();
  };
  session.on("Network.requestWillBeSent", note((id) => pending.add(id)));
  session.on("Network.loadingFinished", note((id) => pending.delete(id)));
  session.on("Network.loadingFailed", note((id) => pending.delete(id)));
  session.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    requests.push({ url: urls.get(requestId) ?? "?", bytes: encodedDataLength }),
  );
  // As Playwright's "networkidle" has it, which a page reaches once.
  const isQuiet = async () => {
    while (pending.size > 0 || Date.now() - lastChange < 500) await page.waitForTimeout(50);
  };
  const counted = await load(page, requests, isQuiet);
  await context.close();
  return { bytes: counted.reduce((sum, request) => sum + request.bytes, 0), requests: counted };
}
