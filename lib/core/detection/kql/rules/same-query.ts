import { tokenize } from "../syntax/tokens.ts";

/**
 * What two texts of one query have in common: the tokens, with Sentinel's name of the time for Defender's. Comments, white space
 * and the dialect make no difference; anything else does.
 */
export function queryKey(text: string): string {
  try {
    return tokenize(text)
      .map(({ kind, value }) => `${kind} ${value === "TimeGenerated" ? "Timestamp" : value}`)
      .join("\n");
  } catch {
    return text.trim();
  }
}
