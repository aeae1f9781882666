const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** 1,536 → `1.5 KiB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? ""}`;
}

const NUMBER = new Intl.NumberFormat("en");

/** 12345 → `12,345`: the same on server and browser, whatever their locales. */
export function countText(count: number): string {
  return NUMBER.format(count);
}

/** How much of a file has been read, 0 to 100; archives are read in more bytes than they have, so 100 is kept for the end. */
export function percentOf(bytesRead: number, size: number, ended: boolean): number {
  if (ended) return 100;
  return size === 0 ? 0 : Math.min(99, Math.floor((bytesRead / size) * 100));
}
