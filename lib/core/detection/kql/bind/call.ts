import { suggestion } from "../../nearest.ts";
import type { ParamType, ScalarFunction } from "../functions/signature.ts";
import { SCALAR_FUNCTIONS } from "../functions/table.ts";
import type { Argument, Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { emptyOf, isInteger, isNumeric, type KqlType } from "../value/type.ts";
import { AGGREGATES, bindAggregate } from "./aggregate.ts";
import { folded } from "./expression-parts.ts";
import { bindInlined } from "./inline.ts";
import { kqlRegex } from "./regex.ts";
import { resultName } from "./result-name.ts";
import { type Bound, constant, type Scope } from "./scope.ts";
import { SPECIAL_FORMS } from "./special.ts";
import { apart, takeCall } from "./steps.ts";
import { operandsTest } from "./tested.ts";
import { bindWindow, WINDOW_FUNCTIONS } from "./window.ts";

const FOLDING: ReadonlySet<string> = new Set(["tolower", "toupper"]);

export type CallNode = Node & { readonly kind: "call" };

/** Binds a call: a function of the query, a form of its own typing, an aggregate, a window function, or one of the table. */
export function bindCall(node: CallNode, scope: Scope): Bound {
  const entry = scope.names.get(node.name);
  if (entry?.kind === "function") {
    const result = bindInlined(node, entry, scope);
    if (result.kind === "scalar") return result.bound;
    throw new KqlRefusal("type-clash", `${node.name} gives a table; a value is wanted here`, node.at);
  }
  if (scope.aggregates && AGGREGATES.has(node.name)) return bindAggregate(node, scope.aggregates);
  const special = Object.hasOwn(SPECIAL_FORMS, node.name) ? SPECIAL_FORMS[node.name] : undefined;
  if (special) return special(node, scope);
  if (WINDOW_FUNCTIONS.has(node.name)) return bindWindow(node, scope);
  const definition = Object.hasOwn(SCALAR_FUNCTIONS, node.name) ? SCALAR_FUNCTIONS[node.name] : undefined;
  if (definition) return apply(node, definition, scope);
  if (AGGREGATES.has(node.name)) throw new KqlRefusal("bad-argument", `${node.name} is an aggregate: it belongs in summarize`, node.at);
  throw unknown(node);
}

/** Functions of a cluster and of who asks it: there is nothing here that they could mean. */
const ELSEWHERE = /^(?:current_(?:principal\w*|database|cluster_endpoint|cursor)|cursor_\w+|extent_(?:id|tags)|estimate_data_size)$/;

function unknown(node: CallNode): KqlRefusal {
  if (ELSEWHERE.test(node.name))
    return new KqlRefusal("unsupported", `${node.name} asks for the cluster or its user, which queries here do not have`, node.at);
  const names = [...Object.keys(SCALAR_FUNCTIONS), ...Object.keys(SPECIAL_FORMS), ...AGGREGATES, ...WINDOW_FUNCTIONS];
  return new KqlRefusal("unknown-function", `the function ${node.name} is not known here${suggestion(node.name, names)}`, node.at);
}

function apply(node: CallNode, definition: ScalarFunction, scope: Scope): Bound {
  const { params, required, repeats } = definition;
  if (node.args.length < required || (!repeats && node.args.length > params.length)) {
    const most = repeats ? "or more" : params.length === required ? "" : `to ${params.length}`;
    throw new KqlRefusal(
      "bad-argument",
      `${node.name} takes ${required} ${most} arguments, here ${node.args.length}`.replace(/ +/g, " "),
      node.at,
    );
  }
  const inner = apart(scope);
  const args = node.args.map((arg, index) => argument(node, arg, params[Math.min(index, params.length - 1)] ?? "any", inner));
  takeCall(node.name, args, inner, scope);
  if (definition.isVolatile) scope.uses.isVolatile = true;
  const types = args.map((arg) => arg.type);
  definition.check?.(
    args.map((arg) => arg.constant?.value),
    node.at,
  );
  const type =
    typeof definition.returns === "function"
      ? definition.returns(
          types,
          args.map((arg) => arg.constant?.value),
        )
      : definition.returns;
  const empty = emptyOf(type);
  const stops = args.map((arg) => !definition.seesNull && arg.type !== "string" && arg.type !== "dynamic");
  const evaluate: Bound["evaluate"] = (cells, frame) => {
    const values = [];
    for (let i = 0; i < args.length; i++) {
      const value = args[i]?.evaluate(cells, frame) ?? null;
      if (value === null && stops[i]) return empty;
      values.push(value);
    }
    return definition.call(values, types, node.at);
  };
  const name = resultName(node.name, args[0]?.name);
  const named = name === undefined ? {} : { name };
  const [first] = args;
  if (FOLDING.has(node.name) && first?.type === "string" && first.reads) {
    return { type, evaluate, ...named, reads: { column: first.reads.column, isFolded: true } };
  }
  if (type === "bool" && !definition.isVolatile)
    return { ...folded(type, evaluate, args), ...named, ...operandsTest(node.name, args, evaluate) };
  if (definition.isVolatile || !args.every((arg) => arg.constant)) return { type, evaluate, ...named };
  return { ...constant(type, evaluate([], { index: 0, windows: new Map() })), ...named };
}

function argument(node: CallNode, arg: Argument, wanted: ParamType, scope: Scope): Bound {
  if (arg.name !== undefined) throw new KqlRefusal("bad-argument", `${node.name} takes no named arguments`, node.at);
  const bound = scope.binder.expression(arg.value, scope);
  const converted = convert(bound, wanted);
  if (!converted) throw new KqlRefusal("type-clash", `${node.name} wants a ${wanted} here, not a ${bound.type}`, arg.value.at);
  if (wanted === "regex" && converted.constant) kqlRegex(String(converted.constant.value), arg.value.at);
  return converted;
}

function convert(bound: Bound, wanted: ParamType): Bound | undefined {
  const { type } = bound;
  if (wanted === "any" || type === wanted) return bound;
  if (wanted === "text") return converted(bound, "string");
  if (wanted === "number") return isNumeric(type) ? bound : type === "dynamic" ? converted(bound, "real") : undefined;
  if (wanted === "regex") return type === "string" ? bound : undefined;
  if (type === "dynamic") return converted(bound, wanted);
  if (wanted === "string") return type === "guid" ? converted(bound, "string") : undefined;
  if (wanted === "long") return isInteger(type) ? bound : undefined;
  if (wanted === "real") return isNumeric(type) ? converted(bound, "real") : undefined;
  if (wanted === "bool") return isInteger(type) ? converted(bound, "bool") : undefined;
  return undefined;
}

export function converted(bound: Bound, to: KqlType): Bound {
  const { type, evaluate, constant: value, name } = bound;
  if (type === to) return bound;
  const named = name === undefined ? {} : { name };
  const result: Bound = { type: to, evaluate: (cells, frame) => cast(evaluate(cells, frame), type, to), ...named };
  return value ? { ...result, constant: { value: cast(value.value, type, to) } } : result;
}
