// PyPI Authlib, in a Python process of its own: `authlib_client.py`, one line of JSON for each call and each answer.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { python } from "../stack/running_apps";
import { ProtocolError, type Client, type Library, type Setup } from "./library";

type Answer = { result?: unknown; error?: string; fault?: string };

async function connect(setup: Setup): Promise<Client> {
  const { platform, client, method, redirectUri } = setup;
  const child = spawn("python3", [join(import.meta.dirname, "authlib_client.py")], {
    env: { ...process.env, ...python },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function call<T>(what: string, ...values: unknown[]): Promise<T> {
    child.stdin.write(`${JSON.stringify({ call: what, values })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`Authlib's process ended in ${what}; see above`);
    const { result, error, fault }: Answer = JSON.parse(value);
    if (error) throw new ProtocolError(error);
    if (fault) throw new Error(`Authlib: ${fault}`);
    return result as T;
  }

  await call("connect", platform, client.id, client.secret ?? null, method, redirectUri);
  return {
    begin: async (more = {}) => new URL(await call<string>("begin", more)),
    finish: ({ answer, posted }) => call("finish", posted ?? Object.fromEntries(answer!.searchParams)),
    refresh: (token) => call("refresh", token),
    userinfo: ({ tokens, claims }) => call("userinfo", tokens, claims.sub),
    revoke: (token) => call("revoke", token),
    signOut: async (parameters) => new URL(await call<string>("sign_out", parameters)),
    stop: () => void child.stdin.end(),
  };
}

export const authlib: Library = { name: "authlib", checksIss: false, connect };
