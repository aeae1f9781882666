/** Where in the text a node starts. */
interface Placed {
  readonly at: number;
}

export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
export type PatternOperator = ":" | "like" | "regex";

export type LiteralNode = Placed & {
  readonly kind: "literal";
  readonly value: string | number | boolean | null;
  /** A number written with a point or an exponent: dividing by it is not integer division. */
  readonly isReal: boolean;
};
/** `index` is the position in `a.b[2]`. */
export type FieldNode = Placed & {
  readonly kind: "field";
  readonly name: string;
  readonly isOptional: boolean;
  readonly index: number | undefined;
};
export type CallNode = Placed & { readonly kind: "call"; readonly name: string; readonly fold: boolean; readonly args: readonly Node[] };

/** An expression as it was written. `fold` is the `~` behind an operator or a function: case is ignored. */
export type Node =
  | LiteralNode
  | FieldNode
  | CallNode
  | (Placed & { readonly kind: "arithmetic"; readonly operator: ArithmeticOperator; readonly left: Node; readonly right: Node })
  | (Placed & { readonly kind: "minus"; readonly arg: Node })
  | (Placed & {
      readonly kind: "compare";
      readonly operator: CompareOperator;
      readonly isOld: boolean;
      readonly left: Node;
      readonly right: Node;
    })
  | (Placed & { readonly kind: "in"; readonly value: Node; readonly items: readonly Node[]; readonly fold: boolean })
  | (Placed & {
      readonly kind: "pattern";
      readonly operator: PatternOperator;
      readonly value: Node;
      readonly items: readonly Node[];
      readonly fold: boolean;
    })
  | (Placed & { readonly kind: "not"; readonly arg: Node })
  | (Placed & { readonly kind: "and" | "or"; readonly args: readonly Node[] })
  | (Placed & { readonly kind: "related"; readonly relation: "child" | "descendant" | "event"; readonly query: EventNode });

/** `process where …`; `category` is undefined for `any`. */
export type EventNode = Placed & { readonly kind: "event"; readonly category: string | undefined; readonly where: Node };

export type StepNode = Placed & {
  readonly query: EventNode;
  readonly by: readonly Node[];
  /** `![…]`: no such event may happen there. */
  readonly isMissing: boolean;
  readonly runs: number;
  /** The old dialect's `fork=true`: the match so far stays and can be continued again. */
  readonly isFork: boolean;
};

export type PipeNode = Placed &
  (
    | { readonly kind: "head" | "tail"; readonly count: number }
    | { readonly kind: "filter"; readonly where: Node }
    | { readonly kind: "count" | "unique" | "unique_count" | "sort"; readonly by: readonly Node[] }
  );

export type SeriesNode = Placed & {
  readonly kind: "sequence" | "sample" | "join";
  readonly by: readonly Node[];
  /** Milliseconds. */
  readonly maxSpan: number | undefined;
  readonly steps: readonly StepNode[];
  readonly until: StepNode | undefined;
};

export interface QueryNode {
  readonly body: EventNode | SeriesNode;
  readonly pipes: readonly PipeNode[];
}
