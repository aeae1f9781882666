import type { RaisedFinding, RaisedPiece } from "../types.ts";

/** The finding of a rule over one event. */
export function singleFinding(rule: RaisedFinding["rule"], piece: RaisedPiece): RaisedFinding {
  return {
    rule,
    findingId: piece.eventId,
    group: null,
    at: piece.at,
    why: [],
    cells: {},
    silencing: "any",
    pieces: [piece],
    total: 1,
  };
}
