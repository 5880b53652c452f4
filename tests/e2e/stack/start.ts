// Starts everything once: four identity providers, a mail server, a name server, the platform, the platform again behind TLS and again
// with sessions of a few seconds, apps of the platform, and the sample app with another provider. Databases and ports are
// new each time.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startCanaille } from "./canaille";
import { startDns } from "./dns";
import { startExpenses } from "./expenses";
import { startInitechIdp } from "./initech_idp";
import { importFile, acmeClient } from "./import_file";
import { startMail } from "./mail";
import { remember } from "./place";
import { folder, freePort, program, run, start } from "./programs";
import { startApps } from "./running_apps";
import { startTls } from "./tls";
import { startVandelayIdp } from "./vandelay_idp";

export default async function () {
  const latchkey = program("LATCHKEY_BINARY", "target/dist/latchkey");
  const fakeIdp = program("FAKE_IDP_BINARY", "target/debug/fake-idp");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [plain, behindTls, tls, hasty, initech, vandelay, other, acme, dead, ...ofApps] = await Promise.all(Array.from({ length: 14 }, freePort));
  const [acceptance, production, rust, javascript, python] = ofApps;
  const ports = { acceptance, production, guide: { rust, javascript, python } };
  const platform = `http://localhost:${plain}`;
  const tlsPlatform = `https://localhost:${tls}`;
  const hastyPlatform = `http://localhost:${hasty}`;
  const callbacks = (slug: string) => [platform, tlsPlatform, hastyPlatform].map((base) => `${base}/sso/callback/${slug}`);

  const logout = `${platform}/sso/backchannel-logout/initech`;
  const initechIdp = await startInitechIdp(initech, callbacks("initech"), logout, `${platform}/sso/callback/globex`);
  const vandelayIdp = await startVandelayIdp(vandelay, `${platform}/sso/callback/vandelay`);
  const canaille = await startCanaille(other, `${platform}/sso/callback/globex`);
  const acmeIdp = `http://localhost:${acme}`;
  const mail = await startMail();
  const dns = await startDns();
  const stops: (() => unknown)[] = [initechIdp.stop, vandelayIdp.stop, canaille.stop, mail.stop, dns.stop];
  const acmeArguments = ["--listen", `127.0.0.1:${acme}`, "--issuer", acmeIdp, "--client-id", acmeClient.id];
  acmeArguments.push("--client-secret", acmeClient.secret, "--redirect-uri", `${platform}/sso/callback/acme`);
  const discovery = `${acmeIdp}/.well-known/openid-configuration`;
  const idp = await start("acme-idp", fakeIdp, acmeArguments, {}, discovery);
  stops.push(idp.stop);

  const called = [`127.0.0.1:${initech}`, `127.0.0.1:${vandelay}`, `127.0.0.1:${other}`, `localhost:${acme}`, `127.0.0.1:${dead}`, `localhost:${acceptance}`, `localhost:${production}`];
  const file = join(folder, "import.toml");
  const idps = { initech: initechIdp.issuer, acme: acmeIdp, dead: `http://127.0.0.1:${dead}` };
  writeFileSync(file, importFile(idps, ports));
  const startPlatform = async (name: string, publicUrl: string, port: number, more: NodeJS.ProcessEnv = {}) => {
    const environment = {
      ...more,
      LATCHKEY_PUBLIC_URL: publicUrl,
      LATCHKEY_LISTEN: `127.0.0.1:${port}`,
      LATCHKEY_DATABASE_URL: `sqlite://${join(folder, `${name}.db`)}`,
      LATCHKEY_EGRESS_ALLOW: called.join(),
      LATCHKEY_SMTP_URL: mail.url,
      LATCHKEY_DNS_RESOLVER: dns.address,
    };
    run(latchkey, ["import", file], environment);
    stops.push((await start(name, latchkey, ["serve"], environment, `http://127.0.0.1:${port}/readyz`)).stop);
  };
  await startPlatform("platform", platform, plain);
  await startPlatform("tls-platform", tlsPlatform, behindTls);
  await startPlatform("hasty-platform", hastyPlatform, hasty, { LATCHKEY_SESSION_TTL: "6s" });
  stops.push((await startTls(tls, behindTls)).stop);

  const apps = await startApps(platform, ports);
  stops.push(apps.stop);

  const [provider, one, another] = await Promise.all(Array.from({ length: 3 }, freePort));
  const expenses = await startExpenses({ provider, acceptance: one, production: another });
  stops.push(expenses.stop);

  const idpPlaces = { initechIdp: initechIdp.issuer, vandelayIdp: vandelayIdp.issuer, canaille: canaille.issuer, acmeIdp };
  remember({ platform, tlsPlatform, hastyPlatform, ...idpPlaces, expenses: expenses.place, apps: apps.place });
  return async () => {
    for (const stop of stops.reverse()) await stop();
  };
}
