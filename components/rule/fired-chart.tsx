import Link from "next/link";
import type { AlertTimeline } from "#features/alert/types";
import { countText } from "../ingest/counts.ts";
import { utcText } from "../ui/relative-time.ts";
import { spanText } from "./execution-words.ts";
import classes from "./fired-chart.module.css";

/** When a rule fired: a bar for every span with an alert, each leading to its alerts. The line under it says the same in words. */
export function FiredChart({ timeline, ruleId }: { readonly timeline: AlertTimeline; readonly ruleId: string }) {
  const { stepSeconds, bars } = timeline;
  const step = stepSeconds * 1_000;
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return null;
  const start = Date.parse(first.at);
  const slots = Math.round((Date.parse(last.at) - start) / step) + 1;
  const most = bars.reduce((peak, bar) => (bar.alerts > peak.alerts ? bar : peak), first);
  return (
    <figure className={classes.figure}>
      <div className={classes.bars} style={{ gridTemplateColumns: `repeat(${slots}, minmax(1px, 1fr))` }} aria-hidden>
        {bars.map((bar) => (
          <Link
            key={bar.at}
            href={alertsIn(ruleId, bar.at, step)}
            prefetch={false}
            tabIndex={-1}
            className={classes.slot}
            style={{ gridColumn: Math.round((Date.parse(bar.at) - start) / step) + 1 }}
            title={`${alertCount(bar.alerts)}, ${spanText(stepSeconds)} from ${utcText(bar.at).slice(0, 16)} UTC`}
          >
            <span className={classes.bar} style={{ height: `${Math.max(4, (bar.alerts / most.alerts) * 100)}%` }} />
          </Link>
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{utcText(first.at).slice(0, 16)}</span>
        <span>{utcText(new Date(Date.parse(last.at) + step).toISOString()).slice(0, 16)} UTC</span>
      </div>
      <figcaption className={classes.caption}>
        {slots === 1
          ? `All within ${spanText(stepSeconds)}.`
          : `A bar is ${spanText(stepSeconds)}. Most at once: ${alertCount(most.alerts)}, from ${utcText(most.at).slice(0, 16)} UTC.`}
      </figcaption>
    </figure>
  );
}

const alertCount = (count: number): string => `${countText(count)} alert${count === 1 ? "" : "s"}`;

function alertsIn(ruleId: string, at: string, step: number): string {
  const to = new Date(Date.parse(at) + step - 1).toISOString();
  return `/alerts?${new URLSearchParams({ rule: ruleId, status: "open,in_progress,closed,silenced", from: new Date(at).toISOString(), to })}`;
}
