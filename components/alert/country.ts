const NAMES = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** The country of an ISO 3166-1 alpha-2 code; the text itself when it is no such code. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/i.test(code)) return code;
  return NAMES.of(code.toUpperCase()) ?? code;
}
