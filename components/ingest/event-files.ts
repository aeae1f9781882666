import { type ChosenFile, type DroppedEntry, droppedFiles } from "../ui/dropped-files.ts";

/** Files of one folder that are sent; what is more belongs in an archive. */
export const MOST_FILES = 5_000;

/** What file managers leave behind, and folders of tools: no log is in them. The format of all else is read from its bytes. */
const LITTER = /(?:^|\/)(?:\.[^/]*|__MACOSX\/|desktop\.ini$|thumbs\.db$)/i;

/** The files of a chosen folder; `path` begins with the folder's own name. */
export function folderEvents(files: readonly File[]): readonly ChosenFile[] {
  return files
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path, file }) => !LITTER.test(path) && file.size > 0)
    .slice(0, MOST_FILES);
}

/** What was dropped: files, and everything in folders that may hold events. */
export async function droppedEvents(entries: readonly DroppedEntry[]): Promise<readonly ChosenFile[]> {
  return droppedFiles(entries, { most: MOST_FILES, isFile: (path) => !LITTER.test(path), isFolder: (path) => !LITTER.test(path) });
}
