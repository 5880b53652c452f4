// How much a browser that has never been here fetches until a page is complete, headers included, as it goes over the
// wire.

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {string} url
 * @param {import("@playwright/test").Cookie[]} cookies of somebody who is signed in
 * @returns {Promise<{ bytes: number, requests: { url: string, bytes: number }[] }>}
 */
export async function coldLoad(browser, url, cookies = []) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const urls = new Map();
  const requests = [];
  session.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    requests.push({ url: urls.get(requestId) ?? "?", bytes: encodedDataLength }),
  );
  await page.goto(url, { waitUntil: "networkidle" });
  await context.close();
  return { bytes: requests.reduce((sum, request) => sum + request.bytes, 0), requests };
}
