import type { EventClass } from "../../event/class.ts";
import type { FieldValue, JsonObject } from "../../event/value.ts";

/**
 * What kind of log a record is from, in Sigma's words (sigma-specification, taxonomy appendix; SigmaHQ's `logsource` folders).
 * A record can be several: a Zeek DNS record is `zeek / dns` and of the category `dns`. All lower case.
 */
export interface Labels {
  readonly product?: readonly string[];
  readonly category?: readonly string[];
  readonly service?: readonly string[];
}

/** How the names a rule's author knows are found in a record that has other ones. */
export interface Reading {
  readonly labels: Labels;
  /** Paths under which the native names stand, tried after the record itself; also in snake case, as Elastic's integrations write them. */
  readonly roots?: readonly string[];
  /** Other names of a field, best known first. */
  readonly aliases?: Aliases;
  /** Whether the kind's shippers spell one name in several cases: `targetResources`, `TargetResources`. */
  readonly anyCase?: boolean;
  /** What a name stands for where it is more than a member of the record; asked first. */
  readonly derive?: Derive;
  /** The same, asked when nothing else has answered. */
  readonly otherwise?: Derive;
  /** Texts for keywords that the record does not spell out: an argument list as the line it was, what stands in hexadecimal. */
  readonly texts?: (body: JsonObject) => readonly string[];
  /** What happened, where the kind of log says it. */
  readonly class?: EventClass;
}

export type Derive = (body: JsonObject, name: string) => FieldValue | undefined;

export type Aliases = { readonly [name: string]: readonly string[] };

export function joinLabels(all: readonly Labels[]): Labels {
  const pick = (part: keyof Labels) => [...new Set(all.flatMap((labels) => labels[part] ?? []))];
  return { product: pick("product"), category: pick("category"), service: pick("service") };
}

export function joinReadings(all: readonly Reading[]): Reading {
  const aliases: { [name: string]: readonly string[] } = {};
  for (const reading of all) {
    for (const [name, paths] of Object.entries(reading.aliases ?? {})) aliases[name] = [...(aliases[name] ?? []), ...paths];
  }
  const derives = all.flatMap(({ derive }) => derive ?? []);
  const others = all.flatMap(({ otherwise }) => otherwise ?? []);
  const texts = all.flatMap((reading) => reading.texts ?? []);
  const kind = all.find((reading) => reading.class !== undefined)?.class;
  return {
    labels: joinLabels(all.map((reading) => reading.labels)),
    roots: all.flatMap((reading) => reading.roots ?? []),
    aliases,
    anyCase: all.some(({ anyCase }) => anyCase === true),
    ...(derives.length > 0 && { derive: firstOf(derives) }),
    ...(others.length > 0 && { otherwise: firstOf(others) }),
    ...(texts.length > 0 && { texts: (body: JsonObject) => texts.flatMap((more) => more(body)) }),
    ...(kind !== undefined && { class: kind }),
  };
}

function firstOf(derives: readonly Derive[]): Derive {
  return (body, name) => {
    for (const derive of derives) {
      const value = derive(body, name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}
