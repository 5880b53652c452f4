// npm openid-client 5, as its README has it. Told nothing of the ID token's signature, it takes RS256 and nothing else, and so
// do the many packages that stand on it. The environment says nothing of it either.
import { expect, test } from "@playwright/test";
import { generators, Issuer } from "openid-client-5";
import { foreignClients } from "../stack/apps";
import { emmy } from "../stack/people";
import { place } from "../stack/place";
import { Visitor } from "../stack/visitor";

async function connect() {
  const { id, secret, redirectUri } = foreignClients.unsaid;
  const issuer = await Issuer.discover(place().platform);
  return new issuer.Client({
    client_id: id,
    client_secret: secret,
    redirect_uris: [redirectUri],
    response_types: ["code"],
  });
}

test("openid-client 5 signs in and refreshes where nothing is said of the ID token's signature", async () => {
  const { id, redirectUri } = foreignClients.unsaid;
  const client = await connect();
  const visitor = await Visitor.arrive(place().platform, emmy);
  const nonce = generators.nonce();
  const code_verifier = generators.codeVerifier();
  const address = client.authorizationUrl({
    scope: "openid email profile",
    nonce,
    code_challenge: generators.codeChallenge(code_verifier),
    code_challenge_method: "S256",
  });
  const visit = await visitor.open(address).finally(visitor.leave);
  expect(visit.asked).toEqual(["sign-in", "consent"]);

  const params = client.callbackParams(visit.answer!.href);
  const tokens = await client.callback(redirectUri, params, { code_verifier, nonce });
  const claims = tokens.claims();
  expect(algorithmOf(tokens.id_token!)).toBe("RS256");
  expect(claims).toMatchObject({ iss: place().platform, aud: id, email: emmy.email, roles: ["User"] });

  const userinfo = await client.userinfo(tokens.access_token!);
  expect(userinfo).toMatchObject({ sub: claims.sub, name: "Emmy Noether", email: emmy.email, roles: ["User"] });

  const refreshed = await client.refresh(tokens.refresh_token!);
  expect(algorithmOf(refreshed.id_token!)).toBe("RS256");
  expect(refreshed.claims().sub).toBe(claims.sub);
  expect(await client.userinfo(refreshed.access_token!)).toMatchObject({ sub: claims.sub });
});

const algorithmOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[0], "base64url").toString()).alg;
