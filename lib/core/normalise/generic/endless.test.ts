import { expect, test } from "vitest";
import { fieldRef } from "../../event/field.ts";
import { eventOf } from "../testing/event-of.ts";

/** Texts on which a pattern that tries again from every letter takes minutes. */
const SEEDS = [
  "a",
  "at ",
  "at a.",
  "((",
  'File "',
  "%A-",
  "a='",
  'a="',
  "=",
  "\\",
  "type=A ",
  "org.",
  "x.js:1:1",
  "at (a.js:",
  "SQL",
  "<1>",
  "[",
  '"',
  "#",
  "a.b=c ",
];
const LONG = 200_000;

test.each(SEEDS.map((seed) => [seed]))("a message of nothing but %j is read at once", (seed) => {
  const message = seed.repeat(LONG / seed.length);
  const began = process.cpuUsage().user;
  for (const line of [message, `type=SYSCALL msg=audit(1.1:1): ${message}`, `devid="FGT" ${message}`, `{"x":${message}`]) {
    const event = eventOf({ level: "ERROR", message: line, stack_trace: line, program: "sudo", request: line });
    for (const name of ["USER", "type", "c-uri-extension", "cs-uri-query"]) event.get(fieldRef("sigma", name));
    event.texts();
  }
  expect((process.cpuUsage().user - began) / 1_000).toBeLessThan(4_000);
});
