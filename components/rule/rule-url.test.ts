import { describe, expect, test } from "vitest";
import { RuleQuery } from "#features/rule/schema";
import { changed, chipsOf, filterOf, rulesHref } from "./rule-url.ts";

const query = (members: object): RuleQuery => RuleQuery.parse(members);

describe("the address of a list of rules", () => {
  test.each([
    [{}, "/rules"],
    [{ q: "ms build", state: "refused" }, "/rules?q=ms+build&state=refused"],
    [{ severity: ["high", "low"], tag: ["attack.t1059"] }, "/rules?severity=high&severity=low&tag=attack.t1059"],
    [{ product: ["a,b"], sort: "alerts", cursor: "x" }, "/rules?product=a%2Cb&sort=alerts&cursor=x"],
  ])("%j", (members, href) => {
    expect(rulesHref(query(members))).toBe(href);
  });
});

test("another question starts at the first page", () => {
  expect(changed(query({ cursor: "x", sort: "fired" }), { state: "enabled" })).toMatchObject({ cursor: undefined, sort: "fired" });
});

test("every filter has a chip that leads to the list without it and with all others", () => {
  const asked = query({ q: "a", severity: ["high", "low"], origin: "built-in", cursor: "x" });
  expect(chipsOf(asked).map(({ text, without }) => [text, rulesHref(without)])).toEqual([
    ["text: a", "/rules?origin=built-in&severity=high&severity=low"],
    ["origin: built-in", "/rules?q=a&severity=high&severity=low"],
    ["level: high", "/rules?q=a&origin=built-in&severity=low"],
    ["level: low", "/rules?q=a&origin=built-in&severity=high"],
  ]);
});

test("a filter has neither order nor page", () => {
  expect(Object.keys(filterOf(query({ sort: "fired", cursor: "x" })))).not.toEqual(expect.arrayContaining(["sort"]));
  expect(filterOf(query({ status: ["test"] }))).toMatchObject({ status: ["test"] });
});
