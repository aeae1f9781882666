import { foldCase } from "#core/detection/ir/case";
import { type Address, parseAddress } from "../event/address.ts";
import type { AddressField, Subject, TextField } from "./exception.ts";

/** A subject as conditions read it: every value folded or parsed once, however many exceptions ask. */
export interface Evidence {
  readonly texts: (field: TextField) => readonly string[];
  readonly folded: (field: TextField) => readonly string[];
  /** The values that are addresses, v4-mapped and zoned spellings resolved; anything else is no address and matches nothing. */
  readonly addresses: (field: AddressField) => readonly Address[];
}

export function readEvidence(subject: Subject): Evidence {
  const texts = onceEach((field: TextField) => subject.values(field));
  return {
    texts,
    folded: onceEach((field: TextField) => texts(field).map(foldCase)),
    addresses: onceEach((field: AddressField) => subject.values(field).flatMap((value) => parseAddress(value.trim()) ?? [])),
  };
}

function onceEach<Field, Value>(read: (field: Field) => Value): (field: Field) => Value {
  const known = new Map<Field, Value>();
  return (field) => {
    let value = known.get(field);
    if (value === undefined) {
      value = read(field);
      known.set(field, value);
    }
    return value;
  };
}
