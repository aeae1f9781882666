/** A piece of SQL with its values. `true`: every row; `false`: none. */
export type Condition = boolean | Sql;
export interface Sql {
  /** `?` stands for each value, in order; there are no others in it. */
  readonly text: string;
  readonly values: readonly unknown[];
}

export function sql(text: string, ...values: readonly unknown[]): Sql {
  return { text, values };
}

export function and(...parts: readonly Condition[]): Condition {
  if (parts.includes(false)) return false;
  return joined(" AND ", parts.filter(isSql)) ?? true;
}

export function or(...parts: readonly Condition[]): Condition {
  if (parts.includes(true)) return true;
  return joined(" OR ", parts.filter(isSql)) ?? false;
}

/** The contrary, where null is neither. */
export function not(condition: Condition): Condition {
  return typeof condition === "boolean" ? !condition : sql(`NOT (${condition.text})`, ...condition.values);
}

export function isSql(part: Condition): part is Sql {
  return typeof part === "object";
}

function joined(word: string, parts: readonly Sql[]): Sql | undefined {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  // The same test from both sides of a branch is made once.
  const distinct = parts.filter((part, at) => parts.findIndex((other) => isSame(part, other)) === at);
  if (distinct.length === 1) return first;
  return { text: `(${distinct.map(({ text }) => text).join(word)})`, values: distinct.flatMap(({ values }) => values) };
}

export function isSame(a: Condition, b: Condition): boolean {
  if (!isSql(a) || !isSql(b)) return a === b;
  return a.text === b.text && JSON.stringify(a.values) === JSON.stringify(b.values);
}

/** The statement as `pg` takes it: `$1`, `$2`, … */
export function numbered({ text, values }: Sql): { readonly text: string; readonly values: readonly unknown[] } {
  let next = 0;
  return { text: text.replaceAll("?", () => `$${++next}`), values };
}
