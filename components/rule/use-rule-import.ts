import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { hasEnded, type RuleImportDetail, type RuleImportRow } from "#features/rule/import/types";
import { refusalOf } from "../ingest/upload.ts";
import type { ChosenFile } from "../ui/dropped-files.ts";
import { uploadName } from "./upload-files.ts";

const INTERVAL_MS = 500;

/** Where an upload of rules is. */
export type ImportState =
  | { readonly kind: "idle" }
  | { readonly kind: "sending"; readonly files: number }
  | { readonly kind: "running"; readonly id: string; readonly row: RuleImportRow | null }
  | { readonly kind: "ended"; readonly detail: RuleImportDetail }
  | { readonly kind: "refused"; readonly message: string };

export interface RuleImporter {
  readonly state: ImportState;
  readonly send: (files: readonly ChosenFile[], start: "on" | "off") => void;
  readonly dismiss: () => void;
}

/** Sends rules and follows their import to its end; the page is read anew when it is there. */
export function useRuleImport(): RuleImporter {
  const router = useRouter();
  const [state, setState] = useState<ImportState>({ kind: "idle" });
  const running = state.kind === "running" ? state.id : null;

  useEffect(() => {
    if (running === null) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const poll = async () => {
      const detail = await progressOf(running, controller.signal);
      if (controller.signal.aborted) return;
      if (detail && hasEnded(detail.status)) {
        setState({ kind: "ended", detail });
        router.refresh();
        return;
      }
      if (detail) setState({ kind: "running", id: running, row: detail });
      timer = setTimeout(poll, INTERVAL_MS);
    };
    void poll();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [running, router]);

  const send = useCallback((files: readonly ChosenFile[], start: "on" | "off") => {
    if (files.length === 0)
      return setState({
        kind: "refused",
        message: "There is no rule file (.yml, .toml, .ndjson, .json, .eql, .kql, .md or .zip) in what you chose.",
      });
    setState({ kind: "sending", files: files.length });
    void upload(files, start).then(setState);
  }, []);
  const dismiss = useCallback(() => setState({ kind: "idle" }), []);
  return { state, send, dismiss };
}

async function upload(files: readonly ChosenFile[], start: "on" | "off"): Promise<ImportState> {
  const body = new FormData();
  for (const { file, path } of files) body.append("files", file, path);
  try {
    const query = new URLSearchParams({ name: uploadName(files), start });
    const response = await fetch(`/api/rules?${query}`, { method: "POST", body });
    if (!response.ok) return { kind: "refused", message: refusalOf(response.status, await response.text()) };
    const answer: { readonly id: string } = await response.json();
    return { kind: "running", id: answer.id, row: null };
  } catch {
    return { kind: "refused", message: "The connection broke before everything was sent, so nothing was imported. Send it again." };
  }
}

/** Null when the server does not answer now: it may be restarting, and the next poll will tell. */
async function progressOf(id: string, signal: AbortSignal): Promise<RuleImportDetail | null> {
  try {
    const response = await fetch(`/api/rules/imports/${id}`, { signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
