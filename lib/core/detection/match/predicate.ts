import { foldCase } from "../ir/case.ts";
import type { Expr, Leaf, Subject } from "../ir/expr.ts";
import { printExpr } from "../ir/print.ts";
import type { Test } from "../ir/test.ts";
import type { Truth } from "../ir/truth.ts";
import { leaves } from "../ir/walk.ts";
import { compareTexts } from "./compare.ts";
import { costOf } from "./cost.ts";
import type { Frame, Slot } from "./frame.ts";
import { NeedleSet } from "./needles.ts";
import type { Sink } from "./sink.ts";
import { conjuncts } from "./specialise.ts";
import { textTest } from "./text-test.ts";

/** A predicate made ready: whether it is known to be true of the row in the compiler's frame. */
export type Predicate = () => boolean;
type TruthOf = () => Truth;
type TestLeaf = Extract<Leaf, { kind: "test" }>;

/**
 * Compiles predicates to closures over one frame. Equal parts of different predicates are one closure that runs once a row:
 * SigmaHQ's 2,856 Windows rules have only 8,636 distinct ones (performance.md §0).
 */
export class PredicateCompiler {
  readonly frame: Frame;
  private readonly compiled = new Map<string, Predicate>();
  private readonly met = new WeakMap<Expr, Predicate>();

  constructor(frame: Frame) {
    this.frame = frame;
  }

  /** How many distinct parts it keeps. */
  get size(): number {
    return this.compiled.size;
  }

  /** The same object compiles once: most of a rule is the same in every bucket. */
  compile(expr: Expr): Predicate {
    const known = this.met.get(expr);
    if (known) return known;
    const made = this.make(expr);
    const slot = LEAVES.has(expr.kind) ? undefined : this.onlySlot(expr);
    const predicate = slot ? recalling(slot, made) : made;
    this.met.set(expr, predicate);
    return predicate;
  }

  /** What a predicate asks of one slot alone and of nothing else, all of which must hold for it to hold; undefined when it is nothing. */
  partOf(where: Expr, slot: Slot): Predicate | undefined {
    const asks = this.partsOf(where, slot).map((part) => this.compile(part));
    return asks.length === 0 ? undefined : () => asks.every((ask) => ask());
  }

  /** Whether a predicate asks anything of one slot alone. */
  hasPart(where: Expr, slot: Slot): boolean {
    return this.partsOf(where, slot).length > 0;
  }

  private partsOf(where: Expr, slot: Slot): readonly Expr[] {
    return conjuncts(where).flatMap((part) => (this.onlySlot(part) === slot ? [part] : this.excluded(part, slot)));
  }

  /** Of `not (a or b)`, the alternatives of one slot: none of them may be known to hold. */
  private excluded(part: Expr, slot: Slot): readonly Expr[] {
    const negation = bare(part);
    if (negation.kind !== "not") return [];
    const args = alternatives(negation.arg).filter((arg) => this.onlySlot(arg) === slot);
    return args.length === 0 ? [] : [{ kind: "not", arg: { kind: "known", arg: { kind: "or", args } } }];
  }

  /** The slot that everything in an expression asks, if it is one: of a known value the whole expression is then asked once. */
  private onlySlot(expr: Expr): Slot | undefined {
    let only: Slot | undefined;
    for (const leaf of leaves(expr)) {
      const slot = leaf.kind === "test" ? this.slot(leaf.subject) : undefined;
      if (slot === undefined || (only !== undefined && slot !== only)) return undefined;
      only = slot;
    }
    return only;
  }

  private make(expr: Expr): Predicate {
    switch (expr.kind) {
      case "literal": {
        const truth = expr.truth === true;
        return () => truth;
      }
      case "test":
        return this.shared(expr, () => recalling(this.slot(expr.subject), anyTest(this.slot(expr.subject), this.frame, [expr])));
      case "compare":
        return this.shared(expr, () => comparison(expr, this.frame));
      case "known":
        return this.compile(expr.arg);
      case "and":
        return this.conjunction(expr.args);
      case "or":
        return this.disjunction(expr.args);
      case "not": {
        const truth = this.truth(expr.arg);
        return () => truth() === false;
      }
    }
  }

  private slot(subject: Subject): Slot {
    switch (subject.from) {
      case "field":
        return this.frame.slot(subject.field);
      case "anywhere":
        return this.frame.anywhere;
      case "computed":
        return this.frame.computed(subject.value);
    }
  }

  private shared(expr: Expr, make: () => Predicate): Predicate {
    const key = printExpr(expr);
    let predicate = this.compiled.get(key);
    if (!predicate) {
      predicate = remembering(make(), this.frame);
      this.compiled.set(key, predicate);
    }
    return predicate;
  }

  /** Cheap arguments first, and of those the ones first that turn out to decide. */
  private conjunction(args: readonly Expr[]): Predicate {
    const sorted = this.bySlot(args).sort((a, b) => costOf(a) - costOf(b));
    const parts = sorted.map((arg) => this.compile(arg));
    const isDear = sorted.map((arg) => costOf(arg) >= DEAR);
    const [only] = parts;
    if (parts.length === 1 && only) return only;
    return () => {
      for (let i = 0; i < parts.length; i++) {
        const part = parts[i];
        if (!part || part()) continue;
        // What decides moves forward; what is dear never gets ahead of what is not.
        const before = parts[i - 1];
        if (before && isDear[i] === isDear[i - 1]) {
          parts[i - 1] = part;
          parts[i] = before;
        }
        return false;
      }
      return true;
    };
  }

  /** Arguments of an `and`, with those of one slot put together. */
  private bySlot(args: readonly Expr[]): Expr[] {
    const groups = new Map<Slot | Expr, Expr[]>();
    for (const arg of args) {
      const key = this.onlySlot(arg) ?? arg;
      const group = groups.get(key);
      if (group) group.push(arg);
      else groups.set(key, [arg]);
    }
    if (groups.size === 1) return [...args];
    return [...groups.values()].flatMap((group): Expr[] => (group.length === 1 ? group : [{ kind: "and", args: group }]));
  }

  /** Tests of one subject become one question with a set in it. */
  private disjunction(args: readonly Expr[]): Predicate {
    const groups = new Map<Slot, TestLeaf[]>();
    const others: Expr[] = [];
    for (const arg of args) {
      const leaf = arg.kind === "known" ? arg.arg : arg;
      if (leaf.kind !== "test") {
        others.push(arg);
        continue;
      }
      const slot = this.slot(leaf.subject);
      const group = groups.get(slot);
      if (group) group.push(leaf);
      else groups.set(slot, [leaf]);
    }
    const parts = [
      ...Array.from(groups, ([slot, leaves]) =>
        this.shared({ kind: "or", args: leaves }, () => recalling(slot, anyTest(slot, this.frame, leaves))),
      ),
      ...others.sort((a, b) => costOf(a) - costOf(b)).map((arg) => this.compile(arg)),
    ];
    const [first, second] = parts;
    if (parts.length === 1 && first) return first;
    if (parts.length === 2 && first && second) return () => first() || second();
    return () => {
      for (const part of parts) if (part()) return true;
      return false;
    };
  }

  /** All three values, for what stands under a `not` that no `known` protects. */
  private truth(expr: Expr): TruthOf {
    switch (expr.kind) {
      case "literal":
        return () => expr.truth;
      case "known":
        return this.compile(expr.arg);
      case "test": {
        const predicate = this.compile(expr);
        const slot = this.slot(expr.subject);
        return () => (slot.count() === 0 ? undefined : predicate());
      }
      case "compare": {
        const predicate = this.compile(expr);
        const left = this.frame.slot(expr.left);
        const right = this.frame.slot(expr.right);
        return () => (left.count() === 0 || right.count() === 0 ? undefined : predicate());
      }
      case "not": {
        const arg = this.truth(expr.arg);
        return () => {
          const truth = arg();
          return truth === undefined ? undefined : !truth;
        };
      }
      case "and":
      case "or":
        return junction(
          expr.args.map((arg) => this.truth(arg)),
          expr.kind === "or",
        );
    }
  }
}

const bare = (expr: Expr): Expr => (expr.kind === "known" ? bare(expr.arg) : expr);

function alternatives(expr: Expr): readonly Expr[] {
  const inner = bare(expr);
  return inner.kind === "or" ? inner.args.flatMap(alternatives) : [inner];
}

/** From this cost on (a regex) asking costs more than everything cheap together. */
const DEAR = 300;

const LEAVES: ReadonlySet<Expr["kind"]> = new Set(["literal", "test", "compare", "known"]);

function junction(parts: readonly TruthOf[], decisive: boolean): TruthOf {
  return () => {
    let result: Truth = !decisive;
    for (const part of parts) {
      const truth = part();
      if (truth === decisive) return decisive;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
}

function remembering(predicate: Predicate, frame: Frame): Predicate {
  let epoch = -1;
  let answer = false;
  return () => {
    if (epoch !== frame.epoch) {
      epoch = frame.epoch;
      answer = predicate();
    }
    return answer;
  };
}

/** Of values that come again every question about their text is asked once. */
function recalling(slot: Slot, ask: Predicate): Predicate {
  const question = slot.question();
  return () => {
    const known = slot.known();
    if (!known) return ask();
    const kept = known.answer(question);
    if (kept !== undefined) return kept;
    const answer = ask();
    known.keep(question, answer);
    return answer;
  };
}

/** From so many alternatives on, one pass over the text finds them all sooner than one search each. */
const SEARCHED_TOGETHER = 6;

/** Whether any text of the slot satisfies any of the tests. */
function anyTest(slot: Slot, frame: Frame, leaves: readonly TestLeaf[]): Predicate {
  const values = new Set<string>();
  const needles: string[] = [];
  const tests: SlotTest[] = [];
  for (const { test } of leaves) {
    if (test.op === "equals" && test.fold && typeof test.value !== "number") values.add(foldCase(String(test.value)));
    else if (test.op === "contains" && test.fold && test.needle !== "") needles.push(foldCase(test.needle));
    else tests.push(slotTest(test));
  }
  if (needles.length < SEARCHED_TOGETHER) for (const needle of needles) tests.push((text, at) => text.folded(at).includes(needle));
  const [only] = tests;
  const held = needles.length < SEARCHED_TOGETHER ? undefined : anyNeedle(slot, frame, needles);
  if (values.size === 0 && tests.length === 0 && held) return held;
  if (values.size === 0 && tests.length === 1 && only && !held) return anyText(slot, only);
  const others = anyText(slot, (text, at) => {
    if (values.size > 0 && values.has(text.folded(at))) return true;
    for (const test of tests) if (test(text, at)) return true;
    return false;
  });
  return held ? () => others() || held() : others;
}

function anyNeedle(slot: Slot, frame: Frame, needles: readonly string[]): Predicate {
  const set = new NeedleSet(needles.map((text, id) => ({ id, text })));
  let isSeen = false;
  const sink: Sink = {
    see() {
      isSeen = true;
    },
  };
  return () => {
    isSeen = false;
    const count = slot.count();
    for (let i = 0; i < count && !isSeen; i++) {
      slot.place(i);
      set.scan(frame, slot.start, slot.end, sink);
      if (slot.hasForeign && set.asksForeign) set.scanForeign(slot.folded(i), sink);
    }
    return isSeen;
  };
}

/** Asks the text of a slot at an index. What a test does not look at is not made: many rows have their texts as folded bytes only. */
type SlotTest = (slot: Slot, at: number) => boolean;

function slotTest(test: Test): SlotTest {
  const asks = textTest(test);
  const written: SlotTest = (slot, at) => asks(slot.text(at), "");
  const folded: SlotTest = (slot, at) => asks("", slot.folded(at));
  switch (test.op) {
    case "equals":
      return test.fold && typeof test.value !== "number" ? folded : written;
    case "contains":
    case "prefix":
    case "suffix":
    case "like":
      return test.fold ? folded : written;
    case "regex": {
      const { needles, minLength } = test.regex;
      if (needles.length === 0) return (slot, at) => !slot.isShorterThan(minLength) && asks(slot.text(at), "");
      return (slot, at) => {
        if (slot.isShorterThan(minLength)) return false;
        const text = slot.folded(at);
        return needles.some((needle) => text.includes(needle)) && asks(slot.text(at), text);
      };
    }
    case "present":
      return () => true;
    case "cidr":
    case "range":
    case "part":
      return written;
  }
}

function anyText(slot: Slot, holds: SlotTest): Predicate {
  return () => {
    const count = slot.count();
    for (let i = 0; i < count; i++) if (holds(slot, i)) return true;
    return false;
  };
}

function comparison({ left, right, compare, fold }: Extract<Leaf, { kind: "compare" }>, frame: Frame): Predicate {
  const a = frame.slot(left);
  const b = frame.slot(right);
  return () => {
    const isLike = fold && compare === "equals" ? a.isLike(b) : undefined;
    if (isLike !== undefined) return isLike;
    const rights = b.count();
    const lefts = rights === 0 ? 0 : a.count();
    for (let i = 0; i < lefts; i++) for (let j = 0; j < rights; j++) if (compareTexts(compare, fold, a.text(i), b.text(j))) return true;
    return false;
  };
}
