// A second identity provider that nobody here wrote, of another make and in another language: Canaille (PyPI). Its client
// sends the secret in the header alone, and people sign in on two pages.
import { spawn } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";
import { grace, hazel } from "./people";
import { folder, root } from "./programs";

/** What Globex's admin registers there. */
export const canailleClient = { id: "latchkey-at-canaille", secret: "a-secret-between-globex-and-canaille-only" };

const packages = join(root, "target/tools/python-canaille");

/** Starts it; it ends with its standard input. */
export async function startCanaille(port: number, redirectUri: string) {
  if (!existsSync(join(packages, "canaille"))) throw new Error("Canaille is missing: `cargo xtask setup` installs it");
  const people = [grace, hazel].map(({ email, firstName, lastName, password }) => ({
    email, first_name: firstName, last_name: lastName, password,
  }));
  const asked = JSON.stringify({ port, people, client: { ...canailleClient, redirect_uri: redirectUri } });
  const idp = spawn("python3", [join(root, "tests/e2e/canaille/idp.py"), asked], {
    env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  idp.stderr.pipe(createWriteStream(join(folder, "canaille.log")));
  await new Promise<void>((said, failed) => {
    idp.stdout.once("data", () => said());
    idp.once("error", failed);
    idp.once("exit", (code) => failed(new Error(`Canaille ended (${code})`)));
  });
  return { issuer: `http://127.0.0.1:${port}`, stop: () => void idp.stdin.end() };
}
