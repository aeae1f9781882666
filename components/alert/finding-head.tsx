import type { Outline } from "#core/detection/outline";
import type { AlertDetail, FindingItem } from "#features/alert/types";
import { PlainText } from "../ui/plain-text.tsx";
import { deltaText } from "../ui/relative-time.ts";
import { boundText } from "./finding-words.ts";
import classes from "./findings.module.css";
import { ReasonTable } from "./why-fired.tsx";

const WITHDRAWN = {
  superseded: "Withdrawn: an event that arrived later completes it differently.",
  refuted: "Withdrawn: an event that arrived later must not have happened.",
} as const;

/** Whether a finding still counts, and why not. */
export function FindingState({ finding }: { readonly finding: FindingItem }) {
  if (finding.withdrawn !== null) return <span className={classes.warn}>{WITHDRAWN[finding.withdrawn.reason]}</span>;
  if (finding.counts) return null;
  return (
    <span className={classes.warn}>
      {finding.silencing === "any" ? "Silenced: one of its events is excepted" : "Silenced: all of its events are"}
    </span>
  );
}

/** `4 events in 2 m 3 s`. */
export function extentText({ pieces, total, kept }: FindingItem): string {
  const times = pieces.map((piece) => Date.parse(piece.at));
  const events = `${total.toLocaleString("en")} ${total === 1 ? "event" : "events"}`;
  // The span is known when every event is here.
  if (total < 2 || pieces.length < kept || kept < total) return events;
  return `${events} in ${deltaText(Math.max(...times) - Math.min(...times)).slice(1)}`;
}

interface FindingCellsProps {
  readonly finding: FindingItem;
  readonly outline: Outline | null;
  readonly group: AlertDetail["group"];
}

/** What a finding says for itself: what was counted against its bounds, and the columns of its row. */
export function FindingCells({ finding, outline, group }: FindingCellsProps) {
  const bounds = outline?.kind === "window" ? outline.bounds : [];
  const counted = new Set(outline?.kind === "window" ? outline.aggregates.map((aggregate) => aggregate.name) : []);
  // What it was grouped by stands above all findings; sequences are told by their steps.
  const isGroup = (name: string): boolean => outline?.kind !== "query" && group !== null && name in group;
  const cells = Object.entries(finding.cells).filter(([name]) => !counted.has(name) && !isGroup(name));
  const isTold = outline?.kind === "sequence" || outline?.kind === "sample";
  return (
    <>
      {outline?.kind === "window" && outline.aggregates.length > 0 && (
        <table className={classes.cells} aria-label="What was counted">
          <tbody>
            {outline.aggregates.map((aggregate) => (
              <tr key={aggregate.name}>
                <th scope="row">{aggregate.counts}</th>
                <td>
                  <strong>{cellText(finding.cells[aggregate.name])}</strong>
                </td>
                <td className={classes.dim}>
                  {bounds
                    .filter((bound) => bound.aggregate === aggregate.name)
                    .map((bound) => `needs ${boundText(bound)}`)
                    .join(", ")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {cells.length > 0 && !isTold && (
        <table className={classes.cells} aria-label={outline?.kind === "query" ? "The row of the query" : "Its values"}>
          <tbody>
            {cells.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <PlainText text={cellText(value)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {outline?.kind !== "window" && !isTold && finding.why.length > 0 && <ReasonTable reasons={finding.why} source={null} />}
    </>
  );
}

/** Numbers as they are: most are ports, process ids and the like. */
function cellText(value: FindingItem["cells"][string] | undefined): string {
  return value === null || value === undefined ? "no value" : String(value);
}
