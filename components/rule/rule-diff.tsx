import { PlainText } from "../ui/plain-text.tsx";
import { type DiffLine, diffLines, folded } from "./line-diff.ts";
import classes from "./rule-diff.module.css";

const CONTEXT = 4;
const SIGN: { readonly [K in DiffLine["kind"]]: string } = { same: " ", removed: "−", added: "+" };
const WORD: { readonly [K in DiffLine["kind"]]: string } = { same: "", removed: "removed: ", added: "added: " };

interface RuleDiffProps {
  readonly before: string;
  readonly after: string;
  /** Whether lines far from any change are shown too. */
  readonly whole?: boolean;
}

/** What changed between two texts of a rule. */
export function RuleDiff({ before, after, whole = false }: RuleDiffProps) {
  const lines = diffLines(before, after);
  const shown = whole ? lines : folded(lines, CONTEXT);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable)
    <section className={classes.frame} aria-label="What changed" tabIndex={0}>
      <table className={classes.lines}>
        <thead className="visually-hidden">
          <tr>
            <th>Line before</th>
            <th>Line after</th>
            <th>Text</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((line, index) =>
            line.kind === "fold" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
              <tr key={index} className={classes.fold}>
                <td colSpan={3}>{line.count} lines are the same</td>
              </tr>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
              <tr key={index} data-kind={line.kind}>
                <td className={classes.number}>{line.kind === "added" ? "" : line.from}</td>
                <td className={classes.number}>{line.kind === "removed" ? "" : line.to}</td>
                <td className={classes.text}>
                  <span aria-hidden className={classes.sign}>
                    {SIGN[line.kind]}
                  </span>
                  <span className="visually-hidden">{WORD[line.kind]}</span>
                  <PlainText text={line.text} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

/** `3 lines added, 1 removed` */
export function diffSummary(before: string, after: string): string {
  const lines = diffLines(before, after);
  const count = (kind: DiffLine["kind"]): number => lines.filter((line) => line.kind === kind).length;
  const [added, removed] = [count("added"), count("removed")];
  if (added + removed === 0) return "The two texts are the same.";
  return `${added} ${added === 1 ? "line" : "lines"} added, ${removed} removed`;
}
