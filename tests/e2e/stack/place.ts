// Where the parts of the stack are, for the tests. Written by `start.ts` into one environment variable, which the
// workers inherit.

import type { Expenses } from "./expenses";
import type { RunningApps } from "./running_apps";

export type Place = {
  /** The platform, plain HTTP: http://localhost:PORT */
  platform: string;
  /** A second platform behind TLS: https://localhost:PORT */
  tlsPlatform: string;
  /** A third platform, whose sessions last a few seconds: http://localhost:PORT */
  hastyPlatform: string;
  /** npm `oidc-provider`, on another site than the platform: http://127.0.0.1:PORT */
  initechIdp: string;
  /** Another `oidc-provider`, that of one journey: http://127.0.0.1:PORT */
  vandelayIdp: string;
  /** PyPI `canaille`: http://127.0.0.1:PORT */
  canaille: string;
  /** The project's own stand-in: http://localhost:PORT */
  acmeIdp: string;
  /** The sample app with npm `oidc-provider` behind it. */
  expenses: Expenses;
  /** Apps with the platform behind them. */
  apps: RunningApps;
};

const variable = "LATCHKEY_E2E_PLACE";

export function remember(place: Place) {
  process.env[variable] = JSON.stringify(place);
}

export function place(): Place {
  const text = process.env[variable];
  if (!text) throw new Error("The stack is not running: Playwright's global set-up starts it");
  return JSON.parse(text);
}
