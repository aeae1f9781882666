import type { RuleId } from "../detection/finding.ts";
import type { EventFields } from "../event/event.ts";
import type { AddressField, Subject, TextField } from "./exception.ts";

/** What the process table knows of the process behind a piece of evidence. */
export interface ProcessContext {
  readonly commandLine: string | null;
  readonly parentCommandLine: string | null;
  readonly executable: string | null;
  readonly userName: string | null;
}

function textsOf(fields: EventFields, name: string): readonly string[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [String(value)];
  return value.flatMap((member) => (member === null ? [] : [String(member)]));
}

/** A user is known by the bare name and by `DOMAIN\name`: people write either, and both are on the screen. */
function userNames(fields: EventFields): readonly string[] {
  const names = textsOf(fields, "user.name");
  const domains = textsOf(fields, "user.domain");
  const [domain] = domains;
  const qualified = domain ? names.filter((name) => !name.includes("\\")).map((name) => `${domain}\\${name}`) : [];
  return [...names, ...qualified];
}

/**
 * What one piece of evidence answers to exceptions. The event's own fields come first; the process it belongs to is asked
 * only for what the event does not say (a Sysmon connection carries no command line). Raising, preview and saving all judge
 * with this one function, so that a preview is what saving does.
 */
export function evidenceSubject(
  rule: RuleId,
  event: { readonly fields: EventFields; readonly host: { readonly name: string } },
  process: ProcessContext | null,
): Subject {
  const { fields } = event;
  const completed = (name: string, known: string | null | undefined): readonly string[] => {
    const own = textsOf(fields, name);
    return own.length > 0 || known === null || known === undefined ? own : [known];
  };
  const values = (field: AddressField | TextField): readonly string[] => {
    switch (field) {
      case "destination.ip":
      case "source.ip":
        return textsOf(fields, field);
      case "process.command_line":
        return completed(field, process?.commandLine);
      case "process.parent.command_line":
        return completed(field, process?.parentCommandLine);
      case "process.executable":
        return completed(field, process?.executable);
      case "user.name": {
        const own = userNames(fields);
        return own.length > 0 || !process?.userName ? own : [process.userName];
      }
      case "host.name": {
        const own = textsOf(fields, field);
        return own.includes(event.host.name) ? own : [...own, event.host.name];
      }
    }
  };
  return { rule, values };
}
