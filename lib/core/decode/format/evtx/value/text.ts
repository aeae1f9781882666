/** Windows-1252 from 0x80 to 0x9F, the rest is Latin-1. Node 20's own decoder of that name reads these as Latin-1 too. */
const ANSI_BLOCK = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

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
  return windows1252(bytes, start, last);
}

/** The texts of an array of strings: a NUL ends each, and may be missing after the last. */
export function utf16Texts(bytes: Buffer, start: number, end: number): readonly string[] {
  return texts(bytes.toString("utf16le", start, end - ((end - start) & 1)));
}

export function ansiTexts(bytes: Buffer, start: number, end: number): readonly string[] {
  return texts(windows1252(bytes, start, end));
}

function texts(joined: string): readonly string[] {
  return (joined.endsWith("\0") ? joined.slice(0, -1) : joined).split("\0");
}

function windows1252(bytes: Buffer, start: number, end: number): string {
  return bytes.toString("latin1", start, end).replace(/[\x80-\x9f]/g, (character) => ANSI_BLOCK.charAt(character.charCodeAt(0) - 0x80));
}
