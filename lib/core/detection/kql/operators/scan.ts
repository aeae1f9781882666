import { type Bound, type Context, emptyScope, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { type Plan, wholePlan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Node, Operator, ScanStep } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";

type ScanOperator = Operator & { readonly op: "scan" };

interface Step {
  readonly output: ScanStep["output"];
  readonly condition: Bound;
  readonly assignments: readonly { readonly index: number; readonly type: Column["type"]; readonly bound: Bound }[];
}

/** What a step has in hand: the latest row of each step up to its own, and the match they belong to. */
interface State {
  readonly rows: readonly (readonly Cell[] | undefined)[];
  readonly match: number;
  /** Of a step that gives out only the last of its rows: that row so far. */
  readonly waiting?: Row;
}

/**
 * Goes over rows in their order; each is held against every step, the last first. A row carries a match from the step before to this
 * one, or stays in this one. https://learn.microsoft.com/kusto/query/scan-operator
 */
export function bindScan(op: ScanOperator, input: Plan, context: Context): Plan {
  if (op.steps.length === 0) throw new KqlRefusal("syntax", "scan needs a step", op.at);
  const optional = op.steps.find((step) => step.optional);
  if (optional) throw new KqlRefusal("unsupported", "optional steps of scan are not supported", optional.at);
  if (!input.isSerialized) throw new KqlRefusal("not-serialized", "scan needs rows in a settled order: put sort before it", op.at);
  const defaults = op.declare.map((parameter) => {
    if (typeof parameter.type === "object") throw new KqlRefusal("syntax", "a declared column has a scalar type", parameter.at);
    const { name, type } = parameter;
    if (!parameter.fallback) return { name, type, value: emptyOf(type) };
    const bound = context.binder.expression(parameter.fallback, emptyScope(context));
    return { name, type, value: cast(bound.evaluate([], NO_FRAME), bound.type, type) };
  });
  const own: readonly Column[] = [...input.columns, ...defaults.map(({ name, type }) => ({ name, type }))];
  const names = op.steps.map(({ name }) => name);
  const twice = op.steps.find(({ name }, index) => names.indexOf(name) !== index);
  if (twice) throw new KqlRefusal("duplicate-name", `there are two steps ${twice.name}`, twice.at);
  // The rows the steps have in hand follow the row itself, one after the other.
  const columns = [...own, ...names.flatMap((step) => own.map(({ name, type }) => ({ name: `${step}.${name}`, type })))];
  const scope = scopeOf({ ...input, columns }, context);
  const known = new Set(names);
  const steps = op.steps.map((step): Step => {
    const assignments = step.assignments.map(({ names: [name = ""], value, at }) => {
      const index = own.findIndex((column) => column.name === name);
      const column = own[index];
      if (!column || index < input.columns.length) throw new KqlRefusal("unknown-column", `${name} is not declared`, at);
      return { index, type: column.type, bound: context.binder.expression(withStates(value, known), scope) };
    });
    return { output: step.output, condition: context.binder.expression(withStates(step.condition, known), scope), assignments };
  });
  const given = op.matchId === null ? own : [...own, { name: op.matchId, type: "long" as const }];
  // A step that has nothing in hand has the declared columns as they begin.
  const empty = [...input.columns.map(({ type }) => emptyOf(type)), ...defaults.map(({ value }) => value)];
  return wholePlan(input, given, true, (rows) =>
    scanned(
      rows,
      defaults.map(({ value }) => value),
      steps,
      empty,
      op.matchId !== null,
    ),
  );
}

/** `s1.Ts` is a column of the row that step s1 has in hand. */
function withStates(node: Node, steps: ReadonlySet<string>): Node {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    if ("kind" in value && value.kind === "member" && "target" in value && "name" in value) {
      const { target, name } = value;
      const isStep = typeof target === "object" && target !== null && "kind" in target && target.kind === "name" && "name" in target;
      if (isStep && steps.has(String(target.name))) return { ...value, kind: "name", name: `${String(target.name)}.${String(name)}` };
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, visit(member)]));
  };
  // Every node that is changed keeps a node's shape.
  return visit(node) as Node;
}

function* scanned(
  rows: readonly Row[],
  defaults: readonly Cell[],
  steps: readonly Step[],
  empty: readonly Cell[],
  withMatch: boolean,
): Generator<Row> {
  const states: (State | undefined)[] = steps.map(() => undefined);
  let matches = 0;
  const flush = function* (state: State | undefined): Generator<Row> {
    if (state?.waiting) yield state.waiting;
  };
  for (const { cells, evidence } of rows) {
    const base = [...cells, ...defaults];
    for (let k = steps.length - 1; k >= 0; k--) {
      const step = steps[k];
      if (!step) continue;
      const before = k === 0 ? undefined : states[k - 1];
      const isPromoted = before !== undefined && holds(step, base, before, steps.length, empty);
      const current = isPromoted ? before : states[k];
      if (!isPromoted) {
        if (!current && k > 0) continue;
        if (!holds(step, base, current, steps.length, empty)) continue;
      }
      if (isPromoted) {
        yield* flush(states[k]);
        yield* flush(before);
        states[k - 1] = undefined;
      }
      const match = current?.match ?? matches++;
      const after = assigned(step, base, current, steps.length, empty);
      const kept = current?.rows.slice(0, k) ?? [];
      const row: Row = { cells: withMatch ? [...after, match] : after, evidence };
      states[k] = {
        rows: [...kept, ...Array<undefined>(k - kept.length).fill(undefined), after],
        match,
        ...(step.output === "last" ? { waiting: row } : {}),
      };
      if (step.output === "all") yield row;
    }
  }
  for (const state of states) yield* flush(state);
}

function inHand(base: readonly Cell[], state: State | undefined, steps: number, empty: readonly Cell[]): readonly Cell[] {
  return [...base, ...Array.from({ length: steps }, (_, index) => state?.rows[index] ?? empty).flat()];
}

function holds(step: Step, base: readonly Cell[], state: State | undefined, steps: number, empty: readonly Cell[]): boolean {
  return step.condition.evaluate(inHand(base, state, steps, empty), NO_FRAME) === true;
}

function assigned(step: Step, base: readonly Cell[], state: State | undefined, steps: number, empty: readonly Cell[]): readonly Cell[] {
  const after = [...base];
  for (const { index, type, bound } of step.assignments) {
    after[index] = cast(bound.evaluate([...inHand(after, state, steps, empty)], NO_FRAME), bound.type, type);
  }
  return after;
}
