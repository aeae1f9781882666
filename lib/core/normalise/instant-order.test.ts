import { expect, test } from "vitest";
import { instantOrder } from "../event/instant-order.ts";
import { eventOf } from "./testing/event-of.ts";

const ENDPOINT = { agent: { type: "endpoint" }, "@timestamp": "2026-03-09T09:00:00Z" };

test.each([
  ["what its sensor counted", { event: { category: ["file"], sequence: 41 } }, 41],
  ["the same as a text", { event: { category: ["file"], sequence: "41" } }, 41],
  ["the record's number where nothing counted", { event: { category: ["file"] } }, 1],
  ["the record's number beside what is no number", { event: { category: ["file"], sequence: "x" } }, 1],
  ["the record's number beside a number too large to tell apart", { event: { category: ["file"], sequence: 2 ** 60 } }, 1],
])("among events of one instant stands %s", (_, members, expected) => {
  expect(instantOrder(eventOf({ ...ENDPOINT, ...members }))).toBe(expected);
});
