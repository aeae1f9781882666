import { quoteWildcard } from "./wildcard.ts";

/**
 * Parts of a command line that change from run to run, each with what stays of it. Tried in this order at every place;
 * `keep` patterns are stable although they look like numbers.
 */
const PARTS: readonly (readonly [pattern: string, replace: "keep" | ((match: string) => readonly [before: string, after: string])])[] = [
  // Versions and IPv4 addresses: v4.0.30319, 10.20.3.4
  ["(?<![\\d.])\\d+(?:\\.\\d+){2,}(?![\\d.])", "keep"],
  ["(?<!\\d)\\d{4}-\\d{2}-\\d{2}(?:[T_ ]\\d{2}[:.-]?\\d{2}(?:[:.-]?\\d{2}(?:[.,]\\d+)?)?Z?)?(?!\\d)", () => ["", ""]],
  ["\\{?(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])\\}?", () => ["", ""]],
  ["\\bS-1-5-21(?:-\\d+)+", () => ["S-1-5-21-", ""]],
  ['\\\\Users\\\\(?!Public\\\\|Default\\\\)[^\\\\"/:*?<>|]+\\\\', (match) => [match.slice(0, 7), "\\"]],
  ['\\\\Documents and Settings\\\\(?!All Users\\\\)[^\\\\"/:*?<>|]+\\\\', (match) => [match.slice(0, 24), "\\"]],
  [
    '\\\\(?:Temp|Tmp)\\\\[^\\\\"\\s,;]+',
    (match) => [match.slice(0, match.indexOf("\\", 1) + 1), /\.[a-z0-9]{1,5}$/i.exec(match)?.[0] ?? ""],
  ],
  ["(?<![0-9a-z])(?:0x)?[0-9a-f]{16,}(?![0-9a-z])", () => ["", ""]],
  ["\\d{4,}", () => ["", ""]],
];

/**
 * A wildcard that matches this command line and its likes: GUIDs, SIDs, dates, long hexadecimal and decimal numbers,
 * profile names and names under a temporary folder become `*`, everything else stays as it is.
 */
export function generalise(commandLine: string): string {
  let result = "";
  let end = 0;
  for (const match of commandLine.matchAll(new RegExp(PARTS.map(([pattern]) => `(${pattern})`).join("|"), "gi"))) {
    const replace = PARTS.find((_, index) => match[index + 1] !== undefined)?.[1];
    if (!replace || replace === "keep") continue;
    const [before, after] = replace(match[0]);
    result = withStar(result + quoteWildcard(commandLine.slice(end, match.index) + before)) + quoteWildcard(after);
    end = match.index + match[0].length;
  }
  return result + quoteWildcard(commandLine.slice(end));
}

function withStar(pattern: string): string {
  // `[*]` would be a literal star, `[**]` is a bracket and a run.
  if (pattern.endsWith("[")) return `${pattern}**`;
  return pattern.endsWith("*") ? pattern : `${pattern}*`;
}
