import { z } from "zod";
import { requireSession } from "#features/account/loaders";
import { getRuleImport, listImportLines } from "#features/rule/import/data";
import { hasEnded, type RuleImportDetail } from "#features/rule/import/types";
import { AppError } from "#lib/errors";
import { answer } from "#lib/http";

/** How far an import is; its first lines, the refused ones, once it has ended. */
export async function GET(_request: Request, { params }: RouteContext<"/api/rules/imports/[id]">): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const id = z.uuid().safeParse((await params).id);
    const row = id.success ? await getRuleImport(id.data) : null;
    if (!row) throw new AppError("not-found", "no such import");
    const lines = hasEnded(row.status) ? await listImportLines(row.id, {}) : { lines: [], next: null };
    const detail: RuleImportDetail = { ...row, ...lines };
    return Response.json(detail, { headers: { "cache-control": "no-store" } });
  });
}
