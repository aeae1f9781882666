/** A line of a comparison: in both texts, only in the old one, or only in the new one. Numbers are 1-based. */
export type DiffLine =
  | { readonly kind: "same"; readonly text: string; readonly from: number; readonly to: number }
  | { readonly kind: "removed"; readonly text: string; readonly from: number }
  | { readonly kind: "added"; readonly text: string; readonly to: number };

/** Cells of the table of common subsequences: beyond this the middle is shown as replaced as a whole. */
const MOST_CELLS = 4_000_000;

const linesOf = (text: string): readonly string[] => (text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/));

/**
 * What changed between two texts, line by line: a longest common subsequence between the equal beginning and the equal end. Two very
 * long texts that differ all over are shown as one replaced by the other: right, if not the shortest.
 */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (from: number, to: number): DiffLine => ({ kind: "same", text: a[from] ?? "", from: from + 1, to: to + 1 });
  return [
    ...Array.from({ length: head }, (_, index) => same(index, index)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head),
    ...Array.from({ length: tail }, (_, index) => same(a.length - tail + index, b.length - tail + index)),
  ];
}

/** `offset`: lines before both parts. Removed lines come before added ones. */
function middle(a: readonly string[], b: readonly string[], offset: number): readonly DiffLine[] {
  const removed = (index: number): DiffLine => ({ kind: "removed", text: a[index] ?? "", from: offset + index + 1 });
  const added = (index: number): DiffLine => ({ kind: "added", text: b[index] ?? "", to: offset + index + 1 });
  if (a.length * b.length > MOST_CELLS) return [...a.map((_, index) => removed(index)), ...b.map((_, index) => added(index))];
  const width = b.length + 1;
  // longest[i * width + j]: length of the longest common subsequence of a from i and b from j.
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      longest[at] = a[i] === b[j] ? (longest[at + width + 1] ?? 0) + 1 : Math.max(longest[at + width] ?? 0, longest[at + 1] ?? 0);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i] ?? "", from: offset + i + 1, to: offset + j + 1 });
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))) {
      lines.push(removed(i++));
    } else {
      lines.push(added(j++));
    }
  }
  return lines;
}

/** A stretch of equal lines that is not shown. */
export interface Fold {
  readonly kind: "fold";
  readonly count: number;
}

/** Leaves out equal lines further than `context` lines from a change. A fold stands for two lines or more. */
export function folded(lines: readonly DiffLine[], context: number): readonly (DiffLine | Fold)[] {
  const near = new Uint8Array(lines.length);
  for (const [index, line] of lines.entries()) {
    if (line.kind === "same") continue;
    near.fill(1, Math.max(0, index - context), Math.min(lines.length, index + context + 1));
  }
  const shown: (DiffLine | Fold)[] = [];
  for (let index = 0; index < lines.length; ) {
    let end = index;
    while (end < lines.length && near[end] === 0) end++;
    const hidden = lines.slice(index, end);
    if (hidden.length > 1) shown.push({ kind: "fold", count: hidden.length });
    else shown.push(...hidden);
    const line = lines[end];
    if (line) shown.push(line);
    index = end + 1;
  }
  return shown;
}
