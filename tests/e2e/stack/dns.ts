// A name server of the tests' own, on loopback: it knows the TXT records that a journey has published, and no other name (RFC 1035 §4.1).
import { createSocket } from "node:dgram";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./programs";

/** Journeys run in processes of their own, so that what they publish is in a file. */
const file = join(folder, "txt_records.json");

type Records = Record<string, string[]>;

const known = (): Records => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {});

/** From now on the name has these TXT records, of at most 255 letters each. */
export const publishTxt = (name: string, texts: string[]) => writeFileSync(file, JSON.stringify({ ...known(), [name]: texts }));

const header = 12;

/** The name that is asked for, and where the question ends. */
function question(message: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = header;
  while (message[at] > 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + message[at]));
    at += 1 + message[at];
  }
  return { name: labels.join(".").toLowerCase(), end: at + 5 };
}

/** A TXT record for the name of the question, to which it points. */
function txtRecord(text: string): Buffer {
  const data = Buffer.from(text, "latin1");
  const [pointer, type, internet, ttl] = [[0xc0, header], [0, 16], [0, 1], [0, 0, 0, 0]];
  return Buffer.concat([Buffer.from([...pointer, ...type, ...internet, ...ttl, 0, data.length + 1, data.length]), data]);
}

function response(query: Buffer): Buffer {
  const { name, end } = question(query);
  const texts = known()[name];
  const noSuchName = 3;
  const head = Buffer.alloc(header);
  query.copy(head, 0, 0, 2);
  // A response with authority, to a query that wanted recursion.
  head.set([0x85, 0x80 | (texts ? 0 : noSuchName), 0, 1, 0, texts?.length ?? 0], 2);
  return Buffer.concat([head, query.subarray(header, end), ...(texts ?? []).map(txtRecord)]);
}

/** Starts it; `address` is what `LATCHKEY_DNS_RESOLVER` takes. */
export async function startDns() {
  const socket = createSocket("udp4");
  socket.on("message", (query, client) => socket.send(response(query), client.port, client.address));
  await new Promise<void>((ready) => socket.bind(0, "127.0.0.1", ready));
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() };
}
