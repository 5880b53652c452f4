// Mail as it arrives: the platform sends over SMTP, `tests/mail/sink.py` writes each mail into a file, and the journeys
// read there what a person would read.
import { expect } from "@playwright/test";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { folder, root } from "./programs";

export type Mail = { to: string; from: string; subject: string; text: string; link: string };

const mails = join(folder, "mails");
const packages = join(root, "target/tools/python");

/** Starts the mail server; it ends with its standard input. */
export async function startMail() {
  if (!existsSync(join(packages, "aiosmtpd"))) throw new Error("aiosmtpd is missing: `cargo xtask setup` installs it");
  mkdirSync(mails, { recursive: true });
  const sink = spawn("python3", [join(root, "tests/mail/sink.py"), "--folder", mails], {
    env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const port = await new Promise<number>((said, failed) => {
    sink.stdout.once("data", (line) => said(Number(String(line).trim())));
    sink.once("error", failed);
    sink.once("exit", (code) => failed(new Error(`the mail server ended (${code})`)));
  });
  return { url: `smtp://127.0.0.1:${port}`, stop: () => void sink.stdin.end() };
}

/** The mails to an address, oldest first. */
export function mailsTo(address: string): Mail[] {
  const files = readdirSync(mails).filter((name) => name.endsWith(".eml"));
  return files
    .sort()
    .map((name) => read(readFileSync(join(mails, name), "utf8")))
    .filter(({ to }) => to === address);
}

/** Waits for the mail to an address that comes after so many others. */
export async function nextMail(address: string, after = 0): Promise<Mail> {
  const patience = Date.now() + 20_000;
  for (;;) {
    const mail = mailsTo(address)[after];
    if (mail) return mail;
    if (Date.now() > patience) throw new Error(`no mail number ${after + 1} for ${address}`);
    await new Promise((later) => setTimeout(later, 100));
  }
}

/** Waits for the mail to an address with a link like this, the first one after so many others. */
export async function nextLink(address: string, like: string, after = 0): Promise<string> {
  const links = () => mailsTo(address).map(({ link }) => link).filter((link) => link.includes(like));
  await expect.poll(() => links().length, { message: `mail to ${address} with ${like}`, timeout: 20_000 }).toBeGreaterThan(after);
  return links()[after];
}

// Enough of MIME (RFC 2045, 2047) for what the platform sends.
function read(raw: string): Mail {
  const [head, body] = parts(raw.replaceAll("\r\n", "\n"));
  const boundary = /boundary="([^"]+)"/.exec(header(head, "content-type"))?.[1];
  if (!boundary) throw new Error(`a mail without parts:\n${raw}`);
  const text = body
    .split(`--${boundary}`)
    .map((part) => parts(part.trimStart()))
    .find(([head]) => header(head, "content-type").startsWith("text/plain"));
  if (!text) throw new Error(`a mail without text:\n${raw}`);
  const decoded = decode(header(text[0], "content-transfer-encoding"), text[1]);
  return {
    to: header(head, "x-sink-to"),
    from: header(head, "from"),
    subject: header(head, "subject"),
    text: decoded,
    link: /https?:\/\/\S+/.exec(decoded)?.[0] ?? "",
  };
}

function parts(text: string): [head: string, body: string] {
  const end = text.indexOf("\n\n");
  return end < 0 ? [text, ""] : [text.slice(0, end).replace(/\n[ \t]/g, " "), text.slice(end + 2)];
}

function header(head: string, name: string): string {
  const line = head.split("\n").find((line) => line.toLowerCase().startsWith(`${name}:`));
  return line ? line.slice(name.length + 1).trim() : "";
}

function decode(encoding: string, body: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body.replace(/=\n/g, "").replace(/=([0-9A-F]{2})/g, (_all, code) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
