import type { Dynamic } from "../value/dynamic.ts";
import type { Cell, KqlType } from "../value/type.ts";
import type { Chart } from "./chart.ts";

/** Every node knows its offset in the text. */
interface At {
  readonly at: number;
}

export type Node = At &
  (
    | { readonly kind: "literal"; readonly type: KqlType; readonly value: Cell | Dynamic }
    | { readonly kind: "name"; readonly name: string }
    /** `Device*` and `*` as a list of columns or tables. */
    | { readonly kind: "wildcard"; readonly pattern: string }
    | { readonly kind: "member"; readonly target: Node; readonly name: string }
    | { readonly kind: "index"; readonly target: Node; readonly index: Node }
    | { readonly kind: "call"; readonly name: string; readonly args: readonly Argument[] }
    | { readonly kind: "unary"; readonly op: "-" | "+"; readonly arg: Node }
    | { readonly kind: "binary"; readonly op: string; readonly left: Node; readonly right: Node }
    | { readonly kind: "list"; readonly op: string; readonly left: Node; readonly items: readonly Node[] }
    | { readonly kind: "between"; readonly negated: boolean; readonly left: Node; readonly low: Node; readonly high: Node }
    /** `col:"x"` of `search`. */
    | { readonly kind: "column-has"; readonly column: string; readonly value: Node }
    | { readonly kind: "typeof"; readonly types: readonly SchemaColumn[] }
    | { readonly kind: "pipe"; readonly source: Node; readonly ops: readonly Operator[] }
    | { readonly kind: "datatable"; readonly schema: readonly SchemaColumn[]; readonly values: readonly Node[] }
    | {
        readonly kind: "externaldata";
        readonly schema: readonly SchemaColumn[];
        readonly urls: readonly Node[];
        readonly properties: readonly Parameter[];
      }
    | { readonly kind: "print"; readonly columns: readonly Named[] }
    | { readonly kind: "range"; readonly name: string; readonly from: Node; readonly to: Node; readonly step: Node }
    | { readonly kind: "union"; readonly parameters: readonly Parameter[]; readonly tables: readonly Node[] }
    | { readonly kind: "search"; readonly parameters: readonly Parameter[]; readonly tables: readonly Node[]; readonly where: Node }
    | {
        readonly kind: "find";
        readonly tables: readonly Node[];
        readonly where: Node;
        /** The name of the column with the table's name. */
        readonly source: string | null;
        readonly project: {
          readonly columns: readonly { readonly name: string; readonly type: KqlType | null }[];
          /** The other columns go into a bag. */
          readonly packs: boolean;
        } | null;
      }
    /** `let` inside a function body or before an expression. */
    | { readonly kind: "block"; readonly lets: readonly Let[]; readonly result: Node }
  );

export interface Argument {
  readonly name?: string;
  readonly value: Node;
}
export interface SchemaColumn extends At {
  readonly name: string;
  readonly type: KqlType;
}
/** `kind=inner`, `hint.strategy=shuffle`. */
export interface Parameter extends At {
  readonly name: string;
  readonly value: Node;
}
/** `name = expr`, `(a, b) = expr` or a bare expression. */
export interface Named extends At {
  readonly names: readonly string[];
  readonly value: Node;
}
export interface SortKey {
  readonly value: Node;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}
export interface FunctionParameter extends At {
  readonly name: string;
  readonly type: KqlType | { readonly table: readonly SchemaColumn[] | "any" };
  readonly fallback?: Node;
}
export type Let = At & { readonly name: string } & (
    | { readonly kind: "value"; readonly value: Node }
    | {
        readonly kind: "function";
        readonly parameters: readonly FunctionParameter[];
        readonly body: Node;
        /** Declared with `view`: a star in `union` and `search` means it too. */
        readonly isView: boolean;
      }
  );

export type JoinCondition = At & { readonly left: string; readonly right: string };
export type PatternPart = At &
  (
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "column"; readonly name: string; readonly type: KqlType }
    | { readonly kind: "skip" }
  );
export interface Expansion extends At {
  readonly name?: string;
  readonly value: Node;
  readonly to?: KqlType;
}
export interface Reorder extends At {
  readonly pattern: string;
  readonly order?: string;
}
export interface NestedLevel extends At {
  readonly count: Node | null;
  readonly of: Named;
  readonly others: Node | null;
  readonly by: Named;
  readonly descending: boolean;
}
export interface ScanStep extends At {
  readonly name: string;
  readonly optional: boolean;
  readonly output: "all" | "last" | "none";
  readonly condition: Node;
  readonly assignments: readonly Named[];
}

export type Operator = At &
  (
    | { readonly op: "where"; readonly predicate: Node }
    | { readonly op: "extend" | "serialize"; readonly columns: readonly Named[] }
    | { readonly op: "project"; readonly columns: readonly Named[] }
    | { readonly op: "distinct"; readonly columns: readonly Named[] }
    | { readonly op: "project-rename"; readonly columns: readonly Named[] }
    | { readonly op: "project-away" | "project-keep"; readonly patterns: readonly Reorder[] }
    | { readonly op: "project-reorder"; readonly patterns: readonly Reorder[] }
    | { readonly op: "summarize"; readonly aggregates: readonly Named[]; readonly by: readonly Named[] }
    | { readonly op: "count"; readonly as?: string }
    | { readonly op: "sort"; readonly keys: readonly SortKey[] }
    | { readonly op: "top"; readonly count: Node; readonly keys: readonly SortKey[] }
    | { readonly op: "take" | "sample"; readonly count: Node }
    | { readonly op: "sample-distinct"; readonly count: Node; readonly of: Named }
    | { readonly op: "top-hitters"; readonly count: Node; readonly of: Named; readonly by: Named | null }
    | { readonly op: "top-nested"; readonly levels: readonly NestedLevel[] }
    | {
        readonly op: "join" | "lookup";
        readonly parameters: readonly Parameter[];
        readonly right: Node;
        readonly on: readonly JoinCondition[] | null;
      }
    | { readonly op: "union"; readonly parameters: readonly Parameter[]; readonly tables: readonly Node[] }
    | {
        readonly op: "mv-expand";
        readonly parameters: readonly Parameter[];
        readonly columns: readonly Expansion[];
        readonly limit: Node | null;
        readonly old: boolean;
      }
    | {
        readonly op: "mv-apply";
        readonly parameters: readonly Parameter[];
        readonly columns: readonly Expansion[];
        readonly limit: Node | null;
        readonly sub: readonly Operator[];
      }
    | {
        readonly op: "parse" | "parse-where";
        readonly parameters: readonly Parameter[];
        readonly value: Node;
        readonly pattern: readonly PatternPart[];
      }
    | { readonly op: "parse-kv"; readonly value: Node; readonly schema: readonly SchemaColumn[]; readonly properties: readonly Parameter[] }
    | {
        readonly op: "evaluate";
        readonly plugin: string;
        readonly args: readonly Argument[];
        readonly schema: readonly SchemaColumn[] | null;
        /** The schema begins with a star: the columns of the input come first. */
        readonly keepsRest: boolean;
      }
    | {
        readonly op: "make-series";
        readonly parameters: readonly Parameter[];
        readonly aggregates: readonly (Named & { readonly fallback: Node | null })[];
        readonly on: Node;
        readonly from: Node | null;
        readonly to: Node | null;
        readonly step: Node;
        readonly by: readonly Named[];
      }
    | { readonly op: "search"; readonly parameters: readonly Parameter[]; readonly where: Node }
    | { readonly op: "partition"; readonly by: Node; readonly sub: readonly Operator[] }
    | { readonly op: "invoke"; readonly call: Node & { readonly kind: "call" } }
    | { readonly op: "as"; readonly name: string }
    | { readonly op: "render"; readonly chart: Chart }
    | { readonly op: "getschema" | "consume" }
    | {
        readonly op: "scan";
        readonly declare: readonly FunctionParameter[];
        readonly steps: readonly ScanStep[];
        readonly matchId: string | null;
      }
  );

export interface Program {
  readonly lets: readonly Let[];
  /** The last tabular or scalar expression; earlier ones are an error, as in one Defender query. */
  readonly result: Node;
}
