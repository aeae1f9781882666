import { ObjectScan } from "../json/object-scan.ts";
import { EnvelopeWatch } from "../json/wrapper.ts";

const MAX_LINES = 200;

/**
 * How the JSON in this text is laid out: one object a line, or any other way. Undefined when it is not JSON.
 * `whole`: the text is the entire file. One broken line must not decide, so every complete line of the head is asked.
 */
export function jsonLayout(text: string, whole: boolean): "ndjson" | "json-array" | undefined {
  const start = text.trimStart();
  if (/^\[\s*(?:[[{"\]]|$|(?:-?\d[\d.eE+-]*|true|false|null)\s*[,\]])/.test(start)) return "json-array";
  if (/^\{/.test(start) && isEnvelope(start)) return "json-array";
  const lines = text.split("\n");
  // The head may end inside a line.
  if (!whole) lines.pop();
  const filled = lines.map((line) => line.trimEnd()).filter((line) => line.trim() !== "");
  if (filled.slice(0, MAX_LINES).some(isObjectLine)) return "ndjson";
  if (/^\{\s*(?:"|\}|$)/.test(start)) return filled.length > 1 && /^\{[^{}[\]]*"[^"]*$/.test(filled[0] ?? "") ? "ndjson" : "json-array";
  return undefined;
}

/** A line that is a JSON object by itself, from its first column on; `{}` proves nothing. */
function isObjectLine(line: string): boolean {
  const text = line.startsWith("\ufeff") || line.startsWith("\x1e") ? line.slice(1) : line;
  if (!text.startsWith("{") || !text.endsWith("}") || text.length < 5) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isEnvelope(text: string): boolean {
  const bytes = Buffer.from(text, "utf8");
  const scan = new ObjectScan();
  scan.start();
  const watch = new EnvelopeWatch();
  const { stop } = scan.scan(bytes, { from: 0, to: bytes.length, recordStart: 0 }, watch);
  return stop === "list" || (scan.emptyList && !watch.looksLikeRecord);
}
