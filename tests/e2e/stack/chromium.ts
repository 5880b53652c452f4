// The system's Chromium: Playwright's own download is not possible everywhere.
import { existsSync } from "node:fs";

const candidates = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
];

export function chromium(): string {
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error("No Chromium: install one (apt-get install chromium) or name it with CHROME_PATH");
  return found;
}

export const browserArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
];
