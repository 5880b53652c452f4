// No module of a plan is left out, none is there twice, and none is made up.
import { expect, test } from "@playwright/test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { planned } from "./suite";

test("every module of the plans has one test of its name", () => {
  const folder = import.meta.dirname;
  const specs = readdirSync(folder).filter((name) => name.endsWith(".spec.ts") && name !== "complete.spec.ts");
  const tested = specs.flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(/^conformance\("([^"]+)"/gm)].map(([, module]) => module),
  );
  expect(tested.sort()).toEqual(planned.map(({ module }) => module).sort());
});
