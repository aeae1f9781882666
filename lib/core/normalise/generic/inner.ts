import type { JsonObject } from "../../event/value.ts";
import { asObject, asText, own, parseObject, readPath } from "../document.ts";
import { auditDataIn } from "./microsoft365.ts";

/** Members in which collectors ship a record as the text it came as. */
const TEXTS = ["message", "MESSAGE", "msg", "log", "@message", "_raw", "event.original", "event"];

/** Members of the envelope of Splunk's collector: the record is its `event`. */
const COLLECTOR = ["sourcetype", "source", "index", "host", "fields"];

/**
 * The record inside a record: an audit record in a row of a search for it, JSON in the text of a line, the event in the
 * envelope of a collector. What is around it stays, under its own names, where the inner record has none of them.
 */
export function innerRecord(body: JsonObject): JsonObject | undefined {
  const audit = auditDataIn(body);
  if (audit) return audit;
  const event = asObject(own(body, "event"));
  if (event && Object.hasOwn(body, "sourcetype") && COLLECTOR.some((name) => Object.hasOwn(body, name))) return { ...body, ...event };
  for (const name of TEXTS) {
    const text = asText(readPath(body, name))?.trim();
    const inner = text?.startsWith("{") ? parseObject(text) : undefined;
    if (inner) return { ...body, ...inner };
  }
  return undefined;
}
