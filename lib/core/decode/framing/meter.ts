import { Damage } from "../damage.ts";
import type { DecodeLimits } from "../source.ts";

/** Below this much expanded data a high ratio proves nothing: logs of one repeated line compress very well. */
const RATIO_FLOOR = 10 * 1024 * 1024;

/** What one decoding run has expanded so far, over all archives and members. */
export interface Meter {
  readonly limits: DecodeLimits;
  /** Size of the outermost file, when it is known. */
  readonly packed: number | undefined;
  expanded: number;
  /** Set once a limit of the whole run is hit: nothing further is expanded. */
  exhausted: boolean;
}

export function createMeter(limits: DecodeLimits, packed: number | undefined): Meter {
  return { limits, packed, expanded: 0, exhausted: false };
}

/**
 * Counts bytes expanded from one compressed stream. The stream's own ratio ends the stream; the total and the ratio over
 * the outermost file (overlapping zip members, archives in archives) end the run.
 */
export function spend(meter: Meter, bytes: number, stream: { readonly packed: number; readonly expanded: number }): void {
  const { limits } = meter;
  meter.expanded += bytes;
  if (meter.expanded > limits.expandedBytes) {
    meter.exhausted = true;
    throw new Damage("size-limit", `more than ${limits.expandedBytes} bytes after decompression (limit expandedBytes)`);
  }
  if (stream.expanded > RATIO_FLOOR && stream.expanded > stream.packed * limits.ratio)
    throw tooDense(limits, stream.expanded, stream.packed);
  if (meter.packed !== undefined && meter.expanded > RATIO_FLOOR && meter.expanded > meter.packed * limits.ratio) {
    meter.exhausted = true;
    throw tooDense(limits, meter.expanded, meter.packed);
  }
}

function tooDense(limits: DecodeLimits, expanded: number, packed: number): Damage {
  return new Damage("ratio-limit", `${packed} compressed bytes expanded to ${expanded}, more than ${limits.ratio} to 1 (limit ratio)`);
}
