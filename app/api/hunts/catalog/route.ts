import { requireSession } from "#features/account/loaders";
import { loadCatalogNames } from "#features/hunt/loaders";
import { answer } from "#lib/http";

/** Tables, columns and functions, for an editor. */
export async function GET(): Promise<Response> {
  return answer(async () => {
    await requireSession();
    return Response.json(await loadCatalogNames(), { headers: { "cache-control": "private, max-age=60" } });
  });
}
