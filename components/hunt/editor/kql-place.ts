import { type Piece, piecesOf } from "./kql-pieces.ts";

/** What can be written at a place of a query. */
export type Place =
  /** Inside a text or a comment. */
  | { readonly kind: "none" }
  /** A table, or a word that begins a query. */
  | { readonly kind: "source"; readonly from: number }
  /** Behind a bar. */
  | { readonly kind: "operator"; readonly from: number }
  | {
      readonly kind: "expression";
      readonly from: number;
      /** The operator it belongs to; empty where there is none: in a `let`. */
      readonly operator: string;
      /** `compare`: behind a value. `key`: behind `by`. */
      readonly after: "start" | "compare" | "key";
      /** A query with the columns that can be named here; null when none is written yet. */
      readonly scope: string | null;
    };

interface Frame {
  /** Where its query begins. */
  start: number;
  /** Start of the last bar in it. */
  bar: number | null;
  operator: string;
  /** Where the operator's name ends. */
  named: number;
  hasBy: boolean;
  /** A bracket that can hold a query. */
  isQuery: boolean;
  /** The subquery of `mv-apply` reads the rows around it. */
  isInner: boolean;
}

const OPENS_QUERY = /^(?:join|lookup|union|toscalar|materialize|on|in|in~|!in|!in~|has_any|has_all)$/i;
const BEFORE_SOURCE = /^(?:union|materialize|toscalar)$/i;
const NO_VALUE =
  /^(?:where|filter|and|or|by|on|extend|project|summarize|distinct|asc|desc|not|with|kind|to|from|step|of|in|has|contains)$/i;

/** Where the cursor is, as far as the text before it tells. `from` is where the word begins that is being written. */
export function placeAt(text: string, cursor: number): Place {
  const before = piecesOf(text.slice(0, cursor));
  const last = before.at(-1);
  if (last && !last.isClosed && (last.kind === "comment" || last.kind === "text")) return { kind: "none" };
  const partial = last?.to === cursor && (last.kind === "name" || last.kind === "number") ? last : undefined;
  const from = partial?.from ?? cursor;
  const pieces = (partial ? before.slice(0, -1) : before).filter(({ kind }) => kind !== "comment");
  const { frames, statement } = read(pieces);
  const previous = pieces.at(-1);
  const frame = frames.findLast((each) => each.isQuery && each.bar !== null);
  const innermost = frames.at(-1);

  if (!previous || previous.text === ";") return { kind: "source", from };
  if (previous.text === "|") return { kind: "operator", from };
  if (previous.text === "(" && innermost?.isInner) return { kind: "operator", from };
  if (previous.text === "(" && innermost?.isQuery && innermost.bar === null) return { kind: "source", from };
  if (BEFORE_SOURCE.test(previous.text)) return { kind: "source", from };
  if (
    !frame ||
    (innermost?.isQuery && innermost.bar === null && innermost !== frames[0] && frames.indexOf(innermost) > frames.indexOf(frame))
  )
    return statementPlace(pieces, statement, from);
  if (frame.operator === "union" && previous.text === ",") return { kind: "source", from };
  return {
    kind: "expression",
    from,
    operator: frame.operator,
    after: previous.to > frame.named && isValue(previous) ? "compare" : frame.hasBy ? "key" : "start",
    scope: scopeOf(text, frames, frame, statement),
  };
}

/** Inside a statement without a bar so far: the value of a `let`, or what follows a table. */
function statementPlace(pieces: readonly Piece[], statement: number, from: number): Place {
  const own = pieces.filter((piece) => piece.from >= statement);
  const last = own.at(-1);
  const startsUnion = own[0]?.text === "union" || own[3]?.text === "union";
  if (last?.text === "=" || last?.text === "(" || (startsUnion && last?.text === ",")) return { kind: "source", from };
  return { kind: "expression", from, operator: startsUnion ? "union" : "", after: "start", scope: null };
}

function isValue(piece: Piece): boolean {
  if (piece.kind === "name") return !NO_VALUE.test(piece.text) && !piece.text.startsWith("!");
  return piece.kind === "text" || piece.kind === "number" || piece.text === ")" || piece.text === "]";
}

function read(pieces: readonly Piece[]): { readonly frames: readonly Frame[]; readonly statement: number } {
  const fresh = (start: number, isQuery: boolean, isInner = false): Frame => {
    return { start, bar: null, operator: "", named: 0, hasBy: false, isQuery, isInner };
  };
  let frames: Frame[] = [fresh(0, true)];
  let statement = 0;
  pieces.forEach((piece, index) => {
    const frame = frames.at(-1);
    const previous = pieces[index - 1];
    if (!frame) return;
    if (piece.text === ";" && frames.length === 1) {
      frames = [fresh(piece.to, true)];
      statement = piece.to;
    } else if (piece.text === "(" || piece.text === "[" || piece.text === "{") {
      const word = opener(pieces, index);
      const isInner = word === "on" && /^mv-?apply$/.test(frame.operator);
      const opened = fresh(piece.to, piece.text === "{" || (piece.text === "(" && (OPENS_QUERY.test(word) || word === "")), isInner);
      if (isInner) nameOperator(opened, piece.to, pieces, index);
      frames.push(opened);
    } else if (/^[)\]}]$/.test(piece.text) && frames.length > 1) frames.pop();
    else if (piece.text === "|") {
      nameOperator(frame, piece.from, pieces, index);
      frame.isQuery = true;
    } else if (piece.text === "=" && frames.length === 1 && frame.bar === null && isLet(pieces, index)) frame.start = piece.to;
    else if (/^(?:by|on)$/i.test(piece.text) && previous?.text !== "|") frame.hasBy = true;
  });
  return { frames, statement };
}

/** `let name =`, also with parameters. */
function isLet(pieces: readonly Piece[], at: number): boolean {
  return pieces[at - 2]?.text === "let";
}

/** The word that a bracket belongs to; `kind=inner (` belongs to its `join`. */
function opener(pieces: readonly Piece[], at: number): string {
  let index = at - 1;
  while (
    pieces[index - 1]?.text === "=" &&
    pieces[index]?.kind === "name" &&
    /^(?:kind|isfuzzy|withsource|hint)/.test(pieces[index - 2]?.text ?? "")
  )
    index -= 3;
  const piece = pieces[index];
  return piece?.kind === "name" ? piece.text : piece === undefined || /^[=(,;]$/.test(piece.text) ? "" : "?";
}

function nameOperator(frame: Frame, bar: number, pieces: readonly Piece[], at: number): void {
  let index = at + 1;
  let name = pieces[index]?.text.toLowerCase() ?? "";
  for (; pieces[index + 1]?.text === "-" && pieces[index + 1]?.from === pieces[index]?.to; index += 2)
    name += `-${pieces[index + 2]?.text ?? ""}`;
  frame.bar = bar;
  frame.operator = name;
  frame.named = pieces[index]?.to ?? 0;
  frame.hasBy = false;
}

function scopeOf(text: string, frames: readonly Frame[], frame: Frame, statement: number): string {
  const lets = text.slice(0, statement);
  const outer = frame.isInner ? frames.findLast((each) => each !== frame && each.isQuery && each.bar !== null) : undefined;
  const { start, bar } = outer ?? frame;
  return `${lets}${text.slice(start, bar ?? start)}`;
}

/** Names a text declares with `let`. */
export function declaredNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/(?:^|;)\s*let\s+([A-Za-z_]\w*)\s*=/g)].map((match) => match[1] ?? ""))];
}
