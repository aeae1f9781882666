import {
  type AliasEvent,
  boolCoreTag,
  EVENT_ID,
  type Event,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  type MappingEvent,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
  YAMLException,
} from "js-yaml";

/** A YAML value that knows where it stands: `offset` is the UTF-16 index of its first character. */
export type YamlNode = YamlScalar | YamlList | YamlMap;
export interface YamlScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As text, before `1.0` became 1. */
  readonly text: string;
  readonly offset: number;
  /** Whether a character of `text` at index i stands at `offset + i` in the source. */
  readonly isVerbatim: boolean;
  /** Written without quotes. */
  readonly isPlain: boolean;
}
export interface YamlList {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly offset: number;
}
export interface YamlMap {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly offset: number;
}
export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

/** Why a text is not YAML this reader accepts. */
export class YamlFault extends Error {
  constructor(
    readonly code: "bad-yaml" | "yaml-aliases" | "yaml-tag" | "duplicate-key",
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Aliases multiply: a small text can stand for a huge tree. So many values may be repeated in one text. */
const REPEATED_VALUES = 50_000;
const DEPTH = 60;

/** Reads all documents of a text (YAML 1.2 core schema, and the merge keys of 1.1). Throws YamlFault and nothing else. */
export function readYaml(text: string): readonly YamlNode[] {
  let events: readonly Event[];
  try {
    events = parseEvents(text, { maxDepth: DEPTH });
  } catch (error) {
    if (error instanceof YAMLException) throw new YamlFault("bad-yaml", error.reason, error.mark?.position ?? 0);
    throw error;
  }
  return new Composer(text, events).documents();
}

/** Owns the position in the event list and the anchors of the current document. */
class Composer {
  private at = 0;
  /** Values composed so far, each alias counted as often as it repeats. */
  private composed = 0;
  private repeated = 0;
  private anchors = new Map<string, { readonly node: YamlNode; readonly size: number }>();

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  documents(): readonly YamlNode[] {
    const documents: YamlNode[] = [];
    for (let event = this.events[this.at]; event; event = this.events[this.at]) {
      this.at++;
      if (event.type !== EVENT_ID.DOCUMENT) continue;
      this.anchors = new Map();
      const hasContent = this.events[this.at]?.type !== EVENT_ID.POP;
      if (hasContent) documents.push(this.node());
    }
    return documents;
  }

  private node(): YamlNode {
    const event = this.events[this.at++];
    const before = this.composed++;
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.anchored(event, this.scalar(event), before);
      case EVENT_ID.SEQUENCE:
        return this.anchored(event, this.list(event), before);
      case EVENT_ID.MAPPING:
        return this.anchored(event, this.map(event), before);
      case EVENT_ID.ALIAS:
        return this.alias(event);
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      case undefined:
        throw new YamlFault("bad-yaml", "the document ends where a value is expected", this.text.length);
    }
  }

  private anchored(event: ScalarEvent | SequenceEvent | MappingEvent, node: YamlNode, before: number): YamlNode {
    if (event.anchorStart >= 0)
      this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), { node, size: this.composed - before });
    return node;
  }

  private alias(event: AliasEvent): YamlNode {
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    const target = this.anchors.get(name);
    if (!target) throw new YamlFault("yaml-aliases", `no anchor is called "${name}"`, event.anchorStart);
    this.composed += target.size;
    this.repeated += target.size;
    if (this.repeated > REPEATED_VALUES) {
      throw new YamlFault("yaml-aliases", `aliases repeat more than ${REPEATED_VALUES} values`, event.anchorStart);
    }
    return target.node;
  }

  private scalar(event: ScalarEvent): YamlScalar {
    const text = getScalarValue(this.text, event);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const offset = event.valueStart >= 0 ? event.valueStart : this.emptyOffset();
    const isVerbatim = this.text.startsWith(text, offset);
    return { kind: "scalar", value: this.resolve(event, text, isPlain), text, offset, isVerbatim, isPlain };
  }

  private resolve(event: ScalarEvent, text: string, isPlain: boolean): string | number | boolean | null {
    const tag = event.tagStart >= 0 ? this.text.slice(event.tagStart, event.tagEnd) : "";
    if (tag === "!" || tag === "!!str") return text;
    if (tag !== "") throw new YamlFault("yaml-tag", `the tag ${tag} is not supported`, event.tagStart);
    if (!isPlain) return text;
    for (const core of [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]) {
      const value = core.resolve(text, false, core.tagName);
      if (value !== NOT_RESOLVED) return value;
    }
    return text;
  }

  /** An empty value has no place of its own: it stands where the last value before it ends. */
  private emptyOffset(): number {
    for (let i = this.at - 2; i >= 0; i--) {
      const event = this.events[i];
      if (event?.type === EVENT_ID.SCALAR && event.valueEnd >= 0) return event.valueEnd;
    }
    return 0;
  }

  private list(event: SequenceEvent): YamlList {
    const items: YamlNode[] = [];
    while (!this.closes()) items.push(this.node());
    return { kind: "list", items, offset: event.start };
  }

  private map(event: MappingEvent): YamlMap {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    const merged: YamlEntry[] = [];
    while (!this.closes()) {
      const key = this.node();
      if (key.kind !== "scalar") throw new YamlFault("bad-yaml", "a key must be a plain text", key.offset);
      if (key.text === "<<" && key.isPlain) {
        merged.push(...this.merged(this.node(), key.offset));
        continue;
      }
      if (seen.has(key.text)) throw new YamlFault("duplicate-key", `the key "${key.text}" occurs twice`, key.offset);
      seen.add(key.text);
      entries.push({ key, value: this.node() });
    }
    for (const entry of merged) {
      if (seen.has(entry.key.text)) continue;
      seen.add(entry.key.text);
      entries.push(entry);
    }
    return { kind: "map", entries, offset: event.start };
  }

  /** `<<: *other`: the members of another map, or of several, that the map does not have itself; the first to have one gives it. */
  private merged(node: YamlNode, offset: number): readonly YamlEntry[] {
    const maps = node.kind === "list" ? node.items : [node];
    return maps.flatMap((map) => {
      if (map.kind !== "map") throw new YamlFault("bad-yaml", "only maps can be merged with <<", offset);
      return map.entries;
    });
  }

  private closes(): boolean {
    if (this.events[this.at]?.type !== EVENT_ID.POP) return false;
    this.at++;
    return true;
  }
}

/** The value of a key, if the node is a map that has it. */
export function member(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key.text === key)?.value : undefined;
}
