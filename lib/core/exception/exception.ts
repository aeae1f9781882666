import type { RuleId } from "../detection/finding.ts";

export type ExceptionId = string & { readonly brand: "ExceptionId" };

/** Fields an exception may test, by their canonical (ECS) name. */
export const ADDRESS_FIELDS = ["destination.ip", "source.ip"] as const;
export const TEXT_FIELDS = ["process.command_line", "process.parent.command_line", "process.executable", "user.name", "host.name"] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];
export type TextField = (typeof TEXT_FIELDS)[number];

/**
 * One condition. Values are alternatives: any one of them suffices.
 * `address`: each value is an address, a CIDR block without host bits, or a range `a-b`; v4 and v6 never match each other.
 * `exact`: equal character by character, case included, trailing blanks included.
 * `wildcard`: `*` any run, `?` one character, case-insensitive; there is no escape: a literal star is `[*]`, a literal question mark `[?]`.
 */
export type Condition =
  | { readonly field: AddressField; readonly operator: "address"; readonly values: readonly string[] }
  | { readonly field: TextField; readonly operator: "exact" | "wildcard"; readonly values: readonly string[] };

/** A stored predicate that silences. All conditions must hold on the same piece of evidence; a missing field never matches. */
export interface Exception {
  readonly id: ExceptionId;
  /** Empty: every rule. */
  readonly rules: readonly RuleId[];
  readonly conditions: readonly Condition[];
  /** Only evidence that is this step of a sequence (a branch of a sample) of the one rule in `rules`; undefined: any. */
  readonly step?: string;
  /** Milliseconds since the epoch; undefined: until removed. */
  readonly expiresAt?: number;
}

/** What a piece of evidence answers to an exception: the event's own fields, completed from its process where it has none. */
export interface Subject {
  readonly rule: RuleId;
  /** Every value the evidence has for the field; empty when it has none. */
  values(field: AddressField | TextField): readonly string[];
}

/** What is wrong with, or worth knowing about, a draft. `block` refuses to save. */
export interface Lint {
  /** Stable kebab-case name: `host-bits-set`. */
  readonly code: string;
  readonly level: "block" | "warn" | "info";
  readonly message: string;
  /** Index into the draft's conditions, where the lint is about one. */
  readonly condition?: number;
}
