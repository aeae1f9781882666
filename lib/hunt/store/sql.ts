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
  const distinct = parts.filter((part, at) => parts.findIndex((other) => isSame(part, other)) === at);
  const [first] = distinct;
  if (first === undefined || distinct.length === 1) return first;
  // In the order written, but for what looks into whole records: that comes last.
  const ordered = [...distinct.filter((part) => !isDear(part)), ...distinct.filter(isDear)];
  return { text: `(${ordered.map(({ text }) => text).join(word)})`, values: ordered.flatMap(({ values }) => values) };
}

function isDear({ text }: Sql): boolean {
  return text.includes("e.raw");
}

/**
 * Conditions that must all hold, as one for a WHERE. Postgres takes a search through a record for as cheap as a comparison and may
 * begin with it: it is made to look at the rest first, which also stands by itself so that an index can serve it.
 */
export function guarded(...parts: readonly Condition[]): Condition {
  const found = parts.filter(isSql);
  const [cheap, dear] = [
    joined(
      " AND ",
      found.filter((part) => !isDear(part)),
    ),
    joined(" AND ", found.filter(isDear)),
  ];
  if (parts.includes(false)) return false;
  if (!cheap || !dear) return cheap ?? dear ?? true;
  const values = [...cheap.values, ...cheap.values, ...dear.values];
  return { text: `${cheap.text} AND CASE WHEN ${cheap.text} THEN ${dear.text} ELSE false END`, values };
}

export function isSame(a: Condition, b: Condition): boolean {
  if (!isSql(a) || !isSql(b)) return a === b;
  return a.text === b.text && JSON.stringify(a.values) === JSON.stringify(b.values);
}

/** The statement as `pg` takes it: `$1`, `$2`, … */
export function numbered({ text, values }: Sql, before = 0): { readonly text: string; readonly values: readonly unknown[] } {
  let next = before;
  return { text: text.replaceAll("?", () => `$${++next}`), values };
}
