/**
 * How whoever reads rows tells them apart. Rows that are alike in all it says change the result as one row of their number
 * (`Row.weight`) would, so a reader of a table may hand them over as one.
 */
export interface Fold {
  /** Columns whose values are looked at. */
  readonly columns: ReadonlySet<number>;
  /** Times of which only a step is looked at: any of the instants between two steps stands for the others. */
  readonly steps: readonly Step[];
  /** Times of which only the least and the greatest are looked at: both must be among the rows. */
  readonly extremes: ReadonlySet<number>;
}

/** Where the instants of a column begin to mean something else, in ticks. */
export type Step =
  | { readonly kind: "every"; readonly column: number; readonly ticks: bigint; readonly origin: bigint }
  /** The instant itself is neither before nor after. */
  | { readonly kind: "edge"; readonly column: number; readonly at: bigint };

/** What an expression, or all those of an operator, look at in a row. Filled while they are bound. */
export class Uses implements Fold {
  readonly columns = new Set<number>();
  readonly steps: Step[] = [];
  readonly extremes = new Set<number>();
  /** Another value for every row, even where rows are alike. */
  isVolatile = false;

  take(other: Fold & { readonly isVolatile?: boolean }): void {
    for (const column of other.columns) this.columns.add(column);
    for (const column of other.extremes) this.extremes.add(column);
    this.steps.push(...other.steps);
    this.isVolatile ||= other.isVolatile ?? false;
  }
}

/** What several expressions look at together; undefined where rows that are alike may fare differently. */
export function foldOf(...uses: readonly Uses[]): Fold | undefined {
  const all = new Uses();
  for (const one of uses) all.take(one);
  return all.isVolatile ? undefined : all;
}

/** A column that is another one as it is, by its number, or what the expression behind it looks at. */
export type Origin = number | Uses;
export const CONSTANT: Origin = new Uses();

/** The same of the rows that an operator makes its own from. */
export function foldThrough(fold: Fold | undefined, originOf: (column: number) => Origin): Fold | undefined {
  if (!fold) return undefined;
  const made = new Uses();
  for (const column of fold.columns) {
    const origin = originOf(column);
    if (typeof origin === "number") made.columns.add(origin);
    else made.take(origin);
  }
  for (const step of fold.steps) {
    const origin = originOf(step.column);
    if (typeof origin === "number") made.steps.push({ ...step, column: origin });
    else made.take(origin);
  }
  for (const column of fold.extremes) {
    const origin = originOf(column);
    if (typeof origin === "number") made.extremes.add(origin);
    else made.take(origin);
  }
  return made.isVolatile ? undefined : made;
}

/** The same, and what an operator itself looks at in the rows it lets through. */
export function foldBeside(fold: Fold | undefined, own: Uses): Fold | undefined {
  if (!fold || own.isVolatile) return undefined;
  const made = new Uses();
  made.take(fold);
  made.take(own);
  return made;
}
