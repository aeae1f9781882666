/** RE2's ASCII classes as JavaScript spells them; JavaScript's own `\s` knows more spaces. */
const CLASSES: { readonly [letter: string]: string } = { d: "0-9", w: "0-9A-Za-z_", s: "\\t\\n\\f\\r " };
const NEGATED: { readonly [letter: string]: string } = { D: "[^0-9]", W: "[^0-9A-Za-z_]", S: "[^\\t\\n\\f\\r ]" };

/** One atom: an escape, a class, any character, or a plain one; ASCII only. */
const ATOM =
  /\\(?<escape>[dwsDWSntrf]|[!-/:-@[-`{-~ ])|\[(?<not>\^?)(?<members>(?:\\[dwsntrf]|\\[!-/:-@[-`{-~ ]|[ -Z^-~])+)\]|(?<any>\.)|(?<plain>[^\\[\]().*+?{}|^$\P{ASCII}])/uy;
const QUANTIFIER = /(?:\{(?<least>\d{1,4})(?:(?<comma>,)(?<most>\d{0,4}))?\}|(?<sign>[*+?]))\??/y;

/** Ways one start can go on, and characters it can go over: their bounds make a test linear in the text. */
const MOST_CHOICES = 512;
const MOST_LENGTH = 1_024;

/**
 * The same test by JavaScript's own engine, where it is certain to take linear time and to mean what RE2 means: a plain
 * sequence of ASCII atoms with bounded counts (an open count at the very end needs no more than its least). Undefined for
 * all else. On counted repeats it is a hundred times faster than RE2's automaton, whose states they multiply.
 * For patterns without flags.
 */
export function nativeRegex(pattern: string): RegExp | undefined {
  const isStartTied = pattern.startsWith("^");
  let source = isStartTied ? "^" : "";
  let choices = 1;
  let length = 0;
  let at = source.length;
  while (at < pattern.length) {
    if (pattern[at] === "$" && at === pattern.length - 1) return finish(`${source}$`, choices, length);
    ATOM.lastIndex = at;
    const atom = ATOM.exec(pattern);
    const spelt = atom && spell(atom.groups ?? {});
    if (!atom || spelt === undefined) return undefined;
    at += atom[0].length;
    QUANTIFIER.lastIndex = at;
    const quantifier = QUANTIFIER.exec(pattern);
    at += quantifier?.[0].length ?? 0;
    const { least, most } = quantifier ? bounds(quantifier.groups ?? {}) : { least: 1, most: 1 };
    const isLast = at === pattern.length;
    if (most < least || (most === Number.POSITIVE_INFINITY && !isLast)) return undefined;
    const upper = isLast ? least : most;
    choices *= upper - least + 1;
    length += upper;
    source += least === 1 && upper === 1 ? spelt : `${spelt}{${least},${upper}}`;
  }
  return finish(source, choices, length);
}

function finish(source: string, choices: number, length: number): RegExp | undefined {
  return choices > MOST_CHOICES || length > MOST_LENGTH ? undefined : new RegExp(source, "u");
}

type Groups = { readonly [name: string]: string | undefined };

function spell({ escape: letter, not, members, any, plain }: Groups): string | undefined {
  if (any) return "[^\\n]";
  if (plain) return literal(plain);
  if (letter) return escaped(letter) ?? literal(letter);
  if (members === undefined || members.includes("[:")) return undefined;
  // A hyphen beside a class is a hyphen in RE2 and an error in JavaScript.
  if (/\\[dws]-|-\\[dws]/.test(members)) return undefined;
  const inside = members.replace(/\\([\s\S])|[\s\S]/g, (all, escaped?: string) => {
    if (escaped === undefined) return all === "-" ? "-" : member(all);
    return CLASSES[escaped] ?? ("ntrf".includes(escaped) ? `\\${escaped}` : member(escaped));
  });
  return `[${not ?? ""}${inside}]`;
}

function escaped(letter: string): string | undefined {
  if ("ntrf".includes(letter)) return `\\${letter}`;
  return Object.hasOwn(CLASSES, letter) ? `[${CLASSES[letter]}]` : NEGATED[letter];
}

const literal = (character: string): string => (/[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character);
const member = (character: string): string => (/[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character);

function bounds({ least, comma, most, sign }: Groups): { readonly least: number; readonly most: number } {
  if (sign) return { least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
  const from = Number(least);
  if (comma === undefined) return { least: from, most: from };
  return { least: from, most: most === "" || most === undefined ? Number.POSITIVE_INFINITY : Number(most) };
}
