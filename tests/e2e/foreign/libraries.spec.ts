// Whole journeys with client libraries that nobody here wrote: what works with all of them is OpenID Connect.
import { expect, test } from "@playwright/test";
import { foreignClients as clients, type Environment } from "../stack/apps";
import { aurora, olga, oscar, type Person } from "../stack/people";
import { place } from "../stack/place";
import { Visitor } from "../stack/visitor";
import { authlib } from "./authlib";
import { ProtocolError, type Client, type Library, type Method } from "./library";
import { oauth4webapi } from "./oauth4webapi";
import { openidClient } from "./openid_client";

type Scene = { app: Client; visitor: Visitor };

/** An app, and somebody at a browser that was never here. */
async function withApp(
  library: Library,
  person: Person,
  [client, method]: [Environment, Method],
  journey: (scene: Scene) => Promise<void>,
  redirectUri = client.redirectUri,
) {
  const { platform } = place();
  const app = await library.connect({ platform, client, method, redirectUri });
  const visitor = await Visitor.arrive(platform, person);
  try {
    await journey({ app, visitor });
  } finally {
    await visitor.leave();
    app.stop();
  }
}

const basic: [Environment, Method] = [clients.basic, "client_secret_basic"];
/** The library tells of this error of the protocol, and of no other fault. */
const refused = async (act: Promise<unknown>, error: string) =>
  expect(await act.then(() => "no error", (error) => (error instanceof ProtocolError ? error.message : error))).toBe(error);

const ways: Record<string, [Environment, Method, string?]> = {
  "client_secret_basic": basic,
  "client_secret_post": [clients.post, "client_secret_post"],
  // A tool on somebody's machine: no secret, and whatever port was free (RFC 8252 §7.3).
  "none, back to a loopback address with a port of its own": [clients.public, "none", "http://127.0.0.1:49152/callback"],
  "ID tokens signed with RS256": [clients.rs256, "client_secret_basic"],
};

for (const [library, person] of [[openidClient, olga], [oauth4webapi, oscar], [authlib, aurora]] as const) {
  test.describe(library.name, () => {
    for (const [way, [client, method, redirectUri]] of Object.entries(ways)) {
      test(`signs in: code and PKCE, ID token, userinfo; ${way}`, async () => {
        const journey = async ({ app, visitor }: Scene) => {
          const visit = await visitor.open(await app.begin({ prompt: "consent" }));
          expect(visit.asked).toEqual(["sign-in", "consent"]);
          expect(visit.answer!.searchParams.get("iss")).toBe(place().platform);
          const grant = await app.finish(visit);
          expect(grant.claims).toMatchObject({ aud: client.id, iss: place().platform, roles: ["User"] });
          const userinfo = await app.userinfo(grant);
          const name = `${person.firstName} ${person.lastName}`;
          expect(userinfo).toMatchObject({ sub: grant.claims.sub, name, email: person.email, company: "Globex", roles: ["User"] });
          // An answer is worth one sign-in, and takes back what it gave when it comes again.
          await refused(app.finish(visit), "invalid_grant");
          await refused(app.userinfo(grant), "invalid_token");
        };
        await withApp(library, person, [client, method], journey, redirectUri);
      });
    }

    test("an answer can be posted", async () => {
      await withApp(library, person, basic, async ({ app, visitor }) => {
        const visit = await visitor.open(await app.begin({ response_mode: "form_post" }));
        expect(visit.answer!.search, "nothing in the address").toBe("");
        expect(Object.keys(visit.posted!).sort()).toEqual(["code", "iss", "state"]);
        const { claims } = await app.finish(visit);
        expect(claims.email).toBe(person.email);
      });
    });

    test("refresh tokens rotate; an old one is refused, and ends its family", async () => {
      await withApp(library, person, basic, async ({ app, visitor }) => {
        const first = await app.finish(await visitor.open(await app.begin()));
        const second = await app.refresh(first.tokens.refresh_token!);
        expect(second.tokens.refresh_token).toBeTruthy();
        expect(second.tokens.refresh_token).not.toBe(first.tokens.refresh_token);
        expect(second.claims.sub).toBe(first.claims.sub);
        const third = await app.refresh(second.tokens.refresh_token!);
        expect((await app.userinfo(third)).email).toBe(person.email);
        await refused(app.refresh(first.tokens.refresh_token!), "invalid_grant");
        await refused(app.refresh(third.tokens.refresh_token!), "invalid_grant");
        await refused(app.userinfo(third), "invalid_token");
      });
    });

    test("what is revoked works no more", async () => {
      await withApp(library, person, basic, async ({ app, visitor }) => {
        const grant = await app.finish(await visitor.open(await app.begin()));
        await app.revoke(grant.tokens.refresh_token!);
        await refused(app.refresh(grant.tokens.refresh_token!), "invalid_grant");
        await refused(app.userinfo(grant), "invalid_token");
      });
    });

    test("prompt=none: login_required without a session, a code with one, consent_required for more", async () => {
      await withApp(library, person, [clients.plain, "client_secret_basic"], async ({ app, visitor }) => {
        const nobody = await visitor.open(await app.begin({ prompt: "none" }));
        expect(nobody.asked).toEqual([]);
        await refused(app.finish(nobody), "login_required");
        const { claims } = await app.finish(await visitor.open(await app.begin({ scope: "openid profile" })));
        const silent = await visitor.open(await app.begin({ scope: "openid profile", prompt: "none" }));
        expect(silent.asked).toEqual([]);
        expect((await app.finish(silent)).claims.sub).toBe(claims.sub);
        await refused(app.finish(await visitor.open(await app.begin({ scope: "openid profile email", prompt: "none" }))), "consent_required");
      });
    });

    test("denied consent is access_denied", async () => {
      await withApp(library, person, basic, async ({ app, visitor }) => {
        const visit = await visitor.open(await app.begin({ prompt: "consent" }), { consent: "cancel" });
        expect(visit.asked).toEqual(["sign-in", "consent"]);
        await refused(app.finish(visit), "access_denied");
      });
    });

    test("signs out of the platform, back to the app, and stays out", async () => {
      await withApp(library, person, basic, async ({ app, visitor }) => {
        const { tokens } = await app.finish(await visitor.open(await app.begin({ scope: "openid profile" })));
        const back = clients.basic.postLogoutRedirectUri;
        const parameters = { id_token_hint: tokens.id_token!, post_logout_redirect_uri: back, state: "a state & more" };
        const out = await visitor.open(await app.signOut(parameters));
        expect(out.asked, "who holds this session's token is not asked").toEqual([]);
        expect(out.answer!.href).toBe(`${back}?state=a+state+%26+more`);
        await refused(app.refresh(tokens.refresh_token!), "invalid_grant");
        await refused(app.finish(await visitor.open(await app.begin({ prompt: "none" }))), "login_required");
      });
    });

    test("without a token of this session the person is asked before signing out", async () => {
      await withApp(library, person, basic, async ({ app, visitor }) => {
        await app.finish(await visitor.open(await app.begin()));
        const back = clients.basic.postLogoutRedirectUri;
        const out = await visitor.open(await app.signOut({ client_id: clients.basic.id, post_logout_redirect_uri: back }));
        expect(out.asked).toEqual(["confirm sign-out"]);
        expect(out.answer!.href).toBe(back);
        await refused(app.finish(await visitor.open(await app.begin({ prompt: "none" }))), "login_required");
      });
    });

    // Authlib leaves `iss` to the app.
    if (!library.checksIss) return;
    test("the answer of another platform is not taken for ours (RFC 9207)", async () => {
      await withApp(library, person, basic, async ({ app, visitor }) => {
        const visit = await visitor.open(await app.begin());
        visit.answer!.searchParams.set("iss", "https://evil.example");
        await expect(app.finish(visit)).rejects.toThrow();
        visit.answer!.searchParams.delete("iss");
        await expect(app.finish(visit)).rejects.toThrow();
        visit.answer!.searchParams.set("iss", place().platform);
        expect((await app.finish(visit)).claims.email).toBe(person.email);
      });
    });
  });
}
