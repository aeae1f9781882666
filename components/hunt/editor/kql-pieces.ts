/** A piece of a text that may be half written. Blanks are left out; comments and unclosed texts are pieces too. */
export interface Piece {
  readonly kind: "name" | "text" | "number" | "comment" | "mark";
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** False: a text or a comment that the end of the input cuts off. */
  readonly isClosed: boolean;
}

const PATTERNS: readonly (readonly [Piece["kind"], RegExp])[] = [
  ["comment", /\/\/[^\n]*/y],
  ["text", /[hH]?@?```[\s\S]*?(?:```|$)/y],
  ["text", /[hH]?@?~~~[\s\S]*?(?:~~~|$)/y],
  ["text", /[hH]?@"(?:[^"\n]|"")*(?:"|(?=\n)|$)/y],
  ["text", /[hH]?@'(?:[^'\n]|'')*(?:'|(?=\n)|$)/y],
  ["text", /[hH]?"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|$)/y],
  ["text", /[hH]?'(?:[^'\\\n]|\\.)*(?:'|(?=\n)|$)/y],
  ["name", /!(?:in~|[a-z_]+)|in~|[A-Za-z_$][\w$]*/y],
  ["number", /\d[\w.]*/y],
  ["mark", /\.\.|=~|!~|==|!=|<=|>=|=>|[^\s]/y],
];

/** Cuts KQL into pieces. Never fails: what is no piece is a mark. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? "")) {
      at++;
      continue;
    }
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined || found === "") continue;
      const to = at + found.length;
      pieces.push({
        kind,
        text: found,
        from: at,
        to,
        isClosed: kind === "comment" ? to < text.length : kind !== "text" || isClosed(found),
      });
      at = to;
      break;
    }
  }
  return pieces;
}

function isClosed(text: string): boolean {
  const start = /^[hH]?@?(```|~~~|["'])/.exec(text);
  const quote = start?.[1] ?? "";
  const body = text.slice(start?.[0].length ?? 0);
  if (!body.endsWith(quote)) return false;
  return quote.length === 3 || text.includes("@") || !/(?:^|[^\\])(?:\\\\)*\\$/.test(body.slice(0, -1));
}
