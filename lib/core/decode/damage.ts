import type { FaultCode } from "./fault.ts";

/**
 * The end of a byte stream that was broken or over a limit. Thrown by framings after the last good byte, caught by the
 * reader of the leaf file, which keeps the records before it and reports one fault. Never leaves this room, except from
 * `gunzip`, whose consumer `decodeNdjson` turns it into a fault.
 */
export class Damage extends Error {
  override readonly name = "Damage";
  readonly code: FaultCode;

  constructor(code: FaultCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
