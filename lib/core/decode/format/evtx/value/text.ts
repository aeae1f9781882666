const ansi = new TextDecoder("windows-1252");

/** UTF-16 as it stands, lone surrogates and inner NULs included; only NULs that end it are padding. An odd last byte is dropped. */
export function utf16Text(bytes: Buffer, start: number, end: number): string {
  let last = end - ((end - start) & 1);
  while (last > start && bytes[last - 1] === 0 && bytes[last - 2] === 0) last -= 2;
  return bytes.toString("utf16le", start, last);
}

/** Windows-1252: EVTX does not say which code page its writer used, and this is libevtx's default too. */
export function ansiText(bytes: Buffer, start: number, end: number): string {
  let last = end;
  while (last > start && bytes[last - 1] === 0) last -= 1;
  return ansi.decode(bytes.subarray(start, last));
}

/** The texts of an array of strings: a NUL ends each, and may be missing after the last. */
export function utf16Texts(bytes: Buffer, start: number, end: number): readonly string[] {
  return texts(bytes.toString("utf16le", start, end - ((end - start) & 1)));
}

export function ansiTexts(bytes: Buffer, start: number, end: number): readonly string[] {
  return texts(ansi.decode(bytes.subarray(start, end)));
}

function texts(joined: string): readonly string[] {
  return (joined.endsWith("\0") ? joined.slice(0, -1) : joined).split("\0");
}
