/** The names closest to the wanted one but for case, for a message: at most three, and none that is further off than `limit` letters. */
export function nearest(wanted: string, names: Iterable<string>, limit = Math.max(1, Math.floor(wanted.length / 3))): readonly string[] {
  const scored: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase(), limit);
    if (distance <= limit) scored.push({ name, distance });
  }
  return scored
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** "did you mean …", or nothing. */
export function suggestion(wanted: string, names: Iterable<string>): string {
  const close = nearest(wanted, names);
  return close.length === 0 ? "" : `; did you mean ${close.join(" or ")}?`;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitute, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}
