import type { EventFields } from "../event/event.ts";

/** What an event was done to, for the sentence: the first of these the event has. */
const OBJECT_FIELDS = [
  "dns.question.name",
  "registry.path",
  "file.path",
  "dll.path",
  "Target.process.executable",
  "file.name",
  "process.command_line",
];

/** What was written, loaded, set, asked for or started; undefined where the event names nothing. */
export function objectOf(fields: EventFields): string | undefined {
  for (const name of OBJECT_FIELDS) {
    const value = fields[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}
