// A client library that nobody here wrote, as the journeys use it. Each is used as its own documentation has it, unmodified;
// whatever it checks of an answer, it checks.
import type { Environment } from "../stack/apps";
import type { Visit } from "../stack/visitor";

export type Claims = Record<string, unknown> & { sub: string };
export type Tokens = { access_token: string; refresh_token?: string; id_token?: string; token_type: string };
export type Grant = { tokens: Tokens; claims: Claims };
export type Method = "client_secret_basic" | "client_secret_post" | "none";

/** How an app is set up with the library. */
export type Setup = { platform: string; client: Environment; method: Method; redirectUri: string };

/** An error of the protocol, as the library tells of it: `access_denied`, `invalid_grant` … */
export class ProtocolError extends Error {}

export interface Client {
  /** The address that the browser is sent to; the library remembers state, nonce and verifier. */
  begin(more?: Record<string, string>): Promise<URL>;
  /** Reads what came back, checks it, redeems the code, checks the ID token. */
  finish(visit: Visit): Promise<Grant>;
  refresh(refreshToken: string): Promise<Grant>;
  userinfo(grant: Grant): Promise<Claims>;
  revoke(token: string): Promise<void>;
  /** Where the browser is sent to sign out of the platform. */
  signOut(parameters: Record<string, string>): Promise<URL>;
  stop(): void;
}

export type Library = {
  name: string;
  /** Whether it looks at `iss` in the answer (RFC 9207) by itself. */
  checksIss: boolean;
  connect(setup: Setup): Promise<Client>;
};

/** What came back as the library's own framework would hand it over. */
export function request(visit: Visit): Request {
  if (!visit.posted) return new Request(visit.answer!);
  return new Request(visit.answer!, { method: "POST", body: new URLSearchParams(visit.posted) });
}
