import type { Column, KqlType } from "../value/type.ts";

const TYPES: { readonly [short: string]: KqlType } = {
  string: "string",
  long: "long",
  int: "int",
  bool: "bool",
  real: "real",
  time: "datetime",
  dynamic: "dynamic",
};

/** `a b:int c` as columns; strings unless they say otherwise. */
export function columns(text: string): readonly Column[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name = "", type = "string"] = word.split(":");
      return { name, type: TYPES[type] ?? "string" };
    });
}
