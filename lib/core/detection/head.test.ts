import { expect, test } from "vitest";
import { headOf } from "./head.ts";

test("a head has the log source in lower case, the related rules and the dates as written", () => {
  const text = `title: A
related:
    - id: 3AB4B7C8-0000-4000-8000-000000000001
      type: obsolete
    - id: 3ab4b7c8-0000-4000-8000-000000000002
    - type: similar
date: 2026-11-21
logsource: { product: Windows, category: process_creation }
`;
  expect(headOf(text)).toEqual({
    product: "windows",
    category: "process_creation",
    service: null,
    related: [
      { id: "3ab4b7c8-0000-4000-8000-000000000001", type: "obsolete" },
      { id: "3ab4b7c8-0000-4000-8000-000000000002", type: "related" },
    ],
    date: "2026-11-21",
    modified: null,
  });
});

test.each([
  ["text that is no YAML", "title: [unclosed"],
  ["nothing", ""],
  ["a list", "- a"],
  ["members of the wrong shape", "logsource: windows\nrelated: { id: a }\ndate: [1]"],
])("%s has no head", (_name, text) => {
  expect(headOf(text)).toEqual({ product: null, category: null, service: null, related: [], date: null, modified: null });
});
