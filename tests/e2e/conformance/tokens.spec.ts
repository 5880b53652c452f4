// Codes that come twice, and refresh tokens.
import { expect } from "@playwright/test";
import { conformanceClients as clients } from "../stack/apps";
import { checkInvalidGrant, RelyingParty, seconds, type Flow } from "./relying_party";
import { conformance } from "./suite";

conformance("oidcc-codereuse", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { request, code } = await party.flow();
  // 200 would be a warning to the suite; here it is a fault.
  await checkInvalidGrant(await party.redeem(request, code));
});

conformance("oidcc-refresh-token", async (log) => {
  const first = await RelyingParty.configured(log, clients.first);
  const second = first.as(clients.second);
  const { grant_types_supported, scopes_supported } = first.metadata as Record<string, string[]>;
  expect(grant_types_supported, "EnsureServerConfigurationSupportsRefreshToken").toContain("refresh_token");
  const scope = scopes_supported.includes("offline_access") ? "openid offline_access" : "openid";

  async function refreshed(party: RelyingParty, withScope: boolean): Promise<string> {
    const flow: Flow = await party.flow({ scope, prompt: "consent" });
    expect(flow.visit.asked).toContain("consent");
    const { refresh_token } = flow.tokens;
    expect(refresh_token, "EnsureRefreshTokenContainsAllowedCharactersOnly").toMatch(/^[\x20-\x7e]+$/);
    await seconds(1);
    const grant = { grant_type: "refresh_token", refresh_token: refresh_token! };
    const response = await party.callTokenEndpoint(withScope ? { ...grant, scope } : grant);
    expect(response.headers.get("content-type"), "CheckTokenEndpointReturnedJsonContentType").toMatch(/^application\/json/);
    expect(response.headers.get("cache-control"), "CheckTokenEndpointCacheHeaders").toContain("no-store");
    const tokens = await party.checkTokens(response);
    expect(tokens.token_type, "CheckTokenTypeIsBearer").toMatch(/^bearer$/i);
    expect(tokens.access_token, "EnsureAccessTokenContainsAllowedCharactersOnly").toMatch(/^[\x20-\x7e]{16,}$/);
    expect(tokens.access_token, "EnsureAccessTokenValuesAreDifferent").not.toBe(flow.tokens.access_token);
    expect(tokens.refresh_token!.length * 8, "EnsureMinimumRefreshTokenLength").toBeGreaterThanOrEqual(128);
    // `CompareIdTokenClaims` (OpenID Connect Core §12.2); a nonce need not come again.
    const again = await party.checkIdToken(tokens, {});
    for (const name of ["iss", "sub", "aud", "azp", "auth_time"]) expect(again[name], name).toEqual(flow.claims[name]);
    expect(again.iat).toBeGreaterThan(flow.claims.iat!);
    expect((await party.userinfo(tokens.access_token)).status, "EnsureHttpStatusCodeIs200").toBe(200);
    return tokens.refresh_token!;
  }

  await refreshed(first, true);
  const ofSecond = await refreshed(second, false);
  await checkInvalidGrant(await first.callTokenEndpoint({ grant_type: "refresh_token", refresh_token: ofSecond }));
});
