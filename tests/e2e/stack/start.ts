// Starts everything once: two identity providers, the platform, and the platform again behind TLS. Databases and
// ports are new each time.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startInitechIdp } from "./initech_idp";
import { importFile, acmeClient } from "./import_file";
import { remember } from "./place";
import { folder, freePort, program, run, start } from "./programs";
import { startTls } from "./tls";

export default async function () {
  const latchkey = program("LATCHKEY_BINARY", "target/dist/latchkey");
  const fakeIdp = program("FAKE_IDP_BINARY", "target/release/fake-idp");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [plain, behindTls, tls, initech, acme, dead] = await Promise.all(Array.from({ length: 6 }, freePort));
  const platform = `http://localhost:${plain}`;
  const tlsPlatform = `https://localhost:${tls}`;
  const callbacks = (slug: string) => [platform, tlsPlatform].map((base) => `${base}/sso/callback/${slug}`);

  const initechIdp = await startInitechIdp(initech, callbacks("initech"));
  const acmeIdp = `http://localhost:${acme}`;
  const stops: (() => unknown)[] = [initechIdp.stop];
  const acmeArguments = ["--listen", `127.0.0.1:${acme}`, "--issuer", acmeIdp, "--client-id", acmeClient.id];
  acmeArguments.push("--client-secret", acmeClient.secret, "--redirect-uri", `${platform}/sso/callback/acme`);
  const discovery = `${acmeIdp}/.well-known/openid-configuration`;
  const idp = await start("acme-idp", fakeIdp, acmeArguments, {}, discovery);
  stops.push(idp.stop);

  const file = join(folder, "import.toml");
  writeFileSync(file, importFile({ initech: initechIdp.issuer, acme: acmeIdp, dead: `http://127.0.0.1:${dead}` }));
  const startPlatform = async (name: string, publicUrl: string, port: number) => {
    const environment = {
      LATCHKEY_PUBLIC_URL: publicUrl,
      LATCHKEY_LISTEN: `127.0.0.1:${port}`,
      LATCHKEY_DATABASE_URL: `sqlite://${join(folder, `${name}.db`)}`,
      LATCHKEY_EGRESS_ALLOW: `127.0.0.1:${initech},localhost:${acme},127.0.0.1:${dead}`,
    };
    run(latchkey, ["import", file], environment);
    stops.push((await start(name, latchkey, ["serve"], environment, `http://127.0.0.1:${port}/readyz`)).stop);
  };
  await startPlatform("platform", platform, plain);
  await startPlatform("tls-platform", tlsPlatform, behindTls);
  stops.push((await startTls(tls, behindTls)).stop);

  remember({ platform, tlsPlatform, initechIdp: initechIdp.issuer, acmeIdp });
  return async () => {
    for (const stop of stops.reverse()) await stop();
  };
}
