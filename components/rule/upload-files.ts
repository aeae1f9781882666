import { type ChosenFile, type DroppedEntry, droppedFiles } from "../ui/dropped-files.ts";

/** What the server would read as rules; a folder of a repository has much else. */
const RULE_FILE = /\.(?:ya?ml|toml|ndjson|jsonl|json|eql|kql|kusto|csl|md|zip)$/i;
const HIDDEN = /(?:^|\/)(?:\.|__MACOSX\/|node_modules\/)|(?:^|\/)(?:README|LICENSE|CHANGELOG|CONTRIBUTING|SECURITY)[^/]*\.md$/i;

/** The rule files of a chosen folder; `path` is relative to it, the folder's own name first. */
export function folderFiles(files: readonly File[]): readonly ChosenFile[] {
  return files
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => RULE_FILE.test(path) && !HIDDEN.test(path));
}

/** The rule files of what was dropped, at most as many as the server takes. */
export function droppedRules(entries: readonly DroppedEntry[], most: number): Promise<readonly ChosenFile[]> {
  return droppedFiles(entries, {
    most,
    isFile: (path) => RULE_FILE.test(path) && !HIDDEN.test(path),
    isFolder: (path) => !HIDDEN.test(path),
  });
}

/** What an import of these files is called in the list of imports. */
export function uploadName(files: readonly ChosenFile[]): string {
  const [first] = files;
  if (!first) return "nothing";
  const folder = first.path.includes("/") ? first.path.split("/")[0] : undefined;
  if (folder !== undefined && files.every(({ path }) => path.startsWith(`${folder}/`))) return `${folder}/`;
  return files.length === 1 ? first.path : `${first.path} and ${files.length - 1} more`;
}
