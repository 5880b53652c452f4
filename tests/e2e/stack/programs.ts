// Child processes of the stack: the platform's binary and the stand-in identity provider.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../../..");
export const folder = join(root, "target/e2e");

export function program(variable: string, usual: string): string {
  const path = process.env[variable] ?? join(root, usual);
  if (!existsSync(path)) throw new Error(`${path} is missing: run \`cargo xtask test\`, or build it first`);
  return path;
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
}

/** Runs a program to its end; anything but success is an error with what it said. */
export function run(path: string, args: string[], env: NodeJS.ProcessEnv) {
  const { status, stderr, stdout } = spawnSync(path, args, { env: { ...process.env, ...env }, encoding: "utf8" });
  if (status !== 0) throw new Error(`${path} ${args.join(" ")} failed (${status})\n${stdout}\n${stderr}`);
}

/** Starts a program, its output in a log, and waits until `url` answers. */
export async function start(name: string, path: string, args: string[], env: NodeJS.ProcessEnv, url: string) {
  const log = join(folder, `${name}.log`);
  const child = spawn(path, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const file = createWriteStream(log);
  child.stdout!.pipe(file);
  child.stderr!.pipe(file);
  const patience = Date.now() + 30_000;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${name} ended (${child.exitCode}); see ${log}`);
    if (Date.now() > patience) throw new Error(`${name} is not ready after 30 s; see ${log}`);
    await new Promise((later) => setTimeout(later, 100));
  }
  return { stop: () => stop(child) };
}

const answers = (url: string) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

function stop(child: ChildProcess): Promise<void> {
  return new Promise((gone) => {
    if (child.exitCode !== null) return gone();
    child.once("exit", () => gone());
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
  });
}
