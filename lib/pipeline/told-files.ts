/** Some megabytes. */
const MOST = 50_000;
const told = new Set<string>();

/** What events of this process have told of files, and others need not tell again. Forgotten from time to time: files change a little. */
export const toldFiles: ReadonlySet<string> = told;

/** Only what is committed. */
export function rememberTold(keys: readonly string[]): void {
  if (told.size + keys.length > MOST) told.clear();
  for (const key of keys) told.add(key);
}
