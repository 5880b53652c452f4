// Whole journeys through the screens of the release: a real server, real identity providers, a real browser.
import { defineConfig, devices } from "@playwright/test";
import { browserArguments, chromium } from "./stack/chromium";

export default defineConfig({
  testDir: ".",
  testMatch: ["conformance/*.spec.ts", "foreign/*.spec.ts", "journeys/*.spec.ts"],
  globalSetup: "./stack/start.ts",
  outputDir: "../../target/e2e/results",
  forbidOnly: true,
  fullyParallel: false,
  workers: 2,
  retries: 0,
  // Pages are looked at one after the other, with axe, on machines that have other work.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    launchOptions: { executablePath: chromium(), args: browserArguments },
    trace: "retain-on-failure",
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
  },
});
