// What stands in front of a platform in production: something that ends TLS and hands the bytes on.
import { connect } from "node:net";
import { createServer } from "node:tls";
import { generate } from "selfsigned";

export async function startTls(port: number, to: number) {
  const names = [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }];
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: names as never,
  });
  const server = createServer({ key, cert }, (outside) => {
    const inside = connect(to, "127.0.0.1");
    const end = () => (outside.destroy(), inside.destroy());
    outside.on("error", end).on("close", end).pipe(inside);
    inside.on("error", end).on("close", end).pipe(outside);
  });
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  return { stop: () => server.close() };
}
