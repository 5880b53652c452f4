// The words on the screens come from where the screens have them.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (language: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../locales/${language}.json`), "utf8"));

export const english = read("en");
export const german = read("de");

/** A phrase with its `{{ variables }}` filled in. */
export function filled(phrase: string, values: Record<string, string>): string {
  return phrase.replace(/\{\{\s*(\w+)\s*\}\}/g, (_all, name) => values[name]);
}

/** The phrases of a language, as its screens have them. */
export const phrasesOf = (language: string) => read(language);
