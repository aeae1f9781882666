import { requireSession } from "#features/account/loaders";
import { loadEvidencePage } from "#features/alert/loaders";
import { AppError, STATUS_OF } from "#lib/errors";

/** Further events of an alert, for the page's "load more". */
export async function GET(request: Request, { params }: { readonly params: Promise<{ readonly alertId: string }> }): Promise<Response> {
  try {
    await requireSession();
    const { alertId } = await params;
    const page = await loadEvidencePage(alertId, new URL(request.url).searchParams.get("cursor") ?? "");
    return Response.json(page, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return Response.json({ error: { code: error.code, message: error.message } }, { status: STATUS_OF[error.code] });
  }
}
