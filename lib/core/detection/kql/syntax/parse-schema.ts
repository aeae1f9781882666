import { typeNamed } from "../value/type.ts";
import type { SchemaColumn } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { KqlRefusal } from "./refusal.ts";

function columnName(cursor: Cursor): string {
  if (cursor.take("[")) {
    const token = cursor.next();
    if (token.kind !== "string") throw new KqlRefusal("syntax", "expected a name in quotes", token.at);
    cursor.expect("]");
    return token.value;
  }
  const token = cursor.peek();
  if (token.kind !== "name" && token.kind !== "string") throw cursor.unexpected("a column name");
  return cursor.next().value;
}

/** A type's name, as in `x:long`. */
export function parseType(cursor: Cursor): SchemaColumn["type"] {
  const token = cursor.next();
  const type = typeNamed(token.text);
  if (!type) throw new KqlRefusal("syntax", `${token.text} is not a type`, token.at);
  return type;
}

/** `(name:type, …)`, the parentheses included; a trailing comma is let pass. `hasStar`: a star stands before the names. */
export function parseSchema(cursor: Cursor, hasStar = false): readonly SchemaColumn[] {
  const columns: SchemaColumn[] = [];
  cursor.expect("(");
  if (hasStar) {
    cursor.expect("*");
    if (!cursor.is(")")) cursor.expect(",");
  }
  while (!cursor.is(")")) {
    const { at } = cursor.peek();
    const name = columnName(cursor);
    cursor.expect(":");
    columns.push({ name, type: parseType(cursor), at });
    if (!cursor.take(",")) break;
  }
  cursor.expect(")");
  return columns;
}

/** `(long)` or `(a:long, b:string)` after `typeof`. */
export function parseTypes(cursor: Cursor): readonly SchemaColumn[] {
  if (cursor.is(":", 2)) return parseSchema(cursor);
  cursor.expect("(");
  const { at } = cursor.peek();
  const type = parseType(cursor);
  cursor.expect(")");
  return [{ name: "", type, at }];
}
