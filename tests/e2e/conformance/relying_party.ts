// The suite's own relying party: makes authorization requests, reads answers, redeems codes, and looks at what it gets. Each
// check bears the name of the suite's condition; what a condition asks for was read there.
import { expect } from "@playwright/test";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet, type JWTPayload } from "jose";
import { createHash, randomBytes } from "node:crypto";
import type { Environment } from "../stack/apps";
import { connie } from "../stack/people";
import { place } from "../stack/place";
import { Visitor, type Answers, type Visit } from "../stack/visitor";
import type { Log } from "./suite";

export type Parameters = Record<string, string>;
export type Metadata = Record<string, unknown> & { issuer: string };
export type Tokens = { access_token: string; token_type: string; expires_in: number; refresh_token?: string; id_token: string };
export type Flow = { request: Parameters; visit: Visit; code: string; tokens: Tokens; claims: JWTPayload };
export type Method = "client_secret_basic" | "client_secret_post";

export const random = (bytes = 24) => randomBytes(bytes).toString("base64url");
export const seconds = (count: number) => new Promise((later) => setTimeout(later, count * 1000));

export class RelyingParty {
  private constructor(
    readonly log: Log,
    readonly client: Environment,
    readonly method: Method,
    readonly metadata: Metadata,
    readonly jwks: JSONWebKeySet,
    /** The person at the browser, who was never here before. */
    readonly visitor: Visitor,
  ) {}

  /** Reads what there is to know, and checks that it will do for every module (`AbstractOIDCCServerTest.configure`). */
  static async configured(log: Log, client: Environment, method: Method = "client_secret_basic"): Promise<RelyingParty> {
    const { platform } = place();
    const metadata: Metadata = await read(`${platform}/.well-known/openid-configuration`);
    expect(metadata.issuer).toBe(platform);
    expect(metadata.token_endpoint_auth_methods_supported, "EnsureServerConfigurationSupportsClientSecret…").toContain(method);
    const jwks: JSONWebKeySet = await read(String(metadata.jwks_uri));
    checkKeys(jwks);
    return new RelyingParty(log, client, method, metadata, jwks, await Visitor.arrive(platform, connie));
  }

  /** For another client, and the same person at the same browser. */
  as(client: Environment): RelyingParty {
    return new RelyingParty(this.log, client, this.method, this.metadata, this.jwks, this.visitor);
  }

  /** `CreateAuthorizationRequestSteps`; an empty value leaves a parameter out. */
  request(more: Parameters = {}): Parameters {
    const usual = {
      client_id: this.client.id,
      redirect_uri: this.client.redirectUri,
      scope: "openid",
      state: random(),
      nonce: random(),
      response_type: "code",
    };
    const all = Object.entries({ ...usual, ...more });
    return Object.fromEntries(all.filter(([, value]) => value !== ""));
  }

  /** The address that the browser is sent to. */
  address(request: Parameters): URL {
    const url = new URL(String(this.metadata.authorization_endpoint));
    url.search = new URLSearchParams(request).toString();
    return url;
  }

  open(request: Parameters, answers?: Answers): Promise<Visit> {
    return this.visitor.open(this.address(request), answers);
  }

  /** `onAuthorizationCallbackResponse`: a code, and what belongs to the request. */
  checkCallback(request: Parameters, visit: Visit): string {
    const answer = this.answer(request, visit);
    expect(answer.get("error"), "CheckIfAuthorizationEndpointError").toBeNull();
    expect(answer.get("state"), "CheckStateInAuthorizationResponse").toBe(request.state);
    expect(answer.get("code"), "ExtractAuthorizationCodeFromAuthorizationResponse").toBeTruthy();
    return answer.get("code")!;
  }

  /** `performGenericAuthorizationEndpointErrorResponseValidation`; returns the error. */
  checkErrorCallback(request: Parameters, visit: Visit): string {
    const answer = this.answer(request, visit);
    expect(answer.get("state"), "CheckStateInAuthorizationResponse").toBe(request.state);
    expect(answer.get("error"), "EnsureErrorFromAuthorizationEndpointResponse").toBeTruthy();
    expect(answer.get("code"), "RejectAuthCodeInAuthorizationEndpointResponse").toBeNull();
    const expected = ["error", "error_description", "error_uri", "state", "session_state", "iss"];
    const unexpected = [...answer.keys()].filter((name) => !expected.includes(name));
    this.log.warnUnless("CheckForUnexpectedParametersInErrorResponseFromAuthorizationEndpoint", unexpected.length === 0);
    checkErrorDescription(answer.get("error_description"));
    return answer.get("error")!;
  }

  /** The parameters that came back to the client, at its own address. */
  answer(request: Parameters, visit: Visit): URLSearchParams {
    expect(visit.answer, `nothing came back: ${visit.page?.url}`).toBeDefined();
    const { origin, pathname, searchParams } = visit.answer!;
    expect(origin + pathname, "CheckMatchingCallbackParameters").toBe(request.redirect_uri);
    // The platform says that it sends `iss`: then it has to (RFC 9207 §2.4).
    expect(this.metadata.authorization_response_iss_parameter_supported).toBe(true);
    expect(searchParams.get("iss"), "ValidateIssIfPresentInAuthorizationResponse").toBe(this.metadata.issuer);
    return searchParams;
  }

  /** Calls the token endpoint as this client. */
  callTokenEndpoint(parameters: Parameters): Promise<Response> {
    const body = new URLSearchParams(parameters);
    const headers: Record<string, string> = {};
    const { id, secret } = this.client;
    if (this.method === "client_secret_basic") {
      const encoded = [id, secret!].map((text) => new URLSearchParams({ x: text }).toString().slice(2));
      headers.authorization = `Basic ${Buffer.from(encoded.join(":")).toString("base64")}`;
    } else {
      body.append("client_id", id);
      body.append("client_secret", secret!);
    }
    return fetch(String(this.metadata.token_endpoint), { method: "POST", body, headers });
  }

  redeem(request: Parameters, code: string, more: Parameters = {}): Promise<Response> {
    const { redirect_uri } = request;
    return this.callTokenEndpoint({ grant_type: "authorization_code", code, redirect_uri, ...more });
  }

  /** `requestAuthorizationCode`. */
  async checkTokens(response: Response): Promise<Tokens> {
    expect(response.status, "CheckTokenEndpointHttpStatus200").toBe(200);
    const tokens = await response.json();
    expect(tokens.error, "CheckIfTokenEndpointResponseError").toBeUndefined();
    expect(tokens.access_token && tokens.token_type, "CheckForAccessTokenValue").toBeTruthy();
    expect(tokens.expires_in, "ValidateExpiresIn").toBeGreaterThan(0);
    expect(tokens.expires_in, "ValidateExpiresIn").toBeLessThanOrEqual(31_536_000);
    expect(tokens.id_token, "ExtractIdTokenFromTokenResponse").toBeTruthy();
    return tokens;
  }

  /** `PerformStandardIdTokenChecks`. */
  async checkIdToken(tokens: Tokens, request: Parameters): Promise<JWTPayload> {
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token, createLocalJWKSet(this.jwks), {
      issuer: this.metadata.issuer,
      audience: this.client.id,
      algorithms: [this.client.algorithm ?? "ES256"],
      requiredClaims: ["iss", "aud", "exp", "iat", "sub"],
      clockTolerance: 5,
    });
    expect(protectedHeader.kid, "ValidateIdTokenSignature").toBeTruthy();
    expect(Math.abs(Date.now() / 1000 - payload.iat!), "ValidateIdToken").toBeLessThan(5 * 60);
    expect(payload.nonce, "ValidateIdTokenNonce").toBe(request.nonce);
    expect(payload.sub, "CheckForSubjectInIdToken").toMatch(/^[\x20-\x7e]{1,255}$/);
    if (payload.auth_time !== undefined) expect(payload.auth_time, "ValidateIdToken").toEqual(expect.any(Number));
    // Optional here; if it is there, it has to fit (`ValidateAtHash`).
    if (payload.at_hash !== undefined) expect(payload.at_hash, "ValidateAtHash").toBe(halfHash(tokens.access_token));
    return payload;
  }

  userinfo(accessToken: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${accessToken}` };
    return fetch(String(this.metadata.userinfo_endpoint), { headers, ...init });
  }

  /** The flow of nearly every module: authorization, tokens, ID token, and that userinfo answers at all. */
  async flow(more: Parameters = {}, redeemWith: Parameters = {}): Promise<Flow> {
    const request = this.request(more);
    return this.finish(request, await this.open(request), redeemWith);
  }

  async finish(request: Parameters, visit: Visit, redeemWith: Parameters = {}): Promise<Flow> {
    const code = this.checkCallback(request, visit);
    const tokens = await this.checkTokens(await this.redeem(request, code, redeemWith));
    const claims = await this.checkIdToken(tokens, request);
    expect((await this.userinfo(tokens.access_token)).status, "EnsureHttpStatusCodeIs200").toBe(200);
    return { request, visit, code, tokens, claims };
  }

  headerOf = (tokens: Tokens) => decodeProtectedHeader(tokens.id_token);
}

async function read(url: string) {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return response.json();
}

/** `ValidateJwksSequence`, `CheckForKeyIdInServerJWKs`, `CheckDistinctKeyIdValueInServerJWKs`. */
export function checkKeys({ keys }: JSONWebKeySet) {
  expect(keys.length).toBeGreaterThan(0);
  const needed: Record<string, string[]> = { RSA: ["n", "e"], EC: ["crv", "x", "y"] };
  for (const key of keys) {
    for (const member of ["d", "p", "q", "dp", "dq", "qi", "k"]) {
      expect(key, "EnsureJwksHasNoPrivateOrSymmetricKeyMaterial").not.toHaveProperty(member);
    }
    expect(Object.keys(needed), "WarnOnUnusableJwksKeys").toContain(key.kty);
    for (const member of needed[key.kty!]) {
      expect((key as Record<string, unknown>)[member], "ValidateJwksStructure").toMatch(/^[\w-]+$/);
    }
    expect(key.kid, "CheckForKeyIdInServerJWKs").toBeTruthy();
  }
  expect(new Set(keys.map(({ kid }) => kid)).size, "CheckDistinctKeyIdValueInServerJWKs").toBe(keys.length);
}

/** `ValidateErrorDescriptionFrom…ResponseError` (RFC 6749 §5.2), and no line breaks. */
export function checkErrorDescription(description: string | null | undefined) {
  if (description) expect(description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
}

/** `AbstractOIDCCAuthCodeReuse.checkResponse`, `RefreshTokenRequestExpectingErrorSteps`. */
export async function checkInvalidGrant(response: Response) {
  expect(response.status, "CheckTokenEndpointHttpStatus400").toBe(400);
  expect(response.headers.get("content-type"), "CheckTokenEndpointReturnedJsonContentType").toMatch(/^application\/json/);
  const { error, error_description } = await response.json();
  expect(error, "CheckErrorFromTokenEndpointResponseErrorInvalidGrant").toBe("invalid_grant");
  checkErrorDescription(error_description);
}

const halfHash = (text: string) => createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
