import { Uses } from "../run/fold.ts";
import { TICKS_PER_DAY } from "../value/calendar.ts";
import type { Cell } from "../value/type.ts";
import type { Bound, Scope } from "./scope.ts";

const TICKS_PER_HOUR = TICKS_PER_DAY / 24n;
const TICKS_PER_MINUTE = TICKS_PER_HOUR / 60n;

/** A scope whose looks at the row are collected apart. */
export function apart(scope: Scope): Scope {
  return { ...scope, uses: new Uses() };
}

function isTime({ type, reads }: Bound): boolean {
  return type === "datetime" && reads !== undefined && !reads.isFolded;
}

/** A comparison was bound in `inner`: of a time beside a constant only that edge is looked at. */
export function takeComparison(op: string, left: Bound, right: Bound, inner: Scope, scope: Scope): void {
  const [time, other] = isTime(left) ? [left, right] : [right, left];
  const at = other.constant?.value;
  if (!/^(?:[<>]=?|[!=]=)$/.test(op) || !isTime(time) || other.type !== "datetime" || typeof at !== "bigint" || inner.uses.isVolatile)
    scope.uses.take(inner.uses);
  else scope.uses.steps.push({ kind: "edge", column: time.reads?.column ?? 0, at });
}

/** A function of a time that is constant between steps was bound in `inner`. */
export function takeCall(name: string, args: readonly Bound[], inner: Scope, scope: Scope): void {
  const times = args.filter((arg) => !arg.constant);
  const [time] = times;
  const grid = gridOf(
    name,
    args.flatMap(({ constant }) => (constant ? [constant.value] : [])),
  );
  if (!grid || !time || times.length > 1 || !isTime(time) || inner.uses.isVolatile) scope.uses.take(inner.uses);
  else scope.uses.steps.push({ kind: "every", column: time.reads?.column ?? 0, ...grid });
}

interface Grid {
  readonly ticks: bigint;
  readonly origin: bigint;
}

const DAILY: ReadonlySet<string> = new Set([
  ...["startofday", "startofweek", "startofmonth", "startofyear", "endofday", "endofweek", "endofmonth", "endofyear"],
  ...["dayofweek", "dayofmonth", "dayofyear", "monthofyear", "getmonth", "getyear", "week_of_year", "weekofyear"],
]);
const DAILY_PARTS: ReadonlySet<string> = new Set(["year", "quarter", "month", "weekofyear", "week_of_year", "day", "dayofyear"]);

/** How far apart the steps are at least; nothing for a function without them. Days and hours are those of UTC. */
function gridOf(name: string, constants: readonly Cell[]): Grid | undefined {
  const [first, second] = constants;
  if (name === "bin" || name === "floor") return gridOfSize(first, 0n);
  if (name === "bin_at") return typeof second === "bigint" ? gridOfSize(first, second) : undefined;
  if (DAILY.has(name)) return gridOfSize(TICKS_PER_DAY, 0n);
  if (name === "hourofday") return gridOfSize(TICKS_PER_HOUR, 0n);
  if (name === "datetime_part") return gridOfSize(sizeOfPart(String(first).toLowerCase()), 0n);
  return name === "format_datetime" ? gridOfSize(sizeOfFormat(String(first)), 0n) : undefined;
}

/** `make-series` and `bin` of a step count from the origin. */
export function gridOfSize(ticks: Cell | undefined, origin: bigint): Grid | undefined {
  return typeof ticks === "bigint" && ticks > 0n ? { ticks, origin } : undefined;
}

function sizeOfPart(part: string): bigint | undefined {
  if (DAILY_PARTS.has(part)) return TICKS_PER_DAY;
  return part === "hour" ? TICKS_PER_HOUR : part === "minute" ? TICKS_PER_MINUTE : undefined;
}

/** `M` is the month; minutes are small. */
function sizeOfFormat(format: string): bigint | undefined {
  if (/[sfF]/.test(format)) return undefined;
  if (format.includes("m")) return TICKS_PER_MINUTE;
  return /[hHt]/.test(format) ? TICKS_PER_HOUR : TICKS_PER_DAY;
}
