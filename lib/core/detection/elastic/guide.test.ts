import { describe, expect, test } from "vitest";
import { guideWith } from "./guide.ts";

const TRANSFORM = {
  investigate: [
    {
      label: "Alerts of the user",
      description: "",
      providers: [
        [
          { excluded: false, field: "event.kind", queryType: "phrase", value: "signal", valueType: "string" },
          { excluded: true, field: "user.id", queryType: "exists", value: "", valueType: "string" },
        ],
      ],
    },
    { label: "Either", providers: [[{ field: "a", value: 1 }], [{ field: "b", value: "x" }]] },
  ],
  osquery: [{ label: "Services", query: "SELECT name\n  FROM services" }, "none"],
};

describe("the guide's buttons", () => {
  test.each([
    ["- $investigate_0", '- Alerts of the user: `` event.kind : "signal" and not user.id : * ``'],
    ["$investigate_1.", 'Either: `` (a : 1) or (b : "x") ``.'],
    ["$osquery_0", "Services: `` SELECT name FROM services ``"],
    ["$osquery_1 $osquery_9 $investigate_7", "$osquery_1 $osquery_9 $investigate_7"],
    ["costs $5", "costs $5"],
  ])("%s is read as %s", (note, expected) => expect(guideWith(note, TRANSFORM)).toBe(expected));

  test.each([[undefined], ["x"], [{ investigate: "x" }]])("stay as they are written beside %o", (transform) => {
    expect(guideWith("$osquery_0", transform)).toBe("$osquery_0");
  });
});
