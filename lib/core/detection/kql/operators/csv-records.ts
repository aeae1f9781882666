/**
 * Records of delimited text by RFC 4180: quotes double inside quotes, line breaks may stand in them. Empty lines are no records. A
 * quote that nothing closes is a character of its cell, so that it costs no other record.
 */
export function* csvRecords(text: string, separator: string): Generator<readonly string[]> {
  let record: string[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1);
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
      if (close >= 0) {
        cell = text.slice(at + 1, close).replaceAll('""', '"');
        at = close + 1;
      }
    }
    const end = nextBreak(text, at, separator);
    cell += text.slice(at, end);
    at = end;
    record.push(cell);
    if (text[at] === separator) {
      at++;
      if (at < text.length) continue;
      record.push("");
    }
    while (text[at] === "\r" || text[at] === "\n") at++;
    if (record.length > 1 || record[0] !== "") yield record;
    record = [];
  }
}

function nextBreak(text: string, from: number, separator: string): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === separator || c === "\n" || c === "\r") return i;
  }
  return text.length;
}
