/** BinXML as parsed, before values are put in. A template is a list of nodes; so is a record. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "substitution"; readonly index: number; readonly isOptional: boolean }
  | { readonly kind: "element"; readonly element: ElementNode }
  | { readonly kind: "instance"; readonly instance: InstanceNode };

export interface ElementNode {
  readonly name: string;
  /** Index of the value without which the element is left out; `null` for most. */
  readonly dependency: number | null;
  readonly attributes: readonly AttributeNode[];
  readonly content: readonly Node[];
}

export interface AttributeNode {
  readonly name: string;
  readonly content: readonly Node[];
}

/** A template with the values that fill it. */
export interface InstanceNode {
  readonly template: readonly Node[];
  readonly values: readonly ValueSlot[];
}

/** Where a value lies in the chunk. */
export interface ValueSlot {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/** An element with its values in place. */
export interface Element {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly Element[];
  /** All character data directly inside, in order. */
  readonly text: string;
}

export interface Attribute {
  readonly name: string;
  readonly value: string;
}
