import { foldCase } from "../ir/case.ts";
import type { Expr, Leaf, Subject } from "../ir/expr.ts";
import { printExpr } from "../ir/print.ts";
import type { Truth } from "../ir/truth.ts";
import { compareTexts } from "./compare.ts";
import { costOf } from "./cost.ts";
import type { Frame } from "./frame.ts";
import { textTest } from "./text-test.ts";

/** A predicate made ready: whether it is known to be true of the row in the frame. */
export type Predicate = (frame: Frame) => boolean;
type TruthOf = (frame: Frame) => Truth;
type TestLeaf = Extract<Leaf, { kind: "test" }>;

/**
 * Compiles predicates to closures. Equal parts of different predicates are one closure that runs once a row:
 * SigmaHQ's 2,856 Windows rules have only 8,636 distinct ones (performance.md §0).
 */
export class PredicateCompiler {
  private readonly compiled = new Map<string, Predicate>();
  private readonly met = new WeakMap<Expr, Predicate>();

  /** The same object compiles once: most of a rule is the same in every bucket. */
  compile(expr: Expr): Predicate {
    const known = this.met.get(expr);
    if (known) return known;
    const predicate = this.make(expr);
    this.met.set(expr, predicate);
    return predicate;
  }

  private make(expr: Expr): Predicate {
    switch (expr.kind) {
      case "literal": {
        const truth = expr.truth === true;
        return () => truth;
      }
      case "test":
        return this.shared(expr, () => anyTest(expr.subject, [expr]));
      case "compare":
        return this.shared(expr, () => comparison(expr));
      case "known":
        return this.compile(expr.arg);
      case "and":
        return this.conjunction(expr.args);
      case "or":
        return this.disjunction(expr.args);
      case "not": {
        const truth = this.truth(expr.arg);
        return (frame) => truth(frame) === false;
      }
    }
  }

  private shared(expr: Expr, make: () => Predicate): Predicate {
    const key = printExpr(expr);
    let predicate = this.compiled.get(key);
    if (!predicate) {
      predicate = remembering(make());
      this.compiled.set(key, predicate);
    }
    return predicate;
  }

  /** Cheap arguments first: they decide most rows. */
  private conjunction(args: readonly Expr[]): Predicate {
    const parts = [...args].sort((a, b) => costOf(a) - costOf(b)).map((arg) => this.compile(arg));
    const [first, second, third] = parts;
    if (parts.length === 2 && first && second) return (frame) => first(frame) && second(frame);
    if (parts.length === 3 && first && second && third) return (frame) => first(frame) && second(frame) && third(frame);
    return (frame) => parts.every((part) => part(frame));
  }

  /** Tests of one subject become one question with a set in it. */
  private disjunction(args: readonly Expr[]): Predicate {
    const groups = new Map<Subject["from"] | number, TestLeaf[]>();
    const others: Expr[] = [];
    for (const arg of args) {
      const leaf = arg.kind === "known" ? arg.arg : arg;
      if (leaf.kind !== "test") {
        others.push(arg);
        continue;
      }
      const key = leaf.subject.from === "field" ? leaf.subject.field.index : "anywhere";
      const group = groups.get(key);
      if (group) group.push(leaf);
      else groups.set(key, [leaf]);
    }
    const parts = [
      ...Array.from(groups.values(), (leaves) => this.shared({ kind: "or", args: leaves }, () => anyTest(leaves[0]?.subject, leaves))),
      ...others.sort((a, b) => costOf(a) - costOf(b)).map((arg) => this.compile(arg)),
    ];
    const only = parts[0];
    return parts.length === 1 && only ? only : (frame) => parts.some((part) => part(frame));
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
        const { subject } = expr;
        return (frame) => (isAbsent(subject, frame) ? undefined : predicate(frame));
      }
      case "compare": {
        const predicate = this.compile(expr);
        return (frame) => (frame.texts(expr.left).length === 0 || frame.texts(expr.right).length === 0 ? undefined : predicate(frame));
      }
      case "not": {
        const arg = this.truth(expr.arg);
        return (frame) => {
          const truth = arg(frame);
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

function junction(parts: readonly TruthOf[], decisive: boolean): TruthOf {
  return (frame) => {
    let result: Truth = !decisive;
    for (const part of parts) {
      const truth = part(frame);
      if (truth === decisive) return decisive;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
}

function isAbsent(subject: Subject, frame: Frame): boolean {
  return (subject.from === "field" ? frame.texts(subject.field) : frame.allTexts()).length === 0;
}

function remembering(predicate: Predicate): Predicate {
  let epoch = -1;
  let answer = false;
  return (frame) => {
    if (epoch !== frame.epoch) {
      epoch = frame.epoch;
      answer = predicate(frame);
    }
    return answer;
  };
}

/** Whether any value of the subject satisfies any of the tests. */
function anyTest(subject: Subject | undefined, leaves: readonly TestLeaf[]): Predicate {
  const values = new Set<string>();
  const tests = leaves.flatMap(({ test }) => {
    if (test.op !== "equals" || !test.fold || typeof test.value === "number") return [textTest(test)];
    values.add(foldCase(String(test.value)));
    return [];
  });
  const holds = (text: string, folded: string) => values.has(folded) || tests.some((test) => test(text, folded));
  if (subject?.from === "field") {
    const { field } = subject;
    return (frame) => anyText(frame.texts(field), frame.folded(field), holds);
  }
  return (frame) => anyText(frame.allTexts(), frame.allFolded(), holds);
}

function anyText(texts: readonly string[], folded: readonly string[], holds: (text: string, folded: string) => boolean): boolean {
  for (let i = 0; i < texts.length; i++) {
    if (holds(texts[i] ?? "", folded[i] ?? "")) return true;
  }
  return false;
}

function comparison({ left, right, compare, fold }: Extract<Leaf, { kind: "compare" }>): Predicate {
  return (frame) => frame.texts(left).some((a) => frame.texts(right).some((b) => compareTexts(compare, fold, a, b)));
}
