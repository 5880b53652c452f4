// Requests that must not succeed, and how they fail.
import { expect } from "@playwright/test";
import { UnsecuredJWT } from "jose";
import { conformanceClients as clients } from "../stack/apps";
import { english } from "../stack/phrases";
import type { Visit } from "../stack/visitor";
import { random, RelyingParty, type Parameters } from "./relying_party";
import { conformance } from "./suite";

/** `ExpectRedirectUriErrorPage`: a page of the platform says so, and the browser is sent nowhere. */
function expectPage(visit: Visit, words: string) {
  expect(visit.answer, "the browser was sent away").toBeUndefined();
  expect(visit.asked).toEqual([]);
  expect(visit.page!.status).toBe(400);
  expect(visit.page!.html).toContain(words);
}

conformance("oidcc-response-type-missing", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const request = party.request({ response_type: "" });
  const error = party.checkErrorCallback(request, await party.open(request));
  const expected = ["invalid_request", "unsupported_response_type"];
  expect(expected, "CheckErrorFromAuthorizationEndpointErrorInvalidRequestOrUnsupportedResponseType").toContain(error);
});

conformance("oidcc-ensure-registered-redirect-uri", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const request = party.request({ redirect_uri: `${clients.first.redirectUri}/${random(8)}` });
  expectPage(await party.open(request), english.app_problem.unknown_address);
  log.reviewed();
});

/** What the suite puts into an unsigned request object, and beside it. */
function requestObject(request: Parameters) {
  const { response_type, client_id, scope, redirect_uri } = request;
  return { object: new UnsecuredJWT(request).encode(), beside: { response_type, client_id, scope, redirect_uri } };
}

conformance("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const request = party.request();
  const { object, beside } = requestObject(request);
  const visit = await party.open({ ...beside, request: object });
  // `state` was in the object alone: it cannot be expected back.
  const answer = party.answer(request, visit);
  expect(answer.get("error")).toBe("request_not_supported");
  expect(answer.get("code")).toBeNull();
  expect(party.metadata.request_parameter_supported, "CheckDiscEndpointRequestParameterSupported").toBe(false);
  log.skipped();
});

conformance("oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const request = party.request();
  const request_uri = `https://conformance-1.example/requests/${random()}#${random()}`;
  const visit = await party.open({ ...requestObject(request).beside, request_uri });
  const answer = party.answer(request, visit);
  expect(answer.get("error")).toBe("request_uri_not_supported");
  expect(answer.get("code")).toBeNull();
  expect(party.metadata.request_uri_parameter_supported, "CheckDiscEndpointRequestUriParameterSupported").toBe(false);
  log.skipped();
});

conformance("oidcc-ensure-request-object-with-redirect-uri", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { object, beside } = requestObject(party.request());
  // The good address is in the object alone; the one beside it is not registered.
  const redirect_uri = `${beside.redirect_uri}_invalid`;
  expectPage(await party.open({ ...beside, redirect_uri, request: object }), english.app_problem.unknown_address);
  log.reviewed();
});
