// The plan `oidcc-config-certification-test-plan`, at the platform behind TLS: every address has to be https.
import { expect, request } from "@playwright/test";
import { place } from "../stack/place";
import { checkKeys } from "./relying_party";
import { conformance } from "./suite";

const path = "/.well-known/openid-configuration";

/** What the registry of authorization server metadata knows, as far as it can be met here (RFC 8414 §7.1.2). */
const registered = [
  "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "scopes_supported", "response_types_supported",
  "response_modes_supported", "grant_types_supported", "token_endpoint_auth_methods_supported", "service_documentation",
  "ui_locales_supported", "op_policy_uri", "op_tos_uri", "revocation_endpoint", "revocation_endpoint_auth_methods_supported",
  "introspection_endpoint", "introspection_endpoint_auth_methods_supported", "code_challenge_methods_supported",
  "userinfo_endpoint", "end_session_endpoint", "subject_types_supported", "id_token_signing_alg_values_supported",
  "userinfo_signing_alg_values_supported", "display_values_supported", "claim_types_supported", "claims_supported",
  "claims_locales_supported", "claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported",
  "require_request_uri_registration", "acr_values_supported", "backchannel_logout_supported",
  "backchannel_logout_session_supported", "authorization_response_iss_parameter_supported", "prompt_values_supported",
];

conformance("oidcc-discovery-endpoint-verification", async (log) => {
  const { tlsPlatform } = place();
  const browser = await request.newContext({ ignoreHTTPSErrors: true });
  const response = await browser.get(tlsPlatform + path);
  expect(response.status(), "EnsureDiscoveryEndpointResponseStatusCodeIs200").toBe(200);
  expect(response.headers()["content-type"], "CheckDiscoveryEndpointReturnedJsonContentType").toMatch(/^application\/json/);
  const server: Record<string, unknown> = await response.json();
  const list = (name: string) => {
    expect(server[name], name).toEqual(expect.any(Array));
    return server[name] as string[];
  };

  const codeTypes = ["code", "code id_token", "id_token", "token id_token", "code id_token token", "code token"];
  expect(list("response_types_supported").some((type) => codeTypes.includes(type)), "ResponseTypesSupported").toBe(true);
  expect(response.url(), "CheckDiscEndpointDiscoveryUrl").toMatch(/^https:.*\/\.well-known\/openid-configuration$/);
  expect(server.issuer, "CheckDiscEndpointIssuer").toBe(tlsPlatform);
  const issuer = new URL(String(server.issuer));
  expect([issuer.protocol, issuer.search, issuer.hash, issuer.username], "CheckDiscEndpointIssuerIsValidUrl").toEqual(["https:", "", "", ""]);
  const unexpected = Object.keys(server).filter((name) => !registered.includes(name));
  log.warnUnless("CheckForUnexpectedParametersInServerMetadata", unexpected.length === 0);
  expect(unexpected, "nothing else than what plans.json says").toEqual(["latchkey_roles_endpoint"]);
  expect(list("subject_types_supported"), "CheckDiscEndpointSubjectTypesSupported").toContain("public");
  expect(list("id_token_signing_alg_values_supported"), "IdTokenSigningAlgValuesSupported").toContain("RS256");
  if ("userinfo_signing_alg_values_supported" in server) list("userinfo_signing_alg_values_supported");

  // The endpoints that must be there, and any other: https, and whole.
  for (const name of ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]) expect(server, name).toHaveProperty(name);
  for (const [name, value] of Object.entries(server)) {
    if (!name.endsWith("_endpoint") && name !== "jwks_uri") continue;
    expect(new URL(String(value)).protocol, `CheckDiscEndpointAllEndpointsAreHttps: ${name}`).toBe("https:");
  }
  const keys = await browser.get(String(server.jwks_uri));
  expect(keys.status(), "FetchServerKeys").toBe(200);
  checkKeys(await keys.json());

  log.warnUnless("OIDCCCheckDiscEndpointClaimsSupported", Array.isArray(server.claims_supported));
  expect(list("grant_types_supported").length, "GrantTypesSupported").toBeGreaterThan(0);
  expect(list("scopes_supported"), "CheckDiscEndpointScopesSupportedContainsOpenId").toContain("openid");
  for (const scope of list("scopes_supported")) expect(scope, "CheckDiscEndpointScopesSupportedSyntax").toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
  for (const name of ["ui_locales_supported", "claims_locales_supported"]) {
    if (!(name in server)) continue;
    // Throws where one is not well-formed.
    const canonical = Intl.getCanonicalLocales(list(name));
    log.warnUnless("CheckDiscEndpointLocalesCanonicalCasing", canonical.join() === list(name).join());
  }
  expect(list("code_challenge_methods_supported"), "CodeChallengeMethodsSupportedIsAnArray").toContain("S256");
  await browser.dispose();
});
