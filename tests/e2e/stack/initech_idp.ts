// The company's identity provider that nobody here wrote: npm `oidc-provider`, with a tiny page to sign in on. Name
// and address come from userinfo only, as the specification has it for the code flow.
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { accountsOfInitech } from "./people";

export const initechClient = { id: "latchkey", secret: "a-secret-between-initech-and-latchkey-only" };

/** What Globex's admin registers there for its own configuration. */
export const globexClient = { id: "latchkey-for-globex", secret: "a-secret-between-globex-and-latchkey-only" };

/** What Vandelay's admin registers there. */
export const vandelayClient = { id: "latchkey-for-vandelay", secret: "a-secret-between-vandelay-and-latchkey-only" };

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const signInPage = (action: string, login: string) => `<!doctype html><html lang="en"><title>Initech account</title>
<h1>Initech account</h1><form method="post" action="${action}">
<label>Initech address <input name="login" value="${escape(login)}"></label>
<button name="answer" value="continue">Continue</button>
<button name="answer" value="cancel">Cancel</button></form>`;

const signOutPage = (form: string) => `<!doctype html><html lang="en"><title>Initech account</title>
<h1>Leaving?</h1>${form}<button form="op.logoutForm" name="logout" value="yes">Sign me out</button>`;

const signedOutPage = `<!doctype html><html lang="en"><title>Initech account</title><h1>Signed out of Initech</h1>`;

/** Groups of people, as `PUT /directory/{address}` set them. */
const groupsOf = new Map<string, string[]>();

function claimsOf(email: string) {
  const known = accountsOfInitech.find((person) => person.email === email);
  const name = email.split("@")[0];
  const given = known?.firstName ?? name[0].toUpperCase() + name.slice(1);
  return { email, email_verified: true, given_name: given, family_name: known?.lastName ?? "Newcomer", groups: groupsOf.get(email) };
}

export async function startInitechIdp(port: number, redirectUris: string[], logoutUri: string, others: { globex: string; vandelay: string }) {
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: initechClient.id,
        client_secret: initechClient.secret,
        redirect_uris: redirectUris,
        token_endpoint_auth_method: "client_secret_post",
        backchannel_logout_uri: logoutUri,
        backchannel_logout_session_required: true,
      },
      {
        client_id: globexClient.id,
        client_secret: globexClient.secret,
        redirect_uris: [others.globex],
        token_endpoint_auth_method: "client_secret_post",
      },
      {
        client_id: vandelayClient.id,
        client_secret: vandelayClient.secret,
        redirect_uris: [others.vandelay],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["given_name", "family_name", "groups"] },
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    // Its own guard lets it call nobody on a loopback address, where everybody here is.
    fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      // Pages of its own: the usual ones fetch their fonts from elsewhere.
      rpInitiatedLogout: {
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => {
          context.body = signedOutPage;
        },
      },
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...claimsOf(id.replace(/^sub-/, "")) }),
    }),
    // Who signed in has agreed: companies ask nobody whether they want to use their own platform.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  const oidc = provider.callback();
  const server = createServer(async (request, response) => {
    if (request.method === "PUT" && request.url?.startsWith("/directory/")) {
      let groups = "";
      for await (const chunk of request) groups += chunk;
      groupsOf.set(request.url.slice("/directory/".length), JSON.parse(groups));
      return response.end();
    }
    // From now on the client's secret has expired.
    if (request.method === "PUT" && request.url?.startsWith("/expired/")) {
      const client = await provider.Client.find(request.url.slice("/expired/".length));
      client!.clientSecretExpiresAt = 1;
      return response.end();
    }
    if (!request.url?.startsWith("/interaction/")) return oidc(request, response);
    const { params } = await provider.interactionDetails(request, response);
    if (request.method !== "POST") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      return response.end(signInPage(request.url, String(params.login_hint ?? "")));
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    const result =
      form.get("answer") === "cancel"
        ? { error: "access_denied", error_description: "The person cancelled" }
        : { login: { accountId: `sub-${form.get("login")}` } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  });
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  return { issuer, stop: () => server.close() };
}
