// What userinfo says, and what scopes and single claims open.
import { expect } from "@playwright/test";
import { conformanceClients as clients } from "../stack/apps";
import { RelyingParty, type Flow } from "./relying_party";
import { conformance, type Log } from "./suite";

/** OpenID Connect Core §5.4. */
const claimsOfScope: Record<string, string[]> = {
  openid: ["sub"],
  profile: [
    "name", "given_name", "family_name", "middle_name", "nickname", "profile", "picture", "website", "gender", "birthdate",
    "zoneinfo", "locale", "updated_at", "preferred_username",
  ],
  email: ["email", "email_verified"],
  address: ["address"],
  phone: ["phone_number", "phone_number_verified"],
};
const textClaims = [...claimsOfScope.profile, "email", "phone_number"].filter((name) => name !== "updated_at");

/** `validateUserInfoResponse`: standard claims are of their types, and it is the ID token's person. */
async function checkUserinfo(response: Response, { claims }: Flow) {
  expect(response.status, "EnsureHttpStatusCodeIs200").toBe(200);
  expect(response.headers.get("content-type"), "EnsureContentTypeJson").toMatch(/^application\/json/);
  const userinfo = await response.json();
  for (const name of textClaims) {
    if (name in userinfo) expect(userinfo[name], "ValidateUserInfoStandardClaims").toMatch(/./);
  }
  for (const name of ["email_verified", "phone_number_verified"]) {
    if (name in userinfo) expect(userinfo[name], "ValidateUserInfoStandardClaims").toEqual(expect.any(Boolean));
  }
  if ("updated_at" in userinfo) expect(userinfo.updated_at, "EnsureUserInfoUpdatedAtValid").toEqual(expect.any(Number));
  expect(userinfo.sub, "EnsureUserInfoContainsSub").toBeTruthy();
  expect(userinfo.sub, "VerifyUserInfoAndIdTokenInTokenEndpointSameSub").toBe(claims.sub);
  return userinfo;
}

conformance("oidcc-userinfo-get", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const flow = await party.flow();
  await checkUserinfo(await party.userinfo(flow.tokens.access_token), flow);
});

conformance("oidcc-userinfo-post-header", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const flow = await party.flow();
  await checkUserinfo(await party.userinfo(flow.tokens.access_token, { method: "POST" }), flow);
});

conformance("oidcc-userinfo-post-body", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const flow = await party.flow();
  const body = new URLSearchParams({ access_token: flow.tokens.access_token });
  await checkUserinfo(await party.userinfo("", { method: "POST", body, headers: {} }), flow);
});

/** `AbstractOIDCCReturnedClaimsServerTest`; skipped where discovery does not name the scopes. */
async function returnedClaims(log: Log, scope: string): Promise<{ flow: Flow; userinfo: Record<string, unknown> } | undefined> {
  const party = await RelyingParty.configured(log, clients.first);
  const wanted = scope.split(" ");
  const supported = party.metadata.scopes_supported as string[];
  if (!wanted.every((scope) => supported.includes(scope))) {
    log.skipped();
    return;
  }
  const flow = await party.flow({ scope });
  const userinfo = await checkUserinfo(await party.userinfo(flow.tokens.access_token), flow);
  const expected = wanted.flatMap((scope) => claimsOfScope[scope]);
  log.warnUnless("VerifyScopesReturnedInUserInfoClaims", expected.every((name) => name in userinfo));
  return { flow, userinfo };
}

conformance("oidcc-scope-profile", async (log) => {
  const { userinfo } = (await returnedClaims(log, "openid profile"))!;
  for (const name of ["name", "given_name", "family_name"]) expect(userinfo).toHaveProperty(name);
});

conformance("oidcc-scope-email", async (log) => {
  const { flow, userinfo } = (await returnedClaims(log, "openid email"))!;
  log.warnUnless("EnsureIdTokenDoesNotContainName", flow.claims.name === undefined);
  log.warnUnless("EnsureIdTokenDoesNotContainEmailForScopeEmail", flow.claims.email === undefined);
  log.warnUnless("EnsureUserInfoDoesNotContainName", userinfo.name === undefined);
});

conformance("oidcc-scope-address", async (log) => {
  await returnedClaims(log, "openid address");
});

conformance("oidcc-scope-phone", async (log) => {
  await returnedClaims(log, "openid phone");
});

conformance("oidcc-scope-all", async (log) => {
  await returnedClaims(log, "openid email phone address profile");
});

conformance("oidcc-claims-essential", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const flow = await party.flow({ claims: JSON.stringify({ userinfo: { name: { essential: true } } }) });
  const userinfo = await checkUserinfo(await party.userinfo(flow.tokens.access_token), flow);
  log.warnUnless("EnsureUserInfoContainsName", Boolean(userinfo.name));
  log.warnUnless("EnsureIdTokenDoesNotContainName", flow.claims.name === undefined);
  expect(party.metadata.claims_parameter_supported, "it says so").toBe(false);
});
