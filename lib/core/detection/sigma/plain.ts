import type { YamlNode } from "../yaml.ts";

/** The value without its places, for schema checks. Objects have no prototype, so no key is special. */
export function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plain);
    case "map": {
      const object: Record<string, unknown> = Object.create(null);
      for (const { key, value } of node.entries) object[key.text] = plain(value);
      return object;
    }
  }
}

/** The node a schema path leads to, or the deepest one on the way that exists. */
export function nodeAt(node: YamlNode, path: readonly PropertyKey[]): YamlNode {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  const next =
    node.kind === "map"
      ? node.entries.find(({ key }) => key.text === String(step))?.value
      : node.kind === "list"
        ? node.items[Number(step)]
        : undefined;
  return next ? nodeAt(next, rest) : node;
}
