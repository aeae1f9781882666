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
}

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
  return { labels: joinLabels(all.map((reading) => reading.labels)), roots: all.flatMap((reading) => reading.roots ?? []), aliases };
}
