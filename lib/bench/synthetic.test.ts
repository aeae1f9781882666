import { expect, test } from "vitest";
import { normalise } from "#core/normalise/normalise";
import { median, parseLines } from "./measure.ts";
import { syntheticEvents } from "./synthetic.ts";

test("the synthetic corpus is the same every time and Sysmon to the normaliser", () => {
  const events = syntheticEvents(500);
  expect(syntheticEvents(500)).toEqual(events);
  const classes = events.map((body, index) => {
    const event = normalise({ position: { file: "synthetic", record: index + 1 }, shape: "json", body }, { receivedAt: 0 });
    return "kind" in event ? event.code : `${event.source} ${event.class}`;
  });
  expect(new Set(classes)).toEqual(
    new Set(
      ["process_creation", "image_load", "registry_set", "file_event", "network_connection", "dns_query", "process_access"].map(
        (name) => `sysmon ${name}`,
      ),
    ),
  );
});

test.each([
  [[3], 3],
  [[3, 1], 2],
  [[9, 1, 2], 2],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("the yardstick parses every line, with and without a last newline", () => {
  expect(parseLines(Buffer.from('{"a":1}\n\n{"b":2}\n'))).toBe(2);
  expect(parseLines(Buffer.from('{"a":1}\n{"b":2}'))).toBe(2);
});
