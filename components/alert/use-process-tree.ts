"use client";
import { useState } from "react";
import type { ProcessList, ProcessNode } from "#features/alert/types";
import { type Children, treeRows } from "./tree-rows.ts";

/** The chain, and whatever else of the tree has been asked for. */
export function useProcessTree(ancestors: readonly ProcessNode[]) {
  const [opened, setOpened] = useState<ReadonlyMap<string, Children>>(new Map());
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const rows = treeRows({ ancestors, opened, collapsed });

  function set(key: string, children: Children) {
    setOpened((before) => new Map(before).set(key, children));
  }

  /** Asks for every child of a node, unless they are here or on their way. */
  async function loadChildren(node: ProcessNode) {
    const known = opened.get(node.key)?.state;
    if (known === "loaded" || known === "loading") return;
    set(node.key, { state: "loading" });
    set(node.key, await fetchChildren(node));
  }

  function expand(node: ProcessNode) {
    setCollapsed((before) => new Set([...before].filter((key) => key !== node.key)));
    if (!rows.some((row) => row.parent?.key === node.key)) void loadChildren(node);
  }

  function collapse(node: ProcessNode) {
    setCollapsed((before) => new Set(before).add(node.key));
  }

  return { rows, expand, collapse, loadChildren };
}

async function fetchChildren(node: ProcessNode): Promise<Children> {
  try {
    const search = new URLSearchParams({ host: String(node.hostId), key: node.key, kind: "children" });
    const response = await fetch(`/api/processes/children?${search}`, { headers: { accept: "application/json" } });
    if (!response.ok || response.redirected) return { state: "failed" };
    const list: ProcessList = await response.json();
    return { state: "loaded", ...list };
  } catch {
    return { state: "failed" };
  }
}
