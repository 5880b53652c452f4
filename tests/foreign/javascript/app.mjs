// An app in Node.js that signs people in with Latchkey, by openid-client. Sessions end with the process: keep them where
// your app keeps its own.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import * as openid from "openid-client";

const { LATCHKEY_ISSUER, LATCHKEY_CLIENT_ID, LATCHKEY_CLIENT_SECRET, LATCHKEY_APP_URL } = process.env;
const issuer = new URL(LATCHKEY_ISSUER);
const redirectUri = new URL("/openid/callback", LATCHKEY_APP_URL).href;
const isHttps = LATCHKEY_APP_URL.startsWith("https:");
// Named after the client: two environments on one host must not share it.
const cookieName = `${isHttps ? "__Host-" : ""}${LATCHKEY_CLIENT_ID}-session`;

const execute = [openid.enableNonRepudiationChecks]; // checks the ID token's signature too
if (issuer.protocol === "http:") execute.push(openid.allowInsecureRequests); // for this machine alone
const platform = await openid.discovery(issuer, LATCHKEY_CLIENT_ID, LATCHKEY_CLIENT_SECRET, undefined, { execute });
const sessions = new Map();

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

async function login(_request, answer, id) {
  const attempt = {
    verifier: openid.randomPKCECodeVerifier(),
    state: openid.randomState(),
    nonce: openid.randomNonce(),
  };
  sessions.set(id, { attempt });
  const url = openid.buildAuthorizationUrl(platform, {
    redirect_uri: redirectUri,
    scope: "openid profile email",
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: "S256",
  });
  answer.writeHead(303, { location: url.href }).end();
}

async function callback(request, answer, id) {
  const { attempt } = sessions.get(id) ?? {};
  if (!attempt) return answer.writeHead(400).end("This sign-in did not begin in this browser.");
  sessions.delete(id); // an attempt is worth one answer
  const tokens = await openid.authorizationCodeGrant(platform, new URL(request.url, LATCHKEY_APP_URL), {
    pkceCodeVerifier: attempt.verifier,
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
  });
  const { sub } = tokens.claims();
  const person = await openid.fetchUserInfo(platform, tokens.access_token, sub);
  const fresh = randomUUID(); // never the session from before signing in
  sessions.set(fresh, { person, idToken: tokens.id_token });
  answer.writeHead(303, { location: "/", "set-cookie": cookie(fresh) }).end();
}

function logout(_request, answer, id) {
  const { idToken } = sessions.get(id) ?? {};
  sessions.delete(id);
  // Out of the platform too. To leave the app alone: go to a page that does not sign in by itself.
  const parameters = { post_logout_redirect_uri: new URL("/", LATCHKEY_APP_URL).href };
  if (idToken) parameters.id_token_hint = idToken;
  answer.writeHead(303, { location: openid.buildEndSessionUrl(platform, parameters).href }).end();
}

function home(_request, answer, id) {
  const { person } = sessions.get(id) ?? {};
  const roles = (person?.roles ?? []).join(", ") || "none";
  const body = person
    ? `<h1>Hello ${escape(person.name)}</h1><p>Roles: ${escape(roles)}</p>
       <form method="post" action="/openid/logout"><button>Sign out</button></form>`
    : `<h1>Hello</h1><p><a href="/openid/login">Latchkey Account</a></p>`;
  answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(body);
}

const cookie = (id) => `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax${isHttps ? "; Secure" : ""}`;
const pages = {
  "GET /": home,
  "GET /openid/login": login,
  "GET /openid/callback": callback,
  "POST /openid/logout": logout,
};

createServer(async (request, answer) => {
  const page = pages[`${request.method} ${new URL(request.url, LATCHKEY_APP_URL).pathname}`];
  const isFromElsewhere = request.method !== "GET" && request.headers["sec-fetch-site"] !== "same-origin";
  if (!page || isFromElsewhere) return answer.writeHead(page ? 403 : 404).end();
  const cookies = (request.headers.cookie ?? "").split("; ").map((pair) => pair.split("="));
  let id = cookies.find(([name]) => name === cookieName)?.[1];
  if (!sessions.has(id)) answer.setHeader("set-cookie", cookie((id = randomUUID())));
  try {
    await page(request, answer, id);
  } catch (error) {
    // The person pressed Cancel, or an answer that must not be believed: `error.code` and `error.error` say which.
    console.error("a sign-in failed:", error.code, error.error);
    answer.writeHead(403, { "content-type": "text/html" }).end(`<h1>You did not sign in</h1><a href="/">Back</a>`);
  }
}).listen(new URL(LATCHKEY_APP_URL).port, "127.0.0.1");
