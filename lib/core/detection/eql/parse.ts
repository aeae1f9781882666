import type { EventNode, Node, PipeNode, QueryNode, SeriesNode, StepNode } from "./ast.ts";
import { type ExpressionContext, readExpression } from "./parse-expression.ts";
import { TokenReader } from "./reader.ts";
import { EqlFault, tokensOf } from "./token.ts";

/** Runs of one step; more would only be a slow way to count. */
const RUNS = 100;
const STEPS = 256;

const MILLISECONDS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads an EQL query: Elasticsearch's grammar and, where it says something else with other signs, the older one. Throws EqlFault. */
export function parseEql(text: string): QueryNode {
  const reader = new TokenReader(tokensOf(text));
  const context: ExpressionContext = { reader, readEvent: () => readEvent(context) };
  const body = readBody(context);
  const pipes: PipeNode[] = [];
  while (reader.takesSymbol("|")) pipes.push(readPipe(context));
  if (reader.peek().kind !== "end") throw reader.unexpected('"and", "or" or the end of the query');
  return { body, pipes };
}

function readBody(context: ExpressionContext): EventNode | SeriesNode {
  const { reader } = context;
  for (const kind of ["sequence", "sample", "join"] as const) {
    const opens = reader.isSymbol("[", 1) || reader.isSymbol("!", 1) || reader.isWord("by", 1) || reader.isWord("with", 1);
    if (opens && reader.isWord(kind)) return readSeries(context, kind);
  }
  return readEvent(context);
}

function readEvent(context: ExpressionContext): EventNode {
  const { reader } = context;
  const token = reader.take();
  if (token.kind !== "word" && token.kind !== "string")
    throw new EqlFault("bad-syntax", 'a query starts with an event category, "any", "sequence" or "sample"', token.at);
  const isAny = token.kind === "word" && !token.isQuoted && token.text === "any";
  reader.word("where");
  return { kind: "event", category: isAny ? undefined : token.text, where: readExpression(context), at: token.at };
}

function readSeries(context: ExpressionContext, kind: SeriesNode["kind"]): SeriesNode {
  const { reader } = context;
  const { at } = reader.take();
  let by: readonly Node[] = [];
  let maxSpan: number | undefined;
  for (;;) {
    if (reader.isWord("by") && by.length === 0) by = readKeys(context);
    else if (reader.isWord("with") && maxSpan === undefined) maxSpan = readMaxSpan(reader);
    else break;
  }
  const steps: StepNode[] = [];
  while (reader.isSymbol("[") || reader.isSymbol("!")) {
    steps.push(readStep(context));
    if (steps.length > STEPS) throw new EqlFault("query-too-long", `a ${kind} has at most ${STEPS} steps`, reader.peek().at);
  }
  const until = reader.takesWord("until") ? readStep(context) : undefined;
  const series: SeriesNode = { kind, by, maxSpan, steps, until, at };
  checkSeries(series);
  return series;
}

function checkSeries({ kind, by, maxSpan, steps, until, at }: SeriesNode): void {
  const refuse = (message: string, place = at) => {
    throw new EqlFault("bad-series", message, place);
  };
  const positive = steps.filter((step) => !step.isMissing);
  if (steps.length === 0) refuse(`a ${kind} needs steps: [category where condition]`);
  if (positive.length === 0) refuse(`a ${kind} needs at least one event that happens`);
  const missing = steps.find((step) => step.isMissing);
  if (missing && kind !== "sequence") refuse("only a sequence can have missing events", missing.at);
  if (missing && maxSpan === undefined)
    refuse("a sequence with missing events needs maxspan: otherwise it would have to wait for ever", missing.at);
  if (steps.length === 1 && steps[0]?.runs === 1) refuse(`a ${kind} needs at least two steps`);
  if (kind !== "sequence" && maxSpan !== undefined) refuse(`a ${kind} has no maxspan`);
  if (kind === "sample" && until) refuse("a sample has no until", until.at);
  const counts = steps.map((step) => step.by.length);
  const odd = steps.find((step) => step.by.length !== counts[0]);
  if (odd) refuse("every step must have equally many keys", odd.at);
  if (kind === "sample" && by.length + (counts[0] ?? 0) === 0) refuse("a sample needs keys: sample by field");
  // Keys behind `until` may be left out when the sequence has keys of its own.
  if (until && until.by.length !== (counts[0] ?? 0)) refuse("until must have as many keys as the steps", until.at);
}

function readKeys(context: ExpressionContext): readonly Node[] {
  context.reader.word("by");
  const keys = [readExpression(context)];
  while (context.reader.takesSymbol(",")) keys.push(readExpression(context));
  return keys;
}

function readMaxSpan(reader: TokenReader): number {
  reader.word("with");
  reader.word("maxspan");
  reader.symbol("=", "after maxspan");
  const token = reader.take();
  const unit = token.kind === "number" ? MILLISECONDS[token.unit] : undefined;
  if (token.kind !== "number" || unit === undefined || token.value <= 0)
    throw new EqlFault("bad-duration", "a duration is a number and ms, s, m, h or d: 30s", token.at);
  return token.value * unit;
}

function readStep(context: ExpressionContext): StepNode {
  const { reader } = context;
  const { at } = reader.peek();
  const isMissing = reader.takesSymbol("!");
  reader.symbol("[", "before a step");
  const query = readEvent(context);
  reader.symbol("]", "after a step");
  let by: readonly Node[] = [];
  let runs = 1;
  let isFork = false;
  for (;;) {
    if (reader.isWord("by") && by.length === 0) by = readKeys(context);
    else if (reader.isWord("with") && reader.isWord("runs", 1)) runs = readRuns(reader);
    else if (reader.takesWord("fork")) isFork = readFork(reader);
    // Elastic Endpoint's rules name their steps; the name is for its response actions only.
    else if (reader.takesWord("as")) reader.take();
    else return { query, by, isMissing, runs, isFork, at };
  }
}

function readRuns(reader: TokenReader): number {
  reader.word("with");
  reader.word("runs");
  reader.symbol("=", "after runs");
  const token = reader.take();
  if (token.kind !== "number" || token.unit !== "" || !Number.isInteger(token.value) || token.value < 1 || token.value > RUNS)
    throw new EqlFault("bad-runs", `runs is a whole number from 1 to ${RUNS}`, token.at);
  return token.value;
}

function readFork(reader: TokenReader): boolean {
  if (!reader.takesSymbol("=")) return true;
  const token = reader.take();
  if (token.text !== "true" && token.text !== "false") throw new EqlFault("bad-syntax", "fork is true or false", token.at);
  return token.text === "true";
}

function readPipe(context: ExpressionContext): PipeNode {
  const { reader } = context;
  const { text, at, kind } = reader.take();
  if (kind === "word") {
    switch (text) {
      case "head":
      case "tail":
        return { kind: text, count: readCount(reader), at };
      case "filter":
        return { kind: text, where: readExpression(context), at };
      case "count":
        return { kind: text, by: readPipeKeys(context), at };
      case "unique":
      case "unique_count":
      case "sort": {
        const by = readPipeKeys(context);
        if (by.length === 0) throw reader.unexpected(`what to ${text === "sort" ? "sort" : "tell apart"} by`);
        return { kind: text, by, at };
      }
    }
  }
  throw new EqlFault("unknown-pipe", `there is no pipe "${text}": head, tail, filter, count, unique, unique_count, sort`, at);
}

function readCount(reader: TokenReader): number {
  const token = reader.peek();
  if (token.kind === "end" || reader.isSymbol("|")) return 50;
  reader.take();
  if (token.kind === "number" && token.unit === "" && Number.isInteger(token.value)) return token.value;
  throw new EqlFault("bad-syntax", "a whole number is expected here", token.at);
}

/** The old dialect divides keys by blanks as well as by commas. */
function readPipeKeys(context: ExpressionContext): readonly Node[] {
  const { reader } = context;
  const keys: Node[] = [];
  while (reader.peek().kind !== "end" && !reader.isSymbol("|")) {
    keys.push(readExpression(context));
    reader.takesSymbol(",");
  }
  return keys;
}
