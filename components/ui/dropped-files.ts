/** A file with the path it is to be known by. */
export interface ChosenFile {
  readonly path: string;
  readonly file: File;
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

interface Wanted {
  /** Walking stops after so many files. */
  readonly most: number;
  /** Whether a file in a folder is wanted, by its path. */
  readonly isFile: (path: string) => boolean;
  /** Whether a folder is looked into; its path ends in a slash. */
  readonly isFolder: (path: string) => boolean;
}

/**
 * What was dropped: files as they are, and those wanted in folders, at any depth. Must be given entries taken in the drop event itself;
 * they are gone when it has ended.
 */
export async function droppedFiles(entries: readonly DroppedEntry[], wanted: Wanted): Promise<readonly ChosenFile[]> {
  const found: ChosenFile[] = [];
  const walk = async (entry: DroppedEntry, path: string, isInFolder: boolean): Promise<void> => {
    if (found.length >= wanted.most) return;
    if (isFile(entry)) {
      if (isInFolder && !wanted.isFile(path)) return;
      found.push({ path, file: await new Promise<File>((done, failed) => entry.file(done, failed)) });
    } else if (isFolder(entry) && wanted.isFolder(`${path}/`)) {
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
