/** A file with the path it is to be known by. */
export interface ChosenFile {
  readonly path: string;
  readonly file: File;
}

/** What the server would read as rules; a folder of a repository has much else. */
const RULE_FILE = /\.(?:ya?ml|toml|ndjson|jsonl|json|eql|kql|kusto|csl|md|zip)$/i;
const HIDDEN = /(?:^|\/)(?:\.|__MACOSX\/|node_modules\/)|(?:^|\/)(?:README|LICENSE|CHANGELOG|CONTRIBUTING|SECURITY)[^/]*\.md$/i;

/** The rule files of a chosen folder; `path` is relative to it, the folder's own name first. */
export function folderFiles(files: readonly File[]): readonly ChosenFile[] {
  return files
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => RULE_FILE.test(path) && !HIDDEN.test(path));
}

/** The part of `FileSystemEntry` that walking needs. */
export interface DroppedEntry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly name: string;
}
interface DroppedFile extends DroppedEntry {
  file(done: (file: File) => void, failed: (error: Error) => void): void;
}
interface DroppedFolder extends DroppedEntry {
  createReader(): { readEntries(done: (entries: readonly DroppedEntry[]) => void, failed: (error: Error) => void): void };
}

const isFile = (entry: DroppedEntry): entry is DroppedFile => entry.isFile && "file" in entry;
const isFolder = (entry: DroppedEntry): entry is DroppedFolder => entry.isDirectory && "createReader" in entry;

/**
 * What was dropped: files as they are, and the rule files in folders, at any depth. Stops after `most` files: the server takes no more.
 * Must be given entries taken in the drop event itself; they are gone when it has ended.
 */
export async function droppedFiles(entries: readonly DroppedEntry[], most: number): Promise<readonly ChosenFile[]> {
  const found: ChosenFile[] = [];
  const walk = async (entry: DroppedEntry, path: string, isInFolder: boolean): Promise<void> => {
    if (found.length >= most) return;
    if (isFile(entry)) {
      if (isInFolder && (!RULE_FILE.test(path) || HIDDEN.test(path))) return;
      found.push({ path, file: await new Promise<File>((done, failed) => entry.file(done, failed)) });
    } else if (isFolder(entry) && !HIDDEN.test(`${path}/`)) {
      const reader = entry.createReader();
      for (;;) {
        // A reader gives a hundred at a time, and none when it is at its end.
        const some = await new Promise<readonly DroppedEntry[]>((done, failed) => reader.readEntries(done, failed));
        if (some.length === 0) return;
        for (const each of some) await walk(each, `${path}/${each.name}`, true);
      }
    }
  };
  for (const entry of entries) await walk(entry, entry.name, false);
  return found;
}

/** What an import of these files is called in the list of imports. */
export function uploadName(files: readonly ChosenFile[]): string {
  const [first] = files;
  if (!first) return "nothing";
  const folder = first.path.includes("/") ? first.path.split("/")[0] : undefined;
  if (folder !== undefined && files.every(({ path }) => path.startsWith(`${folder}/`))) return `${folder}/`;
  return files.length === 1 ? first.path : `${first.path} and ${files.length - 1} more`;
}
