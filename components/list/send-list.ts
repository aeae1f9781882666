import type { ListOutcome } from "#features/list/types";
import { refusalOf } from "../ingest/upload.ts";

export type SendState =
  | { readonly kind: "idle" }
  | { readonly kind: "sending"; readonly sent: number; readonly size: number }
  | { readonly kind: "ended"; readonly outcome: ListOutcome };

/** Streams a file to the server as the list of a URL; resolves with how it ended, never rejects. */
export function sendList(
  file: File,
  asked: { readonly url: string; readonly name: string },
  onSent: (bytes: number) => void,
): Promise<ListOutcome> {
  return new Promise((resolve) => {
    // XMLHttpRequest, because fetch does not say how much of a body has been sent.
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onerror = () => resolve({ ok: false, reason: "The connection broke. Nothing was changed; try again." });
    request.onload = () => resolve(outcomeOf(request.status, request.responseText));
    const search = new URLSearchParams({ url: asked.url, file: file.name, ...(asked.name.trim() !== "" && { name: asked.name.trim() }) });
    request.open("POST", `/api/lists?${search}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
}

export function outcomeOf(status: number, body: string): ListOutcome {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "ok" in parsed) return JSON.parse(body) as ListOutcome;
  } catch {}
  return { ok: false, reason: refusalOf(status, body) };
}

/** How an upload or a fetch ended, in a sentence. */
export function outcomeWords(outcome: ListOutcome): string {
  if (!outcome.ok) return outcome.reason;
  const rows = `${outcome.rows.toLocaleString("en")} ${outcome.rows === 1 ? "row" : "rows"}`;
  return outcome.unchanged
    ? `It is what version ${outcome.number} holds already: ${rows}, nothing changed.`
    : `Version ${outcome.number} is in use: ${rows}.`;
}
