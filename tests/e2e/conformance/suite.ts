// A module of the OpenID Foundation's conformance suite as a test of ours. It ends as the suite would have it end: a condition
// that must hold is an `expect`; one that only warns is noted; and how it all ends stands in `plans.json`, so that no
// deviation comes or goes unseen.
import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Result = "PASSED" | "WARNING" | "REVIEW" | "SKIPPED";
type Entry = { module: string; result: Result; warnings?: Record<string, string>; note?: string };

const plans: Record<string, Entry[]> = JSON.parse(
  readFileSync(join(import.meta.dirname, "plans.json"), "utf8"),
).plans;

/** Every module of every plan, as often as the plans name it. */
export const planned = Object.values(plans).flat();

/** What a module says while it runs. */
export class Log {
  private readonly warned = new Set<string>();
  private ended: "REVIEW" | "SKIPPED" | undefined;

  /** A condition that is worth a warning of the suite, and no more. */
  warnUnless(condition: string, holds: boolean) {
    if (!holds) this.warned.add(condition);
  }

  /** A page that somebody would have to look at; the module has looked at it. */
  reviewed() {
    this.ended ??= "REVIEW";
  }

  /** The suite goes no further: the platform says that it does not offer this, and may. */
  skipped() {
    this.ended = "SKIPPED";
  }

  get warnings(): string[] {
    return [...this.warned].sort();
  }

  get result(): Result {
    return this.warned.size > 0 ? "WARNING" : (this.ended ?? "PASSED");
  }
}

/** One module, by its name in the plans. */
export function conformance(module: string, run: (log: Log) => Promise<void>) {
  test(module, async () => {
    const entry = planned.find((entry) => entry.module === module);
    expect(entry, `${module} is in no plan`).toBeDefined();
    const log = new Log();
    await run(log);
    expect(log.warnings, "warnings").toEqual(Object.keys(entry!.warnings ?? {}).sort());
    expect(log.result, "how it ends").toBe(entry!.result);
  });
}
