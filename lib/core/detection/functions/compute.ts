import type { FieldRef } from "../../event/field.ts";
import type { FieldValue, Scalar } from "../../event/value.ts";
import type { Value } from "../ir/value.ts";
import { functionNamed } from "./catalog.ts";
import type { Datum } from "./definition.ts";

/** Reads a field of the row at hand. */
export type Lookup = (field: FieldRef) => FieldValue | undefined;

/** Combinations of several values of several fields tried for one row; records with more are no events. */
const COMBINATIONS = 100_000;

interface Scope {
  readonly lookup: Lookup;
  /** The value each field with several stands for at the moment, by the field's index. */
  readonly chosen: Map<number, Scalar | null>;
  readonly members: Datum[];
}
type Computation = (scope: Scope) => Datum;

/**
 * A value made ready to be computed. Gives every result that is not null: fields with several values are tried one by
 * one, in every combination. No result means that the value is unknown for this row.
 */
export function computation(value: Value): (lookup: Lookup) => readonly Scalar[] {
  const compute = compile(value);
  const fields = [...new Set(eachFields(value))];
  return (lookup) => {
    const scope: Scope = { lookup, chosen: new Map(), members: [] };
    const results: Scalar[] = [];
    let left = COMBINATIONS;
    const choose = (at: number): void => {
      const field = fields[at];
      if (left-- <= 0) return;
      if (!field) {
        for (const result of scalarsOf(compute(scope))) results.push(result);
        return;
      }
      const values = scalarsOf(lookup(field));
      for (const item of values.length === 0 ? [null] : values) {
        scope.chosen.set(field.index, item);
        choose(at + 1);
      }
    };
    choose(0);
    return results;
  };
}

function scalarsOf(datum: Datum | undefined): readonly Scalar[] {
  if (datum === undefined || datum === null) return [];
  return typeof datum === "object" ? datum.filter((item) => item !== null) : [datum];
}

function* eachFields(value: Value): Generator<FieldRef> {
  if (value.from === "call") for (const arg of value.args) yield* eachFields(arg);
  else if (value.from === "members") {
    yield* eachFields(value.list);
    yield* eachFields(value.holds);
  } else if (value.from === "field" && !value.whole) yield value.field;
}

function compile(value: Value): Computation {
  switch (value.from) {
    case "field": {
      const { field, whole } = value;
      return whole ? (scope) => scope.lookup(field) ?? null : (scope) => scope.chosen.get(field.index) ?? null;
    }
    case "constant":
      return () => value.value;
    case "member":
      return (scope) => scope.members[scope.members.length - 1 - value.depth] ?? null;
    case "call": {
      const definition = functionNamed(value.fn);
      if (!definition) throw new RangeError(`there is no function ${value.fn}`);
      const args = value.args.map(compile);
      return (scope) =>
        definition.run(
          args.map((arg) => arg(scope)),
          value.fold,
        );
    }
    case "members":
      return members(value.gives, compile(value.list), compile(value.holds));
  }
}

function members(gives: "any" | "count", list: Computation, holds: Computation): Computation {
  return (scope) => {
    const datum = list(scope);
    if (datum === null) return null;
    let count = 0;
    for (const item of typeof datum === "object" ? datum : [datum]) {
      scope.members.push(item);
      if (holds(scope) === true) count++;
      scope.members.pop();
    }
    return gives === "count" ? count : count > 0;
  };
}

/** Fields of which at least one must be there for the value to be known; undefined when it may be known without any. */
export function neededFields(value: Value): readonly FieldRef[] | undefined {
  switch (value.from) {
    case "field":
      return [value.field];
    case "constant":
    case "member":
      return undefined;
    case "members":
      return neededFields(value.list);
    case "call":
      if (functionNamed(value.fn)?.isStrict !== true) return undefined;
      for (const arg of value.args) {
        const fields = neededFields(arg);
        if (fields) return fields;
      }
      return undefined;
  }
}
