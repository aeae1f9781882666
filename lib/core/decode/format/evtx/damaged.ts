import type { FaultCode } from "../../fault.ts";

/**
 * Thrown inside the EVTX decoder when a record cannot be read, and caught once per record in `record-body.ts`:
 * the parser is some ten calls deep there, and a damaged record is rare. It never leaves this folder.
 */
export class Damaged extends Error {
  readonly code: FaultCode;

  constructor(detail: string, code: FaultCode = "bad-record") {
    super(detail);
    this.code = code;
  }
}
