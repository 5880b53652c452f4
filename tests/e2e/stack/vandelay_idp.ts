// Vandelay's identity provider: its client's secret expires, and one day it is out of order.
import { startCompanyIdp, tell } from "./company_idp";
import { place } from "./place";

export const vandelayClient = { id: "latchkey-for-vandelay", secret: "a-secret-between-vandelay-and-latchkey-only" };

export const startVandelayIdp = (port: number, redirectUri: string) =>
  startCompanyIdp("Vandelay", port, [{ ...vandelayClient, redirectUris: [redirectUri] }]);

export const theSecretExpires = () => tell(place().vandelayIdp, `secret/${vandelayClient.id}`);

/** It knows one at a time. */
export const theSecretBecomes = (secret: string) => tell(place().vandelayIdp, `secret/${vandelayClient.id}`, secret);

export const theProviderEnds = () => tell(place().vandelayIdp, "end");
