import type { DecodeFault } from "../fault.ts";
import type { RawRecord } from "../record.ts";

export type DecodedItem = RawRecord | DecodeFault;

/** Cuts one file's bytes into records, synchronously: an await per record would cost more than parsing it. */
export interface Splitter {
  /** Takes the next bytes and appends what they complete. The bytes may be reused afterwards. */
  push(bytes: Uint8Array, out: DecodedItem[]): void;
  /**
   * Ends the file. `damaged`: it ends because its container broke, which is reported elsewhere, so an unfinished last
   * record is dropped without a fault of its own.
   */
  end(out: DecodedItem[], damaged: boolean): void;
}
