// How much a browser that has never been here fetches until a page is complete, headers included, as it goes over the
// wire.
import type { Browser, Cookie } from "@playwright/test";

export type ColdLoad = { bytes: number; requests: { url: string; bytes: number }[] };

export async function coldLoad(browser: Browser, url: string, cookies: Cookie[] = []): Promise<ColdLoad> {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const urls = new Map<string, string>();
  const requests: ColdLoad["requests"] = [];
  session.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    requests.push({ url: urls.get(requestId) ?? "?", bytes: encodedDataLength }),
  );
  await page.goto(url, { waitUntil: "networkidle" });
  await context.close();
  return { bytes: requests.reduce((sum, request) => sum + request.bytes, 0), requests };
}
