import type { DecodeLimits } from "../../source.ts";
import { Damaged } from "./damaged.ts";

/** What all records of a chunk may cost together, as a multiple of what one may: far above any honest 64 KiB. */
const RECORDS_WORTH = 50;

/** Fields and characters that may still be rendered. */
export interface Allowance {
  fields: number;
  characters: number;
}

export function chunkAllowance(limits: DecodeLimits): Allowance {
  return { fields: limits.fieldsPerRecord * RECORDS_WORTH, characters: limits.recordBytes * RECORDS_WORTH };
}

/**
 * What rendering one record may still cost. A record is 64 KiB at most, but its template may repeat a value,
 * and a value may be a template in turn: without this, 60 KiB of bytes can become gigabytes of text.
 */
export class Budget {
  readonly depth: number;
  readonly #chunk: Allowance;
  #fields: number;
  #characters: number;

  constructor(limits: DecodeLimits, chunk: Allowance) {
    this.depth = limits.jsonDepth;
    this.#chunk = chunk;
    this.#fields = limits.fieldsPerRecord;
    this.#characters = limits.recordBytes;
  }

  /** Counts one element, attribute or value. */
  spendField(): void {
    this.#fields -= 1;
    this.#chunk.fields -= 1;
    if (this.#fields < 0) throw new Damaged("the record has more fields than the limit", "too-many-fields");
    if (this.#chunk.fields < 0) throw new Damaged("the chunk's records have more fields than the limit", "too-many-fields");
  }

  spendText(characters: number): void {
    this.#characters -= characters;
    this.#chunk.characters -= characters;
    if (this.#characters < 0) throw new Damaged("the record's values are larger than the limit", "record-too-large");
    if (this.#chunk.characters < 0) throw new Damaged("the values of the chunk's records are larger than the limit", "record-too-large");
  }
}
