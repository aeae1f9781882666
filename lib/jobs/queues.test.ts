import { expect, test } from "vitest";
import { QUEUE_NAMES, QUEUES } from "./queues.ts";

test("every queue is made before a worker asks for it, and those that others name before these", () => {
  expect([...QUEUE_NAMES].sort()).toEqual(Object.keys(QUEUES).sort());
  for (const name of QUEUE_NAMES) {
    const { options } = QUEUES[name];
    if ("deadLetter" in options) expect(QUEUE_NAMES.slice(0, QUEUE_NAMES.indexOf(name))).toContain(options.deadLetter);
  }
});
