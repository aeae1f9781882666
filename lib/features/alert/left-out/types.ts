/** What the queue can be asked without. */
export const LEFT_OUT_KEYS = ["rule", "host", "user", "process", "destination", "country", "asn"] as const;
export type LeftOutKey = (typeof LEFT_OUT_KEYS)[number];
export interface LeftOut {
  readonly key: LeftOutKey;
  readonly value: string;
}

/** As it stands in the URL, where commas part the values of a list: `host:WS-0042`, its value percent-encoded. */
export const leftOutText = ({ key, value }: LeftOut): string => `${key}:${encodeURIComponent(value)}`;

/** Null: no such key, or nothing it could be. */
export function readLeftOut(text: string): LeftOut | null {
  const [name, ...rest] = text.split(":");
  const key = LEFT_OUT_KEYS.find((each) => each === name);
  const value = decoded(rest.join(":"));
  if (key === undefined || value === "") return null;
  if (key === "asn" && !/^\d{1,10}$/.test(value)) return null;
  return { key, value };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
