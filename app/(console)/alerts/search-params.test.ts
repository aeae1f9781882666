import { describe, expect, test } from "vitest";
import { changed, queueHref } from "#components/alert/queue-url";
import { parseQueue, type SearchParams } from "./search-params.ts";

const read = (href: string) => parseQueue(Object.fromEntries(new URL(href, "http://callout.test").searchParams));

test.each([
  "/alerts",
  "/alerts?status=silenced",
  "/alerts?status=open,in_progress&severity=high,critical&q=msbuild+%26+co",
  "/alerts?rule=a&host=WS-1&user=CORP%5Cana&process=MSBuild.exe&destination=10.0.0.0%2F8&country=RO&asn=9009&assignee=me",
  "/alerts?exception=0f8fad5b-d9cb-469f-a165-70867728950e",
  "/alerts?not=rule%3Aa,user%3ACORP%255Cana",
  "/alerts?from=2026-11-20T00%3A00%3A00Z&to=2026-11-21T00%3A00%3A00Z&sort=lastSeen&direction=asc&size=100",
  "/alerts?cursor=abc&before=true&skip=50",
])("%s reads back as itself", (href) => {
  const { query, skip, ignored } = read(href);
  expect(queueHref(query, skip)).toBe(href);
  expect(ignored).toEqual([]);
});

describe("a bad address", () => {
  test.each<[string, SearchParams, readonly string[]]>([
    ["an unknown parameter", { colour: "red" }, ["colour"]],
    ["a severity that does not exist", { severity: "high,apocalyptic" }, ["severity"]],
    ["a status that does not exist", { status: "lost" }, ["status"]],
    ["a size beyond the limit", { size: "100000" }, ["size"]],
    ["a time that is none", { from: "yesterday" }, ["from"]],
    ["an ASN that is no number", { asn: "AS9009" }, ["asn"]],
    ["something to leave out that is nothing", { not: "colour:red" }, ["not"]],
    ["an empty parameter is not there", { host: "" }, []],
  ])("%s is left out and named", (_name, params, ignored) => {
    const request = parseQueue(params);
    expect(request.ignored).toEqual(ignored);
    expect(queueHref(request.query)).toBe("/alerts");
  });

  test("a parameter given twice counts once", () => {
    expect(parseQueue({ host: ["WS-1", "WS-2"] }).query.host).toBe("WS-2");
  });
});

test("a changed question starts at the first page", () => {
  expect(queueHref(changed(read("/alerts?host=WS-1&cursor=abc&before=true&skip=100").query, { host: "WS-2" }))).toBe("/alerts?host=WS-2");
});
