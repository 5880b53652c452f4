// Flows that have to succeed, however the request is put.
import { expect } from "@playwright/test";
import { decodeProtectedHeader } from "jose";
import { createHash } from "node:crypto";
import { conformanceClients as clients } from "../stack/apps";
import { random, RelyingParty } from "./relying_party";
import { conformance } from "./suite";

const standardClaims = ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "at_hash", "c_hash", "nbf", "jti", "sid"];

/** Bits that a text of this length can hold at most, by how often each character comes. */
function entropy(text: string): number {
  const counts = [...text].reduce((map, c) => map.set(c, (map.get(c) ?? 0) + 1), new Map<string, number>());
  const perCharacter = [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
  return perCharacter * text.length;
}

conformance("oidcc-server", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { visit, code, claims } = await party.flow();
  expect(visit.asked[0]).toBe("sign-in");
  expect(code.length * 8, "EnsureMinimumAuthorizationCodeLength").toBeGreaterThanOrEqual(128);
  expect(entropy(code), "EnsureMinimumAuthorizationCodeEntropy").toBeGreaterThanOrEqual(96);
  log.warnUnless("EnsureIdTokenDoesNotContainName", claims.name === undefined);
  const others = Object.keys(claims).filter((name) => !standardClaims.includes(name));
  log.warnUnless("EnsureIdTokenDoesNotContainNonRequestedClaims", others.length === 0);
  expect(others, "nothing else than what plans.json says").toEqual(["roles"]);
});

conformance("oidcc-server-client-secret-post", async (log) => {
  const party = await RelyingParty.configured(log, clients.post, "client_secret_post");
  await party.flow();
});

conformance("oidcc-idtoken-signature", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { tokens } = await party.flow();
  const { alg, kid } = decodeProtectedHeader(tokens.id_token);
  expect(alg, "EnsureIdTokenSignatureIsRS256").toBe("RS256");
  expect(kid, "EnsureIdTokenContainsKid").toBeTruthy();
});

conformance("oidcc-idtoken-unsigned", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  // OIDCCCheckIdTokenSigningAlgValuesSupportedAlgNone: not offered, and servers need not.
  expect(party.metadata.id_token_signing_alg_values_supported).not.toContain("none");
  log.skipped();
});

conformance("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { claims } = await party.flow({ nonce: "" });
  expect(claims).not.toHaveProperty("nonce");
});

conformance("oidcc-ensure-request-with-valid-pkce-succeeds", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const verifier = random(32);
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  await party.flow({ code_challenge, code_challenge_method: "S256" }, { code_verifier: verifier });
});

conformance("oidcc-alternate-happy-flow", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const usual = party.request({ scope: "email openid" });
  const reordered = Object.fromEntries(Object.entries(usual).sort(([a], [b]) => (a < b ? 1 : -1)));
  expect(Object.keys(reordered)[0]).toBe("state");
  const { claims, tokens } = await party.finish(reordered, await party.open(reordered));
  log.warnUnless("EnsureIdTokenDoesNotContainName", claims.name === undefined);
  log.warnUnless("EnsureIdTokenDoesNotContainEmailForScopeEmail", claims.email === undefined);
  const userinfo = await (await party.userinfo(tokens.access_token)).json();
  expect(userinfo.sub, "VerifyUserInfoAndIdTokenInTokenEndpointSameSub").toBe(claims.sub);
  log.warnUnless("VerifyScopesReturnedInUserInfoClaims", "email" in userinfo && "email_verified" in userinfo);
  log.warnUnless("EnsureUserInfoDoesNotContainName", userinfo.name === undefined);
});

conformance("oidcc-display-page", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { visit } = await party.flow({ display: "page" });
  expect(visit.asked, "a normal login page").toContain("sign-in");
});

conformance("oidcc-display-popup", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { visit } = await party.flow({ display: "popup" });
  expect(visit.asked).toContain("sign-in");
});

conformance("oidcc-ensure-request-with-unknown-parameter-succeeds", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  await party.flow({ extra: "foobar" });
});

conformance("oidcc-login-hint", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { visit } = await party.flow({ login_hint: "buffy@localhost" });
  expect(visit.asked).toContain("sign-in");
});

conformance("oidcc-ui-locales", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  await party.flow({ ui_locales: "se" });
  const { visit } = await party.flow({ ui_locales: "se de-AT en", prompt: "login consent" });
  expect(visit.asked).toEqual(["sign-in", "consent"]);
  expect(visit.spoken, "the first that is spoken here").toEqual(["de", "de"]);
});

conformance("oidcc-claims-locales", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  await party.flow({ claims_locales: "se" });
});

conformance("oidcc-ensure-request-with-acr-values-succeeds", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const offered = party.metadata.acr_values_supported as string[] | undefined;
  const asked = offered ?? ["1", "2"];
  const { claims } = await party.flow({ acr_values: asked.join(" ") });
  log.warnUnless("ValidateIdTokenACRClaimAgainstAcrValuesRequest", asked.includes(String(claims.acr)));
});

conformance("oidcc-ensure-post-request-succeeds", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const request = party.request();
  const endpoint = String(party.metadata.authorization_endpoint);
  await party.finish(request, await party.visitor.post(endpoint, request));
});
