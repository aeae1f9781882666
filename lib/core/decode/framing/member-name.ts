const MAX_NAME = 255;

/**
 * The name of an archive member as a label: members are never written anywhere, so a name that climbs out of its folder
 * is harmless, but it must not look like another file or hide characters. Drive letters, leading slashes, `.` and `..`
 * go; backslashes become slashes; control and direction characters become `?`.
 */
export function memberName(archive: string, raw: string): string {
  const parts = raw
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}\u2028\u2029]/gu, "?")
    .split(/[\\/]+/)
    .filter((part) => part !== "" && part !== "." && part !== ".." && !/^[a-zA-Z]:$/.test(part));
  const name = parts.join("/").replace(/^[a-zA-Z]:/, "");
  return `${archive}/${name === "" ? "(unnamed)" : name.slice(0, MAX_NAME)}`;
}
