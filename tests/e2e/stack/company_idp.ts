// A company's identity provider that nobody here wrote: npm `oidc-provider`, with a tiny page to sign in on. Name and address come from
// userinfo only, as the specification has it for the code flow. What happens to it, journeys tell it (`PUT /told/…`).
import { createServer, type IncomingMessage } from "node:http";
import Provider, { type ClientMetadata } from "oidc-provider";
import { accountsOfInitech, accountsOfVandelay } from "./people";

/** What the company has registered there. */
export type Client = { id: string; secret: string; redirectUris: string[]; logoutUri?: string };

const known = [...accountsOfInitech, ...accountsOfVandelay];

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (company: string, heading: string, rest = "") =>
  `<!doctype html><html lang="en"><title>${company} account</title><h1>${heading}</h1>${rest}`;

const signInForm = (company: string, action: string, login: string) => `<form method="post" action="${action}">
<label>${company} address <input name="login" value="${escape(login)}"></label>
<button name="answer" value="continue">Continue</button>
<button name="answer" value="cancel">Cancel</button></form>`;

const signOutButton = `<button form="op.logoutForm" name="logout" value="yes">Sign me out</button>`;

function claimsOf(email: string, groups?: string[]) {
  const person = known.find((person) => person.email === email);
  const name = email.split("@")[0];
  const given_name = person?.firstName ?? name[0].toUpperCase() + name.slice(1);
  return { email, email_verified: true, given_name, family_name: person?.lastName ?? "Newcomer", groups };
}

const registered = ({ id, secret, redirectUris, logoutUri }: Client): ClientMetadata => ({
  client_id: id,
  client_secret: secret,
  redirect_uris: redirectUris,
  token_endpoint_auth_method: "client_secret_post",
  ...(logoutUri && { backchannel_logout_uri: logoutUri, backchannel_logout_session_required: true }),
});

const providerFor = (company: string, issuer: string, clients: Client[], groupsOf: Map<string, string[]>) =>
  new Provider(issuer, {
    clients: clients.map(registered),
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
          context.body = page(company, "Leaving?", form + signOutButton);
        },
        postLogoutSuccessSource: (context) => {
          context.body = page(company, `Signed out of ${company}`);
        },
      },
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, id) => {
      const email = id.replace(/^sub-/, "");
      return { accountId: id, claims: () => ({ sub: id, ...claimsOf(email, groupsOf.get(email)) }) };
    },
    // Who signed in has agreed: companies ask nobody whether they want to use their own platform.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });

async function bodyOf(request: IncomingMessage) {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

/** Tells the provider what has happened to it. */
export async function tell(issuer: string, what: string, body = "") {
  const { ok } = await fetch(`${issuer}/told/${what}`, { method: "PUT", body });
  if (!ok) throw new Error(`${issuer} does not understand ${what}`);
}

export async function startCompanyIdp(company: string, port: number, clients: Client[]) {
  const issuer = `http://127.0.0.1:${port}`;
  const groupsOf = new Map<string, string[]>();
  const provider = providerFor(company, issuer, clients, groupsOf);
  const oidc = provider.callback();
  /** What a journey says has happened. */
  const told: Record<string, (of: string, body: string) => unknown> = {
    // Somebody is in these groups now.
    groups: (email, groups) => groupsOf.set(email, JSON.parse(groups)),
    // A client has another secret now, or one that has expired.
    secret: async (id, secret) => {
      const client = (await provider.Client.find(id))!;
      Object.assign(client, secret ? { clientSecret: secret, clientSecretExpiresAt: 0 } : { clientSecretExpiresAt: 1 });
    },
    // It is out of order from now on.
    end: () => void server.close(),
  };
  const server = createServer(async (request, response) => {
    const [, first, what, of] = request.url!.split("/");
    if (request.method === "PUT" && first === "told") {
      await told[what](of, await bodyOf(request));
      return response.end();
    }
    if (first !== "interaction") return oidc(request, response);
    if (request.method !== "POST") {
      const { params } = await provider.interactionDetails(request, response);
      response.setHeader("content-type", "text/html; charset=utf-8");
      return response.end(page(company, `${company} account`, signInForm(company, request.url!, String(params.login_hint ?? ""))));
    }
    const form = new URLSearchParams(await bodyOf(request));
    const result =
      form.get("answer") === "cancel"
        ? { error: "access_denied", error_description: "The person cancelled" }
        : { login: { accountId: `sub-${form.get("login")}` } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  });
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  return { issuer, stop: () => server.close() };
}
