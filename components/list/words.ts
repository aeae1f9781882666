/** How often a list is fetched. */
export function refreshWords(minutes: number | null): string {
  if (minutes === null) return "when asked";
  if (minutes % 10_080 === 0) return minutes === 10_080 ? "every week" : `every ${minutes / 10_080} weeks`;
  if (minutes % 1440 === 0) return minutes === 1440 ? "every day" : `every ${minutes / 1440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? "every hour" : `every ${minutes / 60} hours`;
  return `every ${minutes} minutes`;
}

/** A size as people read it, in powers of a thousand. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
