import { expect, test } from "vitest";
import { ruleLine } from "./rule-line.ts";

const RULE = `title: MSBuild connects out
detection:
  selection:
    Image|endswith: '\\msbuild.exe'
    # Initiated: 'false'
    Initiated: 'true'
  ports:
  - DestinationPort: 80
  - 'DestinationPort|gte': 1024
  keywords:
    - mimikatz
  filter: {Image: x}
  condition: selection and not filter`;

test.each([
  ["selection.Image|endswith", 4],
  ["selection.Initiated", 6],
  ["ports.DestinationPort", 8],
  ["ports.DestinationPort|gte", 9],
  ["keywords", 10],
  ["filter.Image", 12],
  ["selection.User", 3],
  ["nowhere.Image", null],
  ["", null],
])("%s is on line %s", (path, expected) => {
  expect(ruleLine(RULE, path)).toBe(expected);
});
