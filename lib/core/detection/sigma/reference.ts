import type { YamlNode } from "../yaml.ts";
import type { Report } from "./report.ts";

/** How a document names a rule: by its id or its name. */
export interface Reference {
  readonly text: string;
  readonly offset: number;
}

/** A text or a list of texts as references; what else stands there is reported. */
export function referencesIn(node: YamlNode, report: Report): readonly Reference[] {
  const items = node.kind === "list" ? node.items : [node];
  return items.flatMap((item) => {
    if (item.kind === "scalar" && item.text !== "" && item.value !== null) return [{ text: item.text, offset: item.offset }];
    report.error("bad-reference", "a rule is named by its id or its name", item.offset);
    return [];
  });
}
