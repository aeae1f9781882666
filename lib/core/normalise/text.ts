/** The last segment of a Windows or POSIX path. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1);
}

/** Everything before the last separator; undefined for a bare name. */
export function directoryOf(path: string): string | undefined {
  const cut = Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/"));
  return cut > 0 ? path.slice(0, cut) : undefined;
}

/** Extension without its dot, in lower case. */
export function extensionOf(path: string): string | undefined {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return dot > 0 && dot < name.length - 1 ? name.slice(dot + 1).toLowerCase() : undefined;
}

/** `DOMAIN\name` split at the first backslash; a name without one has no domain. Names are never translated. */
export function splitAccount(account: string): { readonly domain?: string; readonly name: string } {
  const cut = account.indexOf("\\");
  return cut < 0 ? { name: account } : { domain: account.slice(0, cut), name: account.slice(cut + 1) };
}

export function joinAccount(domain: string | undefined, name: string | undefined): string | undefined {
  return domain && name ? `${domain}\\${name}` : name;
}

const ALL_ZERO = /^0+$/;

/** Sysmon's `SHA1=…,MD5=…` in any order, lower-cased; an all-zero value means the hash was not computed. */
export function parseHashes(text: string): { readonly [algorithm: string]: string } {
  const hashes: Record<string, string> = {};
  for (const pair of text.split(",")) {
    const cut = pair.indexOf("=");
    const value = pair.slice(cut + 1).trim();
    if (cut > 0 && /^[0-9a-fA-F]+$/.test(value) && !ALL_ZERO.test(value))
      hashes[pair.slice(0, cut).trim().toLowerCase()] = value.toLowerCase();
  }
  return hashes;
}

/**
 * Splits a command line as Windows does (CommandLineToArgvW): 2n backslashes before a quote are n backslashes and the
 * quote opens or closes, 2n+1 are n and a literal quote; `""` inside quotes is a quote. The program name knows no escapes.
 */
export function splitCommandLine(line: string): readonly string[] {
  const args: string[] = [];
  let i = 0;
  const space = (at: number) => line[at] === " " || line[at] === "\t";
  while (i < line.length) {
    while (i < line.length && space(i)) i++;
    if (i >= line.length) break;
    let arg = "";
    let quoted = false;
    const program = args.length === 0;
    for (; i < line.length && (quoted || !space(i)); i++) {
      let slashes = 0;
      while (!program && line[i] === "\\") {
        slashes++;
        i++;
      }
      if (line[i] !== '"') {
        arg += "\\".repeat(slashes);
        if (i >= line.length || (!quoted && space(i))) break;
        arg += line[i];
        continue;
      }
      arg += "\\".repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) arg += '"';
      else if (quoted && !program && line[i + 1] === '"') {
        arg += '"';
        i++;
      } else quoted = !quoted;
    }
    args.push(arg);
  }
  return args;
}

/** A decimal or `0x` number; undefined for anything else, and beyond 2^53, where a double would lie. */
export function parseInteger(text: string): number | undefined {
  if (!/^(?:\d{1,16}|0x[0-9a-f]{1,14})$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
