import { LINE_PATTERNS } from "./patterns.ts";

/**
 * Logs that are lines of text: those whose every line says what it is, and those whose header names the columns (Zeek's, and the
 * W3C's extended format that IIS writes).
 */
export type LineLayout = "auditd" | "fortigate" | "access-log" | "syslog" | "zeek" | "w3c";

const MOST_LINES = 50;
/** Of the lines looked at, as many must be of the layout: programs write what they like into a log. */
const SHARE = 0.6;

/** The layout of the text a file begins with; undefined when it is of none. `whole`: the text is the entire file. */
export function lineLayout(text: string, whole: boolean): LineLayout | undefined {
  const start = text.replace(/^\ufeff/, "").trimStart();
  if (/^#separator \\x[0-9a-f]{2}\r?\n/i.test(start)) return "zeek";
  if (start.startsWith("#") && /^#Fields:[ \t]+\S/m.test(start.slice(0, 8_192))) return "w3c";
  const lines = text.split("\n");
  // The head may end inside a line.
  if (!whole && lines.length > 1) lines.pop();
  const filled = lines
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, MOST_LINES);
  const [first] = filled;
  if (first === undefined) return undefined;
  const found = LINE_PATTERNS.find(([, pattern]) => pattern.test(first));
  if (!found) return undefined;
  const [layout, pattern] = found;
  return filled.filter((line) => pattern.test(line)).length >= filled.length * SHARE ? layout : undefined;
}
