import type { ProcessNode } from "#features/alert/types";

/** What is known of a node's children: asked for, refused, or here. */
export type Children =
  | { readonly state: "loading" }
  | { readonly state: "failed" }
  | { readonly state: "loaded"; readonly nodes: readonly ProcessNode[]; readonly more: boolean };

export interface TreeRow {
  readonly node: ProcessNode;
  /** 1 at the root. */
  readonly level: number;
  /** 1-based place among the siblings shown, and how many are shown. */
  readonly position: number;
  readonly siblings: number;
  /** Null: nothing below it. */
  readonly expanded: boolean | null;
  readonly children: Children | null;
  readonly parent: ProcessNode | null;
  /** On the way from the root to the alert's process. */
  readonly onChain: boolean;
}

export interface TreeState {
  readonly ancestors: readonly ProcessNode[];
  readonly opened: ReadonlyMap<string, Children>;
  readonly collapsed: ReadonlySet<string>;
}

/**
 * The tree as the rows one sees, from the root down. An ancestor shows its child on the chain until all its children were
 * asked for. A process that appears among its own descendants is shown once: the data can hold a cycle, the page cannot.
 */
export function treeRows({ ancestors, opened, collapsed }: TreeState): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  const chain = new Map(ancestors.map((node, index) => [node.key, ancestors[index + 1] ?? null]));

  const add = (nodes: readonly ProcessNode[], level: number, parent: ProcessNode | null): void => {
    const fresh = nodes.filter((node) => !seen.has(node.key));
    for (const [index, node] of fresh.entries()) {
      if (seen.has(node.key)) continue;
      seen.add(node.key);
      const children = opened.get(node.key) ?? null;
      const below = childrenShown(node, children, chain.get(node.key) ?? null);
      const expanded = below.length === 0 && node.childCount === 0 ? null : below.length > 0 && !collapsed.has(node.key);
      const row = { node, level, position: index + 1, siblings: fresh.length, expanded, children, parent, onChain: chain.has(node.key) };
      rows.push(row);
      if (expanded) add(below, level + 1, node);
    }
  };
  add(ancestors.slice(0, 1), 1, null);
  return rows;
}

function childrenShown(node: ProcessNode, children: Children | null, next: ProcessNode | null): readonly ProcessNode[] {
  const known = next === null ? [] : [next];
  if (children?.state !== "loaded") return known;
  if (next === null || children.nodes.some((child) => child.key === next.key))
    return children.nodes.filter((child) => child.key !== node.key);
  return [next, ...children.nodes];
}
