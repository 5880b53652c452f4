// npm `oidc-provider` with everything in memory, to be measured beside the platform: the same claims in its ID tokens, the
// same rotation of refresh tokens. `GET /begin/CLIENT` begins a chain of refresh tokens as a redeemed code would.
// Usage: node oidc_provider.mjs PORT
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port] = process.argv.slice(2);
const scope = "openid profile email offline_access";

// Plain maps: the store that comes with it looks through all that a grant ever gave, and gets slower with each refresh.
class Memory {
  static rows = new Map();
  static grants = new Map();
  constructor(model) {
    this.model = model;
  }
  key(id) {
    return `${this.model}:${id}`;
  }
  async upsert(id, payload) {
    const key = this.key(id);
    Memory.rows.set(key, payload);
    if (!payload.grantId) return;
    const members = Memory.grants.get(payload.grantId);
    if (members) members.push(key);
    else Memory.grants.set(payload.grantId, [key]);
  }
  async find(id) {
    return Memory.rows.get(this.key(id));
  }
  async consume(id) {
    Memory.rows.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id) {
    Memory.rows.delete(this.key(id));
  }
  async revokeByGrantId(grantId) {
    for (const key of Memory.grants.get(grantId) ?? []) Memory.rows.delete(key);
    Memory.grants.delete(grantId);
  }
}

const jwk = (type, options, more) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }),
  use: "sig",
  ...more,
});
const client = (client_id, id_token_signed_response_alg) => ({
  client_id,
  client_secret: "measured-with",
  redirect_uris: ["https://app.example/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  token_endpoint_auth_method: "client_secret_post",
  id_token_signed_response_alg,
});
const provider = new Provider(`http://localhost:${port}`, {
  adapter: Memory,
  clients: [client("es256", "ES256"), client("rs256", "RS256")],
  jwks: {
    keys: [
      jwk("ec", { namedCurve: "P-256" }, { alg: "ES256", kid: "es256" }),
      jwk("rsa", { modulusLength: 2048 }, { alg: "RS256", kid: "rs256" }),
    ],
  },
  claims: {
    openid: ["sub", "roles"],
    email: ["email", "email_verified", "preferred_username"],
    profile: ["name", "given_name", "family_name", "company"],
  },
  // ID tokens with the claims themselves, as the platform's.
  conformIdTokenClaims: false,
  rotateRefreshToken: true,
  ttl: { AccessToken: 600, IdToken: 600, RefreshToken: 14 * 86_400, Grant: 90 * 86_400 },
  cookies: { keys: ["only for measuring"] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      roles: ["User"],
      email: "person0@people.example",
      email_verified: true,
      preferred_username: "person0@people.example",
      name: "Person 0",
      given_name: "Person",
      family_name: "0",
      company: "People",
    }),
  }),
});

async function begin(clientId) {
  const accountId = "0199aaaa-0000-7000-8000-000000000000";
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  const token = new provider.RefreshToken({
    accountId,
    client: await provider.Client.find(clientId),
    grantId: await grant.save(),
    gty: "authorization_code",
    authTime: Math.floor(Date.now() / 1000),
    scope,
  });
  return token.save();
}

const oidc = provider.callback();
const server = createServer(async (request, response) => {
  if (!request.url.startsWith("/begin/")) return oidc(request, response);
  const refresh_token = await begin(request.url.slice("/begin/".length));
  const body = JSON.stringify({ refresh_token });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.listen(Number(port), "127.0.0.1");
