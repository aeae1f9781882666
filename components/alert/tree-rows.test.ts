import { expect, test } from "vitest";
import type { ProcessNode } from "#features/alert/types";
import { type Children, type TreeState, treeRows } from "./tree-rows.ts";

function node(key: string, childCount = 0): ProcessNode {
  return {
    hostId: 1,
    key,
    pid: null,
    name: key,
    executable: null,
    commandLine: null,
    user: null,
    integrity: null,
    startedAt: null,
    endedAt: null,
    stub: false,
    parentKey: null,
    parentLink: "exact",
    childCount,
    connectionCount: 0,
    alertCount: 0,
  };
}
const loaded = (...nodes: readonly ProcessNode[]): Children => ({ state: "loaded", nodes, more: false });

/** `explorer- winword- cmd`: one word a row, indented by dots, `-` open, `+` closed. */
function draw(state: Partial<TreeState>): string {
  return treeRows({ ancestors: [node("root", 2), node("mid", 1), node("leaf", 2)], opened: new Map(), collapsed: new Set(), ...state })
    .map(({ node: { key }, level, expanded, position, siblings }) => {
      const sign = expanded === null ? "" : expanded ? "-" : "+";
      return `${".".repeat(level - 1)}${key}${sign} ${position}/${siblings}`;
    })
    .join(" | ");
}

test.each<[string, Partial<TreeState>, string]>([
  ["the chain is open down to the alert's process", {}, "root- 1/1 | .mid- 1/1 | ..leaf+ 1/1"],
  ["a collapsed node hides what is below it", { collapsed: new Set(["mid"]) }, "root- 1/1 | .mid+ 1/1"],
  [
    "children of the alert's process",
    { opened: new Map([["leaf", loaded(node("x"), node("y", 3))]]) },
    "root- 1/1 | .mid- 1/1 | ..leaf- 1/1 | ...x 1/2 | ...y+ 2/2",
  ],
  [
    "siblings keep the chain in its place",
    { opened: new Map([["root", loaded(node("a"), node("mid", 1), node("b"))]]) },
    "root- 1/1 | .a 1/3 | .mid- 2/3 | ..leaf+ 1/1 | .b 3/3",
  ],
  [
    "the chain stays when the first page of children is without it",
    { opened: new Map([["root", loaded(node("a"), node("b"))]]) },
    "root- 1/1 | .mid- 1/3 | ..leaf+ 1/1 | .a 2/3 | .b 3/3",
  ],
  [
    "a process that is its own descendant is shown once",
    { opened: new Map([["leaf", loaded(node("root", 1), node("leaf", 1))]]) },
    "root- 1/1 | .mid- 1/1 | ..leaf- 1/1",
  ],
  ["children that are still asked for", { opened: new Map([["leaf", { state: "loading" }]]) }, "root- 1/1 | .mid- 1/1 | ..leaf+ 1/1"],
  ["a node without children cannot be opened", { ancestors: [node("only")] }, "only 1/1"],
  ["no chain", { ancestors: [] }, ""],
])("%s", (_name, state, expected) => {
  expect(draw(state)).toBe(expected);
});
