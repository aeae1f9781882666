import type { HuntLanguage } from "#features/hunt/schema";

/** A query somebody has not saved, as an address carries it. */
export interface SharedText {
  readonly language: HuntLanguage;
  readonly text: string;
  readonly range: string;
}

/** The query as the value of `q`: JSON, deflated, base64url. Browser only. */
export async function packQuery(query: SharedText): Promise<string> {
  const stream = new Blob([JSON.stringify(query)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
