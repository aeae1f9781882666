const GUID = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

/** Lower case with hyphens, or undefined. */
export function parseGuid(text: string): string | undefined {
  const match = GUID.exec(text.trim());
  return match ? match.slice(1).join("-").toLowerCase() : undefined;
}
