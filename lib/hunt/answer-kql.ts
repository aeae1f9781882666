import { setImmediate } from "node:timers/promises";
import { refusalOf, runQuery } from "#core/detection/kql/query";
import { jsonCell } from "#core/detection/kql/run/print";
import type { Row } from "#core/detection/kql/run/row";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { HuntResultRow } from "#features/hunt/types";
import type { Answer, Asking } from "./answer.ts";
import { outsideFor } from "./outside.ts";
import { storeCatalog } from "./store/catalog.ts";
import { eventsOf } from "./store/row-events.ts";

/** Runs a KQL query over the store. */
export async function answerKql({ question, session, source, signal, describe }: Asking): Promise<Answer> {
  const { text, now, limits } = question;
  const [hosts, outside] = await Promise.all([session.hosts(), outsideFor(text, session)]);
  const result = await runQuery(text, {
    catalog: storeCatalog(source, hosts, limits.eventsPerRow),
    now: EPOCH_TICKS + BigInt(now) * 10n,
    outside,
    signal,
    maxRows: limits.heldRows,
    pause: turns(),
  });
  if (!result.ok) return result;
  const { columns, notices } = result;
  describe({ columns, notices, chart: result.chart });
  const types = columns.map(({ type }) => type);
  const rows = async function* (): AsyncGenerator<readonly HuntResultRow[]> {
    const shown = ({ cells }: Row) => types.map((type, index) => jsonCell(cells[index] ?? null, type));
    for await (const batch of result.rows) {
      for await (const known of eventsOf(batch, limits.eventsPerRow, source)) {
        yield known.map(([row, events]) => ({ cells: shown(row), ...events }));
      }
    }
  };
  return { ok: true, rows: rows(), notices: () => notices, refusalOf: (error) => refusalOf(error, text) };
}

const TURN_MS = 50;

/** Gives way to messages and timers, but not more often than somebody could notice. */
function turns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN_MS) return;
    await setImmediate();
    last = performance.now();
  };
}
