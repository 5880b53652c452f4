// Forms of a page, as a person without a browser reads them: enough of HTML for the platform's own pages, which write
// every attribute in quotes.

export type Field = { name: string; type: string; value: string; checked: boolean };
export type Form = { action: string; fields: Field[] };

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };
const decoded = (text: string) => text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_all, name) => entities[name]);

function attributes(tag: string): Record<string, string> {
  const found = tag.matchAll(/\s([a-z-]+)(?:="([^"]*)")?/g);
  return Object.fromEntries([...found].map(([, name, value = ""]) => [name, decoded(value)]));
}

export function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form(\s[^>]*)>(.*?)<\/form>/gs)].map(([, head, body]) => ({
    action: attributes(head).action ?? "",
    fields: [...body.matchAll(/<input(\s[^>]*)>/g)].map(([, tag]) => {
      const { name = "", type = "text", value = "", checked } = attributes(tag);
      return { name, type, value, checked: checked !== undefined };
    }),
  }));
}

/** Where a page goes on to by itself (`<meta http-equiv="refresh">`). */
export function goesOnTo(html: string): string | undefined {
  const found = /<meta http-equiv="refresh" content="0;url=([^"]*)"/.exec(html);
  return found ? decoded(found[1]) : undefined;
}
