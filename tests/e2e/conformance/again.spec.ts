// Somebody who is signed in already comes again: who is asked anew, and who must not be.
import { expect } from "@playwright/test";
import { conformanceClients as clients } from "../stack/apps";
import { random, RelyingParty, seconds, type Flow, type Parameters } from "./relying_party";
import { conformance, type Log } from "./suite";

conformance("oidcc-prompt-none-not-logged-in", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const request = party.request({ prompt: "none", state: random(96) });
  expect(request.state).toHaveLength(128);
  const visit = await party.open(request);
  expect(visit.asked).toEqual([]);
  const asking = ["interaction_required", "login_required", "account_selection_required", "consent_required"];
  const error = party.checkErrorCallback(request, visit);
  expect(asking, "CheckErrorFromAuthorizationEndpointIsOneThatRequiredAUserInterface").toContain(error);
});

/** `AbstractOIDCCSameAuthTwiceServerTest`: the second time nobody is asked, and it is the same sign-in of the same person. */
async function sameAuthenticationTwice(log: Log, first: Parameters, second: (flow: Flow) => Parameters): Promise<Flow[]> {
  const party = await RelyingParty.configured(log, clients.first);
  const before = await party.flow(first);
  await seconds(1);
  const after = await party.flow(second(before));
  expect(after.visit.asked, "nobody is asked").toEqual([]);
  expect(after.claims.auth_time, "CheckIdTokenAuthTimeClaimsSameIfPresent").toBe(before.claims.auth_time);
  expect(after.claims.sub, "CheckIdTokenSubConsistentForSecondAuthorization").toBe(before.claims.sub);
  return [before, after];
}

conformance("oidcc-prompt-none-logged-in", async (log) => {
  await sameAuthenticationTwice(log, {}, () => ({ prompt: "none" }));
});

conformance("oidcc-id-token-hint", async (log) => {
  await sameAuthenticationTwice(log, {}, ({ tokens }) => ({ prompt: "none", id_token_hint: tokens.id_token }));
});

conformance("oidcc-max-age-10000", async (log) => {
  const flows = await sameAuthenticationTwice(log, { max_age: "15000" }, () => ({ max_age: "10000" }));
  for (const { claims } of flows) {
    expect(claims.auth_time, "CheckIdTokenAuthTimeClaimPresentDueToMaxAge").toEqual(expect.any(Number));
  }
});

/** The second time the person has to sign in again, and the ID token says when. */
async function asksAgain(log: Log, wait: number, more: Parameters) {
  const party = await RelyingParty.configured(log, clients.first);
  const before = await party.flow();
  await seconds(wait);
  const after = await party.flow(more);
  expect(after.visit.asked, "ExpectSecondLoginPage").toContain("sign-in");
  log.reviewed();
  expect(after.claims.auth_time, "CheckSecondIdTokenAuthTimeIsLaterIfPresent").toBeGreaterThan(Number(before.claims.auth_time));
  expect(Date.now() / 1000 - Number(after.claims.auth_time), "CheckIdTokenAuthTimeIsRecentIfPresent").toBeLessThan(60);
}

conformance("oidcc-prompt-login", async (log) => {
  await asksAgain(log, 1, { prompt: "login" });
});

conformance("oidcc-max-age-1", async (log) => {
  await asksAgain(log, 2, { max_age: "1" });
});
