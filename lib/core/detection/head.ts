import { member, readYaml, YamlFault, type YamlNode } from "./yaml.ts";

/** How a rule names another (Sigma specification 2.1, "Related rules"). */
export interface RelatedRule {
  readonly id: string;
  /** `derived`, `obsolete`, `merged`, `renamed`, `similar`, or what the author wrote. */
  readonly type: string;
}

/** What filters and links want to know of a rule and the engine does not. */
export interface RuleHead {
  readonly product: string | null;
  readonly category: string | null;
  readonly service: string | null;
  readonly related: readonly RelatedRule[];
  /** As written: `2026-11-21`. */
  readonly date: string | null;
  readonly modified: string | null;
}

const NOTHING: RuleHead = { product: null, category: null, service: null, related: [], date: null, modified: null };
const MOST_RELATED = 100;
const LONGEST = 200;

/** Reads the head of one rule's own text. Never throws: what cannot be read is absent. */
export function headOf(source: string): RuleHead {
  let root: YamlNode | undefined;
  try {
    root = readYaml(source)[0];
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
  }
  if (!root) return NOTHING;
  const logSource = member(root, "logsource");
  const part = (name: string): string | null => textOf(member(logSource, name))?.toLowerCase() ?? null;
  return {
    product: part("product"),
    category: part("category"),
    service: part("service"),
    related: relatedOf(member(root, "related")),
    date: textOf(member(root, "date")),
    modified: textOf(member(root, "modified")),
  };
}

function textOf(node: YamlNode | undefined): string | null {
  if (node?.kind !== "scalar" || node.value === null || node.text === "") return null;
  return node.text.slice(0, LONGEST);
}

function relatedOf(node: YamlNode | undefined): readonly RelatedRule[] {
  if (node?.kind !== "list") return [];
  return node.items.slice(0, MOST_RELATED).flatMap((item) => {
    const id = textOf(member(item, "id"));
    return id === null ? [] : [{ id: id.toLowerCase(), type: textOf(member(item, "type")) ?? "related" }];
  });
}
