import type { RuleImportDetail } from "#features/rule/import/types";
import { refusalOf } from "../../ingest/upload.ts";

export type UploadedRule =
  | { readonly ok: true; readonly ruleId: string; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly message: string };

const PATIENCE_MS = 60_000;

/** Sends a rule file through the same door as any other and waits until it is stored. */
export async function uploadRule(file: { readonly name: string; readonly text: string }): Promise<UploadedRule> {
  const body = new FormData();
  body.append("files", new File([file.text], file.name), file.name);
  try {
    const response = await fetch(`/api/rules?${new URLSearchParams({ name: file.name, start: "on" })}`, { method: "POST", body });
    if (!response.ok) return { ok: false, message: refusalOf(response.status, await response.text()) };
    const { id }: { readonly id: string } = await response.json();
    return await stored(id);
  } catch {
    return { ok: false, message: "The connection broke before the rule was stored. Try again." };
  }
}

async function stored(importId: string): Promise<UploadedRule> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const response = await fetch(`/api/rules/imports/${importId}`);
    if (!response.ok) return { ok: false, message: refusalOf(response.status, await response.text()) };
    const detail: RuleImportDetail = await response.json();
    if (detail.status === "failed") return { ok: false, message: detail.error ?? "The rule could not be stored." };
    if (detail.status === "done") return outcomeOf(detail);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  return { ok: false, message: "The rule is still being stored: look under Rules, earlier imports." };
}

function outcomeOf({ lines }: RuleImportDetail): UploadedRule {
  const [line] = lines;
  if (!line) return { ok: false, message: "There was no rule in the file." };
  const said = line.diagnostics.map(({ message, line: at, column }) => `Line ${at}, column ${column}: ${message}`);
  if (line.outcome === "refused" || line.ruleId === null) return { ok: false, message: said.join("\n") || "The rule was refused." };
  return { ok: true, ruleId: line.ruleId, warnings: said };
}
