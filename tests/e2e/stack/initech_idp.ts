// Initech's identity provider, at which Globex has a client, too.
import { startCompanyIdp } from "./company_idp";

export const initechClient = { id: "latchkey", secret: "a-secret-between-initech-and-latchkey-only" };

/** What Globex's admin registers there for its own configuration. */
export const globexClient = { id: "latchkey-for-globex", secret: "a-secret-between-globex-and-latchkey-only" };

export const startInitechIdp = (port: number, redirectUris: string[], logoutUri: string, ofGlobex: string) =>
  startCompanyIdp("Initech", port, [
    { ...initechClient, redirectUris, logoutUri },
    { ...globexClient, redirectUris: [ofGlobex] },
  ]);
