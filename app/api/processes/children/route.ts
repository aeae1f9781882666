import { z } from "zod";
import { requireSession } from "#features/account/loaders";
import { loadProcessList } from "#features/alert/loaders";
import { AppError } from "#lib/errors";
import { answer } from "#lib/http";

const Asked = z.object({
  host: z.coerce.number().int().positive(),
  key: z.string().min(1).max(1000),
  kind: z.enum(["children", "siblings"]).default("children"),
  cursor: z.string().max(2000).optional(),
});

/** A hundred children or siblings of a process, and the cursor of the next hundred. */
export async function GET(request: Request): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const asked = Asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!asked.success) throw new AppError("invalid", z.prettifyError(asked.error));
    const { host, key, kind, cursor } = asked.data;
    return Response.json(await loadProcessList({ hostId: host, key, kind, cursor }));
  });
}
