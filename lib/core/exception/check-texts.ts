import { foldCase } from "#core/detection/ir/case";
import type { Condition, Lint } from "./exception.ts";
import { listed } from "./listed.ts";
import { oddCharacters } from "./odd-characters.ts";
import { compileWildcard } from "./wildcard.ts";

type TextCondition = Exclude<Condition, { operator: "address" }>;

/** Fewer fixed characters than this match a great deal by chance. */
const FEWEST_FIXED = 4;

/** Lints of the values of a usable text condition. */
export function checkTexts({ field, operator, values }: TextCondition): Lint[] {
  const lints: Lint[] = [];
  const add = (level: Lint["level"], code: string, found: readonly string[], message: string): void => {
    if (found.length > 0) lints.push({ level, code, message: message.replace("%s", () => listed(found)) });
  };
  const quoted = (test: (value: string) => boolean): readonly string[] => values.filter(test).map((value) => JSON.stringify(value));
  add(
    "info",
    "edge-blank",
    quoted((value) => value.trim() !== value),
    "%s: starts or ends with a blank, which must be there in the event too.",
  );
  add("info", "odd-character", values.flatMap(oddCharacters), "Characters that are not what they seem: %s.");
  // A UNC path starts with two backslashes; anywhere else they are a habit from programs that need escaping.
  add(
    "info",
    "doubled-backslash",
    quoted((value) => /[^\\"\s=*]\\\\[^\\]/.test(value)),
    "%s: holds a doubled backslash. A backslash is typed once here; both must be there in the event.",
  );
  if (operator === "exact") {
    add(
      "info",
      "star-in-exact",
      quoted((value) => /[*?]/.test(value)),
      "%s: an exact value compares * and ? as themselves. For wildcards choose the other operator.",
    );
    add(
      "info",
      "duplicate-value",
      repeated(values, (value) => value),
      "%s: listed more than once.",
    );
  } else {
    add(
      "warn",
      "broad-wildcard",
      quoted((value) => fixedLength(value) < FEWEST_FIXED),
      `%s: fewer than ${FEWEST_FIXED} fixed characters match a great deal.`,
    );
    add(
      "info",
      "no-wildcard",
      quoted((value) => !/[*?]/.test(value)),
      "%s: has no wildcard, so the whole value must be this, in any casing.",
    );
    add("info", "duplicate-value", repeated(values, foldCase), "%s: listed more than once; case makes no difference.");
  }
  if (field === "process.executable") {
    add("warn", "user-writable", quoted(isUserWritable), "%s: any user can put a program there.");
  }
  return lints;
}

function fixedLength(pattern: string): number {
  return compileWildcard(pattern).literals.reduce((sum, literal) => sum + literal.length, 0);
}

function repeated(values: readonly string[], key: (value: string) => string): readonly string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(key(value)).size).map((value) => JSON.stringify(value));
}

const WRITABLE = [
  "\\users\\",
  "\\programdata\\",
  "\\temp\\",
  "\\tmp\\",
  "\\windows\\tasks\\",
  "\\appdata\\",
  "\\perflogs\\",
  "\\$recycle.bin\\",
];

function isUserWritable(value: string): boolean {
  const folded = foldCase(value);
  return WRITABLE.some((folder) => folded.includes(folder));
}
