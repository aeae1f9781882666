import type { JsonObject } from "../../event/value.ts";
import { asFieldValue, asObject, asText, isList, own, readPath } from "../document.ts";
import type { Derive, Reading } from "./labels.ts";

const path = (body: JsonObject, at: string) => asFieldValue(readPath(body, at));

/** The process as it was before: a fork still has its parent's image, so of a start this is the parent. */
const start: Derive = (body, name) => {
  switch (name) {
    case "Image":
      return path(body, "event.exec.target.executable.path");
    case "CommandLine": {
      const args = readPath(body, "event.exec.args");
      return args !== undefined && args !== null && isList(args) ? args.map((item) => asText(item) ?? "").join(" ") : undefined;
    }
    case "ParentImage":
      return path(body, "process.executable.path");
    case "CurrentDirectory":
      return path(body, "event.exec.cwd.path");
    default:
      return undefined;
  }
};

const written: Derive = (body, name) => {
  if (name === "Image") return path(body, "process.executable.path");
  if (name !== "TargetFilename") return undefined;
  const at = "event.create.destination";
  const folder = asText(readPath(body, `${at}.new_path.dir.path`));
  const file = asText(readPath(body, `${at}.new_path.filename`));
  return path(body, `${at}.existing_file.path`) ?? (folder !== undefined && file !== undefined ? `${folder}/${file}` : undefined);
};

/** macOS' Endpoint Security as `eslogger` writes it: one object under `event`, named for what happened. */
export function esloggerReading(body: JsonObject): Reading | undefined {
  const event = asObject(own(body, "event"));
  if (!event || !Object.hasOwn(body, "event_type") || readPath(body, "process.executable.path") === undefined) return undefined;
  const labels = { product: ["macos"] };
  if (Object.hasOwn(event, "exec")) return { labels, class: "process_creation", derive: start };
  return Object.hasOwn(event, "create") ? { labels, class: "file_event", derive: written } : { labels };
}
