import type { Row } from "../../event/event.ts";
import type { FieldValue } from "../../event/value.ts";
import { KIND_FIELDS, kindOf } from "./specialise.ts";

type Level<T> = Map<FieldValue | undefined, Level<T> | T>;

/**
 * A map from kinds of rows to anything. A row's kind fields lead through nested maps to it, without making a text of them
 * (which cost more than all else for most rows); kinds with lists in them go by that text.
 */
export class KindMap<T extends object> {
  private readonly byValue: Level<T> = new Map();
  private readonly byText = new Map<string, T>();

  get size(): number {
    return this.byText.size;
  }

  items(): Iterable<T> {
    return this.byText.values();
  }

  get(row: Row): T | undefined {
    let level: Level<T> | T | undefined = this.byValue;
    for (let i = 0; i < KIND_FIELDS.length; i++) {
      const field = KIND_FIELDS[i];
      const value = field && row.get(field);
      if (typeof value === "object") return this.byText.get(kindOf(row));
      level = level instanceof Map ? level.get(value) : undefined;
      if (level === undefined) return undefined;
    }
    return level instanceof Map ? undefined : level;
  }

  set(row: Row, item: T): void {
    this.byText.set(kindOf(row), item);
    const values = KIND_FIELDS.map((field) => row.get(field));
    if (!values.some((value) => typeof value === "object")) enter(this.byValue, values, item);
  }

  /** A map that has what this one has, and otherwise what another has. */
  over(other: KindMap<T>): KindMap<T> {
    const both = new KindMap<T>();
    for (const map of [other, this]) {
      for (const [text, item] of map.byText) both.byText.set(text, item);
      merge(map.byValue, both.byValue);
    }
    return both;
  }
}

function enter<T extends object>(level: Level<T>, [value, ...rest]: readonly (FieldValue | undefined)[], item: T): void {
  if (rest.length === 0) {
    level.set(value, item);
    return;
  }
  const below = level.get(value);
  const next: Level<T> = below instanceof Map ? below : new Map();
  level.set(value, next);
  enter(next, rest, item);
}

function merge<T extends object>(from: Level<T>, into: Level<T>): void {
  for (const [value, item] of from) {
    const below = into.get(value);
    if (!(item instanceof Map)) into.set(value, item);
    else if (below instanceof Map) merge(item, below);
    else {
      const copy: Level<T> = new Map();
      into.set(value, copy);
      merge(item, copy);
    }
  }
}
