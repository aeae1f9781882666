import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { keyOf } from "../value/compare.ts";
import { add } from "../value/long.ts";
import { type Cell, emptyOf, isInteger, isNumeric, type KqlType } from "../value/type.ts";
import { type Bound, constantOf, type Frame, type Scope } from "./scope.ts";

export const WINDOW_FUNCTIONS: ReadonlySet<string> = new Set([
  "row_number",
  "prev",
  "next",
  "row_cumsum",
  "row_rank",
  "row_rank_dense",
  "row_rank_min",
  "row_window_session",
]);

type CallNode = Node & { readonly kind: "call" };
type Rows = readonly (readonly Cell[])[];

/** Functions over neighbouring rows. They need a table whose order is settled. https://learn.microsoft.com/kusto/query/window-functions */
export function bindWindow(node: CallNode, scope: Scope): Bound {
  if (!scope.windows) throw new KqlRefusal("bad-argument", `${node.name} cannot stand in this operator`, node.at);
  if (!scope.isSerialized) {
    throw new KqlRefusal("not-serialized", `${node.name} needs rows in a settled order: put sort or serialize before it`, node.at);
  }
  const args = node.args.map((arg) => scope.binder.expression(arg.value, scope));
  const id = scope.session.windows++;
  const { type, prepare } = definition(node, args);
  scope.windows.push({ id, prepare });
  return { type, evaluate: (_, frame) => frame.windows.get(id)?.[frame.index] ?? emptyOf(type) };
}

interface Prepared {
  readonly type: KqlType;
  prepare(rows: Rows, frame: Frame): readonly Cell[];
}

function need(args: readonly Bound[], index: number, node: CallNode): Bound {
  const arg = args[index];
  if (!arg) throw new KqlRefusal("bad-argument", `${node.name} needs more arguments`, node.at);
  return arg;
}

function valuesOf(bound: Bound, rows: Rows, frame: Frame): readonly Cell[] {
  return rows.map((cells, index) => {
    frame.index = index;
    return bound.evaluate(cells, frame);
  });
}

function definition(node: CallNode, args: readonly Bound[]): Prepared {
  switch (node.name) {
    case "prev":
    case "next":
      return shifted(node, args);
    case "row_number":
      return rowNumber(node, args);
    case "row_cumsum":
      return cumulativeSum(node, args);
    case "row_window_session":
      return sessionStart(node, args);
    case "row_rank_dense":
    case "row_rank_min":
      return rank(node, args);
    default:
      throw new KqlRefusal("unsupported", `the function ${node.name} is not supported`, node.at);
  }
}

function shifted(node: CallNode, args: readonly Bound[]): Prepared {
  const value = need(args, 0, node);
  const offset = args[1] ? constantOf(args[1], "the offset", node.at) : 1;
  if (typeof offset !== "number" || offset < 1) throw new KqlRefusal("bad-argument", `${node.name} needs an offset of at least 1`, node.at);
  const fallback = args[2] ? constantOf(args[2], "the default", node.at) : emptyOf(value.type);
  const step = node.name === "prev" ? -offset : offset;
  return {
    type: value.type,
    prepare: (rows, frame) => {
      const values = valuesOf(value, rows, frame);
      return values.map((_, index) => (index + step >= 0 && index + step < values.length ? (values[index + step] ?? null) : fallback));
    },
  };
}

function restarts(bound: Bound | undefined, rows: Rows, frame: Frame): (index: number) => boolean {
  const values = bound && valuesOf(bound, rows, frame);
  return (index) => values?.[index] === true;
}

function rowNumber(node: CallNode, args: readonly Bound[]): Prepared {
  const start = args[0] ? constantOf(args[0], "the first number", node.at) : 1;
  if (typeof start !== "number") throw new KqlRefusal("bad-argument", "the first number must be a long", node.at);
  return {
    type: "long",
    prepare: (rows, frame) => {
      const restart = restarts(args[1], rows, frame);
      let number = start - 1;
      return rows.map((_, index) => (number = restart(index) ? start : number + 1));
    },
  };
}

function cumulativeSum(node: CallNode, args: readonly Bound[]): Prepared {
  const term = need(args, 0, node);
  if (!isNumeric(term.type) && term.type !== "timespan") throw new KqlRefusal("type-clash", `cannot add up ${term.type}`, node.at);
  const whole = isInteger(term.type);
  return {
    type: whole ? "long" : term.type,
    prepare: (rows, frame) => {
      const restart = restarts(args[1], rows, frame);
      const values = valuesOf(term, rows, frame);
      const zero: number | bigint = term.type === "timespan" ? 0n : 0;
      let sum: number | bigint = zero;
      return values.map((value, index) => {
        if (restart(index)) sum = zero;
        if (typeof value === "number" && typeof sum === "number" && !whole) sum += value;
        else if (typeof value === "bigint" && term.type === "timespan") sum = BigInt(sum) + value;
        else if (typeof value === "number" || typeof value === "bigint") sum = add(sum, value);
        return sum;
      });
    },
  };
}

function rank(node: CallNode, args: readonly Bound[]): Prepared {
  const term = need(args, 0, node);
  const dense = node.name === "row_rank_dense";
  return {
    type: "long",
    prepare: (rows, frame) => {
      const restart = restarts(args[1], rows, frame);
      const values = valuesOf(term, rows, frame);
      let current = 0;
      let position = 0;
      let before: string | undefined;
      return values.map((value, index) => {
        if (restart(index)) {
          current = 0;
          position = 0;
          before = undefined;
        }
        position++;
        const key = keyOf(value);
        if (key !== before) current = dense ? current + 1 : position;
        before = key;
        return current;
      });
    },
  };
}

/**
 * When the session of a row began. A row begins one when it is as far from the session's beginning, or from the row before, as the
 * limits say, when it restarts, or after a row without a time. https://learn.microsoft.com/kusto/query/row-window-session-function
 */
function sessionStart(node: CallNode, args: readonly Bound[]): Prepared {
  const at = need(args, 0, node);
  const [mostLong, mostApart] = [need(args, 1, node), need(args, 2, node)].map((bound) => constantOf(bound, "a distance", node.at));
  if (at.type !== "datetime" || typeof mostLong !== "bigint" || typeof mostApart !== "bigint")
    throw new KqlRefusal("type-clash", "row_window_session takes a datetime and two timespans", node.at);
  return {
    type: "datetime",
    prepare: (rows, frame) => {
      const restart = restarts(args[3], rows, frame);
      let start: Cell = null;
      let before: Cell = null;
      return valuesOf(at, rows, frame).map((value, index) => {
        const continues =
          typeof value === "bigint" &&
          typeof start === "bigint" &&
          typeof before === "bigint" &&
          value < start + mostLong &&
          value < before + mostApart &&
          !restart(index);
        if (!continues) start = value;
        before = value;
        return start;
      });
    },
  };
}
