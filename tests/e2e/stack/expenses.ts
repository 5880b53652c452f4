// The sample app, twice, with a provider behind it that nobody here wrote: npm `oidc-provider`. What works with it is OpenID
// Connect, and no agreement between our own two ends.
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { program, start } from "./programs";

export type Expenses = {
  /** With a sign-on screen: http://localhost:PORT */
  acceptance: string;
  /** Starts to sign in by itself. */
  production: string;
  /** What the app calls the platform: http://127.0.0.1:PORT */
  provider: string;
};

/** Everybody who types this name is an administrator; all others are users. */
export const administrator = "edith@initech.example";

const signInPage = (action: string) => `<!doctype html><html lang="en"><title>Stand-in account</title>
<h1>Stand-in account</h1><form method="post" action="${action}">
<label>Address <input name="login"></label>
<button name="answer" value="continue">Continue</button>
<button name="answer" value="cancel">Cancel</button></form>`;

function claimsOf(email: string, apps: object[]) {
  const given_name = email[0].toUpperCase() + email.slice(1).split("@")[0];
  const roles = email === administrator ? ["User", "Administrator"] : ["User"];
  const name = `${given_name} Newcomer`;
  return { sub: email, name, given_name, family_name: "Newcomer", email, email_verified: true, roles, company: "Initech", apps };
}

export async function startExpenses(ports: { provider: number; acceptance: number; production: number }) {
  const provider = `http://127.0.0.1:${ports.provider}`;
  const environments = (["Acceptance", "Production"] as const).map((name) => {
    const key = name.toLowerCase() as "acceptance" | "production";
    return { name, key, url: `http://localhost:${ports[key]}`, port: ports[key] };
  });
  const apps = environments.map(({ name, url }) => ({ name: "Company Expenses", environment: name, url: `${url}/` }));
  const secretOf = (key: string) => `a-secret-of-expenses-${key}`;
  const oidc = new Provider(provider, {
    clients: environments.map(({ key, url }) => ({
      client_id: `expenses-${key}`,
      client_secret: secretOf(key),
      redirect_uris: [`${url}/openid/callback`],
      post_logout_redirect_uris: [`${url}/`],
      backchannel_logout_uri: `${url}/openid/backchannel-logout`,
      backchannel_logout_session_required: true,
      token_endpoint_auth_method: "client_secret_post" as const,
    })),
    scopes: ["openid", "profile", "email", "apps"],
    claims: {
      openid: ["sub", "roles"],
      profile: ["name", "given_name", "family_name", "company"],
      email: ["email", "email_verified"],
      apps: ["apps"],
    },
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    // Its own guard keeps it from calling anything on this machine, where the apps are.
    fetch: (url, { dispatcher: _guard, ...options }: RequestInit & { dispatcher?: unknown }) => fetch(url, options),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => claimsOf(id, apps) }),
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope("openid profile email apps");
      await grant.save();
      return grant;
    },
  });
  oidc.on("backchannel.error", (_context, error) => console.error("back-channel logout failed", error));
  const answer = oidc.callback();
  const server = createServer(async (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return answer(request, response);
    if (request.method !== "POST") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      return response.end(signInPage(request.url));
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    const result =
      form.get("answer") === "cancel"
        ? { error: "access_denied", error_description: "The person cancelled" }
        : { login: { accountId: form.get("login")! } };
    await oidc.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  });
  await new Promise<void>((ready) => server.listen(ports.provider, "127.0.0.1", ready));

  const path = program("EXPENSES_BINARY", "target/debug/expenses");
  const stops: (() => unknown)[] = [() => server.close()];
  for (const { name, key, url, port } of environments) {
    const environment = {
      LATCHKEY_ISSUER: provider,
      LATCHKEY_CLIENT_ID: `expenses-${key}`,
      LATCHKEY_CLIENT_SECRET: secretOf(key),
      LATCHKEY_APP_URL: url,
      LATCHKEY_SIGN_ON: name === "Acceptance" ? "/sign-on" : "platform",
      EXPENSES_LISTEN: `127.0.0.1:${port}`,
      EXPENSES_ENVIRONMENT: name,
    };
    stops.push((await start(`expenses-${key}`, path, [], environment, `http://127.0.0.1:${port}/healthz`)).stop);
  }
  const place: Expenses = { provider, acceptance: environments[0].url, production: environments[1].url };
  return { place, stop: () => Promise.all(stops.map((stop) => stop())) };
}
