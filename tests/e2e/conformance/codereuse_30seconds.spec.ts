// A file of its own, so that nothing else waits with it.
import { expect } from "@playwright/test";
import { conformanceClients as clients } from "../stack/apps";
import { checkInvalidGrant, RelyingParty, seconds } from "./relying_party";
import { conformance } from "./suite";

conformance("oidcc-codereuse-30seconds", async (log) => {
  const party = await RelyingParty.configured(log, clients.first);
  const { request, code, tokens } = await party.flow();
  await seconds(30);
  await checkInvalidGrant(await party.redeem(request, code));
  const { status } = await party.userinfo(tokens.access_token);
  log.warnUnless("EnsureHttpStatusCodeIs4xx", status >= 400 && status < 500);
});
