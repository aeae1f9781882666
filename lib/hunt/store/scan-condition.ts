import type { Expr, Leaf } from "#core/detection/ir/expr";
import type { LikePattern } from "#core/detection/ir/like";
import type { Plan } from "#core/detection/ir/plan";
import { scansOf } from "#core/detection/ir/plan-walk";
import type { Test } from "#core/detection/ir/test";
import { fieldRef } from "#core/event/field";
import { PROCESS_NAME_KEY } from "./columns.ts";
import { recordHolds } from "./fragments.ts";
import { isPlain } from "./leaf.ts";
import { and, type Condition, not, or, sql } from "./sql.ts";

/** What Postgres can tell of the events that some plan may need: everyone of them passes, and perhaps others. */
export function scanCondition(plans: readonly Plan[]): Condition {
  return or(...plans.flatMap(scansOf).map(({ where }) => may(where, true)));
}

/** Events for which a predicate may be `wanted`; for which it is unknown, it is neither true nor false. */
function may(expr: Expr, wanted: boolean): Condition {
  switch (expr.kind) {
    case "literal":
      return expr.truth === wanted;
    case "not":
      return may(expr.arg, !wanted);
    case "known":
      // What is unknown inside is false outside.
      return wanted ? may(expr.arg, true) : true;
    case "and":
    case "or":
      return ((expr.kind === "and") === wanted ? and : or)(...expr.args.map((arg) => may(arg, wanted)));
    case "test":
    case "compare":
      return leafCondition(expr, wanted);
  }
}

const CLASS = fieldRef("ecs", "callout.class");
const SOURCE = fieldRef("ecs", "callout.source");
const NAME = fieldRef("ecs", "process.name");
const EVENT_ID = fieldRef("sigma", "EventID");

function leafCondition(leaf: Leaf, wanted: boolean): Condition {
  if (leaf.kind !== "test") return true;
  const { subject, test } = leaf;
  if (subject.from === "anywhere") return wanted ? recordCondition(test) : true;
  if (subject.from !== "field") return true;
  const { field } = subject;
  if (field === CLASS || field === SOURCE) return ownWord(field === CLASS ? "e.class" : "e.source", test, wanted);
  if (!wanted) return true;
  if (field === EVENT_ID) return codeCondition(test);
  if (field === NAME) return nameCondition(test);
  return (field.view === "ecs" ? ECS : field.view === "sigma" ? SIGMA : NONE).has(field.name) ? recordCondition(test) : true;
}

/** Fields whose text stands word for word in the record of whatever sensor wrote it, or is a part of what does. */
const ECS: ReadonlySet<string> = new Set([
  ...["process.executable", "process.command_line", "process.parent.name", "process.parent.executable", "process.parent.command_line"],
  ...["process.pe.original_file_name", "file.path", "file.name", "dll.path", "dll.name", "user.name", "dns.question.name"],
  ...["process.hash.md5", "process.hash.sha1", "process.hash.sha256", "destination.domain"],
]);
const SIGMA: ReadonlySet<string> = new Set([
  ...["Image", "CommandLine", "ParentImage", "ParentCommandLine", "OriginalFileName", "TargetFilename", "ImageLoaded", "SourceImage"],
  ...["TargetImage", "QueryName", "DestinationHostname", "ScriptBlockText", "PipeName", "ServiceName", "ServiceFileName", "ImagePath"],
]);
const NONE: ReadonlySet<string> = new Set();

/** Our own word for an event is what is stored. */
function ownWord(column: string, test: Test, wanted: boolean): Condition {
  if (test.op !== "equals" || typeof test.value !== "string" || !isPlain(test.value)) return true;
  const equal = sql(`${column} = ?`, test.fold ? test.value.toLowerCase() : test.value);
  return wanted ? equal : test.fold ? true : not(equal);
}

function nameCondition(test: Test): Condition {
  const inRecord = recordCondition(test);
  if (test.op !== "equals" || typeof test.value !== "string" || !isPlain(test.value) || test.value.length > 511) return inRecord;
  // Several names have no column.
  return or(sql(`${PROCESS_NAME_KEY} = ?`, test.value.toLowerCase()), and(sql("e.process_name IS NULL"), inRecord));
}

/** Other sensors have codes of their own. */
function codeCondition(test: Test): Condition {
  if (test.op !== "equals" || !/^\d+$/.test(String(test.value))) return true;
  return or(
    sql("e.code = ?", String(Number(test.value))),
    sql("e.source NOT IN ('windows', 'sysmon') OR e.code IS NULL OR e.code !~ '^(0|[1-9][0-9]*)$'"),
  );
}

function recordCondition(test: Test): Condition {
  switch (test.op) {
    case "equals":
      return typeof test.value === "string" && test.value !== "" ? recordHolds([test.value], "any") : true;
    case "contains":
    case "prefix":
    case "suffix":
      return recordHolds([test.needle], "any");
    case "like":
      return recordHolds(literalsOf(test.pattern), "all");
    case "regex":
    case "cidr":
    case "range":
    case "part":
    case "present":
      return true;
  }
}

function literalsOf(pattern: LikePattern): readonly string[] {
  return pattern.flatMap((part) => (part.kind === "text" ? [part.text] : []));
}
