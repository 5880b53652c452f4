// The apps that the platform under test knows, and who may enter them: the sample app and the guide's programs, which run at
// ports of this machine, and clients that the tests themselves are.
import {
  connie, crew, ellen, emmy, gladys, grete, hedy, joan, karen, leon, margaret, mildred, olga, oscar, aurora, rosalind, ruth, valerie, type Person,
} from "./people";

/** An environment of an app, as the import file has it. */
export type Environment = {
  name: string;
  url: string;
  id: string;
  /** None: a public client. */
  secret?: string;
  redirectUri: string;
  postLogoutRedirectUri: string;
  backchannelLogoutUri?: string;
  /** ES256, unless it says another; `unsaid` leaves it to the platform. */
  algorithm?: "ES256" | "RS256" | "unsaid";
  requirePkce?: boolean;
  optionalScopes?: string[];
  access: { person: Person; roles: string[] }[];
};

const user = (person: Person) => ({ person, roles: ["User"] });
const administrator = (person: Person) => ({ person, roles: ["User", "Administrator"] });

/** A client that nobody runs: what is sent there, a test reads from the redirect. */
const client = (id: string, people: Person[], more: Partial<Environment> = {}): Environment => ({
  name: id,
  url: `https://${id}.example/`,
  id,
  secret: `a-secret-of-${id}`,
  redirectUri: `https://${id}.example/callback`,
  postLogoutRedirectUri: `https://${id}.example/`,
  access: people.map(user),
  ...more,
});

/** Of the suite with the OpenID Foundation's modules. Its plans know no PKCE: so it is waived, and a `nonce` required. */
export const conformanceClients = {
  first: client("conformance-1", [connie], { requirePkce: false, algorithm: "RS256" }),
  second: client("conformance-2", [connie], { requirePkce: false }),
  post: client("conformance-post", [connie], { requirePkce: false }),
};

const foreigners = [olga, oscar, aurora];
/** Of the client libraries that nobody here wrote. */
export const foreignClients = {
  // What has to be encoded in a header, is.
  basic: client("foreign-basic", foreigners, { secret: "a secret & more: 100% +" }),
  post: client("foreign-post", foreigners),
  public: client("foreign-public", foreigners, { secret: undefined, redirectUri: "http://127.0.0.1/callback" }),
  rs256: client("foreign-rs256", foreigners, { algorithm: "RS256" }),
  plain: client("foreign-plain", foreigners),
  unsaid: client("foreign-unsaid", [emmy], { algorithm: "unsaid" }),
};

/** Authorized, revoked and authorized again. */
export const revokedApp = "Punched Cards";
export const revokedClient = client("punched-cards", [valerie], { secret: undefined, optionalScopes: ["email"] });

/** An app that runs here. */
const running = (name: string, id: string, port: number, access: Environment["access"]): Environment => ({
  name,
  url: `http://localhost:${port}/`,
  id,
  secret: `a-secret-of-${id}`,
  redirectUri: `http://localhost:${port}/openid/callback`,
  postLogoutRedirectUri: `http://localhost:${port}/`,
  access,
});

export const languages = ["rust", "javascript", "python"] as const;
export type Language = (typeof languages)[number];
/** Ports of the apps that run here, with the platform behind them. */
export type Ports = { acceptance: number; production: number; guide: Record<Language, number> };

export const guideEnvironment = (language: Language, port: number) =>
  running(language, `guide-${language}`, port, [administrator(mildred)]);

export function expensesEnvironments(ports: Ports): [acceptance: Environment, production: Environment] {
  const logout = (port: number) => ({ backchannelLogoutUri: `http://localhost:${port}/openid/backchannel-logout` });
  const people = [user(margaret), user(karen), user(joan), user(gladys), user(rosalind), user(leon), user(grete)];
  return [
    {
      ...running("Acceptance", "expenses-acceptance", ports.acceptance, [...people, administrator(hedy)]),
      ...logout(ports.acceptance),
      optionalScopes: ["email"],
    },
    {
      ...running("Production", "expenses-production", ports.production, [...people, user(hedy)]),
      ...logout(ports.production),
    },
  ];
}

const text = JSON.stringify;

const environment = (it: Environment) => `
    [[company.app.environment]]
    name = ${text(it.name)}
    url = ${text(it.url)}
    client_id = ${text(it.id)}
    ${it.secret ? `client_secret = ${text(it.secret)}` : ""}
    redirect_uris = [${text(it.redirectUri)}]
    post_logout_redirect_uris = [${text(it.postLogoutRedirectUri)}]
    ${it.backchannelLogoutUri ? `backchannel_logout_uri = ${text(it.backchannelLogoutUri)}` : ""}
    roles = ["User", "Administrator"]
    require_pkce = ${it.requirePkce ?? true}
    ${it.algorithm === "unsaid" ? "" : `id_token_signed_response_alg = ${text(it.algorithm ?? "ES256")}`}
    optional_scopes = ${text(it.optionalScopes ?? [])}
${it.access.map(({ person, roles }) => `
      [[company.app.environment.access]]
      email = ${text(person.email)}
      roles = ${text(roles)}
`).join("")}`;

const app = (name: string, slug: string, team: Person, environments: Environment[]) => `
  [[company.app]]
  name = ${text(name)}
  slug = ${text(slug)}
  team = [${text(team.email)}]
${environments.map(environment).join("")}`;

/** The apps of Globex: those that the tests are, and the guide's. */
export const appsOfGlobex = (ports: Ports) =>
  [
    app("Conformance", "conformance", ruth, Object.values(conformanceClients)),
    app("Foreign clients", "foreign-clients", ruth, Object.values(foreignClients)),
    app(revokedApp, "punched-cards", ruth, [revokedClient]),
    app("Guide", "guide", ruth, languages.map((language) => guideEnvironment(language, ports.guide[language]))),
  ].join("");

/** With very many people, of whom many are changed at once; and one that is archived. */
export const colonies = client("colonies", crew);
export const colonyShip = client("colony-ship", []);
export const appsOfWeyland = () => app("Colonies", "colonies", ellen, [colonies, colonyShip]);

/** The sample app belongs to Initech. */
export const appsOfInitech = (ports: Ports) =>
  app("Company Expenses", "company-expenses", hedy, expensesEnvironments(ports));
