import { z } from "zod";

const Provider = z.object({
  excluded: z.boolean().default(false),
  field: z.string(),
  queryType: z.string().default(""),
  value: z.unknown(),
});
const Investigate = z.object({
  label: z.string().default(""),
  description: z.string().default(""),
  providers: z.array(z.array(Provider)).default([]),
});
const Osquery = z.object({ label: z.string().default(""), query: z.string().default("") });
const Part = z.object({ investigate: z.array(z.unknown()).default([]), osquery: z.array(z.unknown()).default([]) });

const BUTTON = /\$(investigate|osquery)_(\d+)/g;

/**
 * The investigation guide with what its buttons would ask: detection-rules keeps them beside the rule (`[transform]`) and names
 * them in the text (`$investigate_0`, `$osquery_3`). A button that is not there or not readable stays as it is written.
 */
export function guideWith(note: string, transform: unknown): string {
  const { investigate, osquery } = Part.safeParse(transform).data ?? { investigate: [], osquery: [] };
  return note.replaceAll(BUTTON, (written, kind: string, at: string) => {
    return (kind === "osquery" ? osqueryText(osquery[Number(at)]) : investigateText(investigate[Number(at)])) ?? written;
  });
}

function osqueryText(value: unknown): string | undefined {
  const { data } = Osquery.safeParse(value);
  return data && `${data.label}: ${code(data.query)}`;
}

/** Any of several groups, each with conditions that must all hold. */
function investigateText(value: unknown): string | undefined {
  const { data } = Investigate.safeParse(value);
  if (!data) return undefined;
  const groups = data.providers.map((group) => group.map(condition).join(" and "));
  const asked = groups.length > 1 ? groups.map((group) => `(${group})`).join(" or ") : (groups[0] ?? "");
  return [data.label, data.description, asked && code(asked)].filter((part) => part !== "").join(": ");
}

function condition({ excluded, field, queryType, value }: z.infer<typeof Provider>): string {
  const test = queryType === "exists" ? `${field} : *` : `${field} : ${typeof value === "string" ? `"${value}"` : JSON.stringify(value)}`;
  return excluded ? `not ${test}` : test;
}

const code = (text: string): string => `\`\` ${text.trim().replaceAll(/\s+/g, " ")} \`\``;
