import type { UploadAnswer } from "#features/ingest/types";

/** Where one chosen file is on its way. */
export type UploadState =
  | { readonly kind: "waiting" }
  | { readonly kind: "sending"; readonly sent: number }
  | { readonly kind: "sent"; readonly answer: UploadAnswer }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "cancelled" };

export interface Upload {
  readonly key: number;
  /** What it is called here: of a file in a folder its path. */
  readonly name: string;
  readonly file: File;
  readonly state: UploadState;
}

/** The `error.message` of an API answer, or a sentence made from its status. */
export function refusalOf(status: number, body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "error" in parsed) {
      const { error } = parsed;
      if (typeof error === "string") return error;
      if (typeof error === "object" && error !== null && "message" in error && typeof error.message === "string") return error.message;
    }
  } catch {}
  if (status === 401) return "You are signed out. Sign in again, then drop the file once more.";
  if (status === 413) return "The file is larger than this server accepts.";
  return `The server refused it (${status}).`;
}

/**
 * Streams one file to the server; resolves with how it ended, never rejects.
 * XMLHttpRequest, because fetch does not say how much of a body has been sent.
 */
export function sendFile(
  { name, file }: Pick<Upload, "name" | "file">,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<UploadState> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onabort = () => resolve({ kind: "cancelled" });
    request.onerror = () => resolve({ kind: "failed", message: "The connection broke. Nothing of the file was loaded; try again." });
    request.onload = () => {
      if (request.status < 200 || request.status >= 300) {
        resolve({ kind: "failed", message: refusalOf(request.status, request.responseText) });
        return;
      }
      const answer: UploadAnswer = JSON.parse(request.responseText);
      resolve({ kind: "sent", answer });
    };
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.open("POST", `/api/ingests?name=${encodeURIComponent(name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
}
