import { z } from "zod";
import { requireSession } from "#features/account/loaders";
import { loadHunt, loadHuntRows } from "#features/hunt/loaders";
import type { HuntColumn } from "#features/hunt/types";
import { csvLine, rowObject } from "#lib/csv";
import { AppError } from "#lib/errors";
import { answer, streamOf } from "#lib/http";

const Format = z.object({ format: z.enum(["csv", "ndjson"]).catch("csv") });
const PAGE = 1_000;

/**
 * Every kept row, streamed a page at a time. CSV is for spreadsheets: a text that a spreadsheet would run as a formula gets an
 * apostrophe before it. NDJSON has the values as they are.
 */
export async function GET(request: Request, { params }: { readonly params: Promise<{ readonly id: string }> }): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const { format } = Format.parse(Object.fromEntries(new URL(request.url).searchParams));
    const hunt = await loadHunt((await params).id);
    if (!hunt.columns || !hunt.hasRows) throw new AppError("not-found", "the rows of this hunt are no longer kept: run it again");
    const lines = linesOf(hunt.id, hunt.columns, format);
    return new Response(streamOf(lines), {
      headers: {
        "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
        "content-disposition": `attachment; filename="hunt-${hunt.id}.${format}"`,
        "cache-control": "no-store",
      },
    });
  });
}

async function* linesOf(id: string, columns: readonly HuntColumn[], format: "csv" | "ndjson"): AsyncGenerator<string> {
  const names = columns.map(({ name }) => name);
  if (format === "csv") yield csvLine(names);
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await loadHuntRows(id, { offset, limit: PAGE });
    if (rows.length === 0) return;
    yield rows.map(({ cells }) => (format === "csv" ? csvLine(cells) : `${JSON.stringify(rowObject(names, cells))}\n`)).join("");
    if (rows.length < PAGE) return;
  }
}
