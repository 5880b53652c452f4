// The data that the platform under test starts with, in the form of the import file.
import { appsOfGlobex, appsOfInitech, appsOfWeyland, type Ports } from "./apps";
import { initechClient } from "./initech_idp";
import { accountsOfInitech, accountsOfTyrell, adaOfAcme, accountsOfGlobex, accountsOfVandelay, accountsOfWeyland, type Person } from "./people";

const text = JSON.stringify;

const account = ({ email, firstName, lastName, password, isAdmin }: Person) => `
  [[company.account]]
  email = ${text(email)}
  first_name = ${text(firstName)}
  last_name = ${text(lastName)}
  ${password ? `password = ${text(password)}` : ""}
  ${isAdmin ? "company_admin = true" : ""}
`;

const company = (name: string, slug: string, domain: string, accounts: Person[]) => `
[[company]]
name = ${text(name)}
slug = ${text(slug)}
domains = [${text(domain)}]
${accounts.map(account).join("")}`;

const configuration = (name: string, endpoint: string, client: { id: string; secret: string }) => `
  [[company.sso_configuration]]
  name = ${text(name)}
  endpoint_url = ${text(endpoint)}
  client_id = ${text(client.id)}
  client_secret = ${text(client.secret)}
  scopes = ["openid", "profile", "email"]
  active = true
    [company.sso_configuration.claims]
    foreign_id = "sub"
    username = "email"
    first_name = "given_name"
    last_name = "family_name"
`;

export const acmeClient = { id: "latchkey", secret: "a-secret-between-the-stand-in-and-latchkey" };

export const importFile = (idps: { initech: string; acme: string; dead: string }, apps: Ports) =>
  [
    // Before the apps that its people may enter.
    company("Tyrell", "tyrell", "tyrell.example", accountsOfTyrell),
    company("Globex", "globex", "globex.example", accountsOfGlobex),
    appsOfGlobex(apps),
    company("Initech", "initech", "initech.example", accountsOfInitech),
    appsOfInitech(apps),
    configuration("Initech accounts", idps.initech, initechClient),
    company("Acme", "acme", "acme.example", [adaOfAcme]),
    configuration("Acme accounts", idps.acme, acmeClient),
    company("Vandelay", "vandelay", "vandelay.example", accountsOfVandelay),
    company("Weyland", "weyland", "weyland.example", accountsOfWeyland),
    appsOfWeyland(),
    // An identity provider that is down.
    company("Hooli", "hooli", "hooli.example", []),
    configuration("Hooli accounts", idps.dead, { id: "latchkey", secret: "a-secret-nobody-asks-for-here" }),
  ].join("\n");
