import type { Node, Parameter } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { plainLiteral, typedLiteral } from "./parse-literal.ts";
import { KqlRefusal } from "./refusal.ts";

/** Reads `name=value` pairs before an operator's operand, as long as the names are known ones or hints. */
export function parameters(cursor: Cursor, known: readonly string[]): readonly Parameter[] {
  const list: Parameter[] = [];
  for (;;) {
    const token = cursor.peek();
    const dotted = token.kind === "name" && cursor.is(".", 1) && cursor.is("=", 3);
    const name = dotted ? `${token.text}.${cursor.peek(2).text}` : token.text;
    if (token.kind !== "name" || !(dotted || cursor.is("=", 1))) return list;
    if (!known.includes(name.toLowerCase()) && !name.startsWith("hint.")) return list;
    cursor.skip(dotted ? 4 : 2);
    list.push({ name: name.toLowerCase(), value: parameterValue(cursor), at: token.at });
  }
}

function parameterValue(cursor: Cursor): Node {
  const token = cursor.next();
  const { at } = token;
  if (token.kind === "long") return { kind: "literal", ...plainLiteral(token), at };
  if (token.kind === "name" && /^(true|false)$/i.test(token.text))
    return { kind: "literal", type: "bool", value: token.text.toLowerCase() === "true", at };
  if (token.kind === "typed") return { kind: "literal", ...typedLiteral(token), at };
  if (token.kind !== "name" && token.kind !== "string") throw new KqlRefusal("syntax", "expected a value", at);
  return { kind: "literal", type: "string", value: token.value, at };
}

/** `(name = value, …)`, names and values in any case or quoting, as `externaldata` and `parse-kv` take them. */
export function properties(cursor: Cursor): readonly Parameter[] {
  const list: Parameter[] = [];
  cursor.expect("(");
  while (!cursor.is(")")) {
    const token = cursor.next();
    if (token.kind !== "name" && token.kind !== "string") throw new KqlRefusal("syntax", "expected a property", token.at);
    cursor.expect("=");
    list.push({ name: token.value.toLowerCase(), value: parameterValue(cursor), at: token.at });
    if (!cursor.take(",")) break;
  }
  cursor.expect(")");
  return list;
}
