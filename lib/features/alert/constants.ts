/**
 * Most events that are kept of one finding. A finding with more than that says so, and exceptions do not silence it: what was not
 * kept cannot be judged.
 */
export const PIECES_KEPT = 5_000;
