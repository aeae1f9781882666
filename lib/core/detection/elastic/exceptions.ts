import { type Expr, FALSE } from "../ir/expr.ts";
import { KueryFault } from "../kuery/ast.ts";
import { fieldKind } from "../kuery/field-kind.ts";
import { fieldTest, leaf, subjectOf } from "../kuery/field-test.ts";
import { literalOf, wildcardOf } from "./literal.ts";
import type { Remarks } from "./remarks.ts";
import type { ElasticRule, ExceptionEntry, ExceptionItem } from "./schema.ts";

/** Items of exception lists by the list they are of. */
export type ExceptionLists = ReadonlyMap<string, readonly ExceptionItem[]>;

/**
 * The events a rule's exceptions take from it, as Kibana does: from every step of a sequence and before anything is counted.
 * Lists that are not in the file and items that cannot be said here are not applied, and a warning names each.
 */
export function exceptionsOf(rule: ElasticRule, lists: ExceptionLists, remarks: Remarks): readonly Expr[] {
  return (rule.exceptions_list ?? []).flatMap(({ list_id }, at): readonly Expr[] => {
    const items = lists.get(list_id);
    const path = ["exceptions_list", at];
    if (!items) {
      remarks.warning(
        "exceptions-not-in-file",
        `the exceptions of the list "${list_id}" are kept in Kibana and are not in this file: they are not applied`,
        path,
      );
      return [];
    }
    return items.flatMap((item): readonly Expr[] => {
      try {
        return [itemOf(item)];
      } catch (error) {
        if (!(error instanceof KueryFault)) throw error;
        const name = item.name === "" ? item.item_id : item.name;
        remarks.warning("exception-not-applied", `the exception "${name}" of the list "${list_id}" is not applied: ${error.message}`, path);
        return [];
      }
    });
  });
}

/** All entries of an item hold; `os_types` is one more. */
function itemOf({ entries, os_types, expire_time }: ExceptionItem): Expr {
  if (expire_time !== undefined) throw new KueryFault("expires", `it ends at ${expire_time}, and a rule here has no date`, 0);
  const systems = (os_types ?? []).map((name) => fieldTest({ name: "host.os.type", kind: "caseless" }, literalOf(name), () => {}));
  const args = [...(systems.length > 0 ? [known({ kind: "or", args: systems })] : []), ...entries.map(entryOf)];
  return { kind: "and", args };
}

function entryOf(entry: ExceptionEntry): Expr {
  const holds = known(asked(entry));
  return entry.operator === "excluded" ? { kind: "not", arg: holds } : holds;
}

function asked({ field, type, value }: ExceptionEntry): Expr {
  const kind = fieldKind(field);
  const values = value === undefined ? [] : [value].flat();
  const any = (tests: readonly Expr[]): Expr => (tests.length === 0 ? FALSE : { kind: "or", args: tests });
  switch (type) {
    case "exists":
      return leaf(subjectOf(kind.name), { op: "present" }, "exceptions");
    case "match":
    case "match_any":
      return any(values.map((text) => fieldTest(kind, literalOf(text), () => {})));
    case "wildcard":
      return any(values.map((text) => fieldTest(kind, wildcardOf(text), () => {})));
    case "list":
      throw new KueryFault("list", `"${field}" is looked up in a value list, which is not in this file`, 0);
    case "nested":
      throw new KueryFault(
        "nested",
        `"${field}" asks for one object of a list, and events keep lists of objects as lists of their members`,
        0,
      );
    default:
      throw new KueryFault("type", `entries of the type "${type}" are not known`, 0);
  }
}

function known(arg: Expr): Expr {
  return { kind: "known", arg };
}
