/** A single value of a field. Source documents may nest; the canonical document never does. */
export type Scalar = string | number | boolean;

/** A field holds one value or several; a test holds when any of them satisfies it. */
export type FieldValue = Scalar | null | readonly (Scalar | null)[];

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
