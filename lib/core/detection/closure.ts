import type { ReadFile } from "./rule-reader.ts";
import type { ReadUnit } from "./sigma/read-file.ts";
import { isMeant } from "./sigma/unit.ts";

/** What a document asks for by id or name: the rules a correlation stands on, those a filter is for; `any` of a filter is none. */
export function referencesOf({ body }: Pick<ReadUnit, "body">): readonly string[] {
  switch (body.kind) {
    case "rule":
      return [];
    case "correlation":
      return body.correlation?.rules.map(({ text }) => text) ?? [];
    case "filter":
      return body.filter && body.filter.rules !== "any" ? body.filter.rules.map(({ text }) => text) : [];
  }
}

/** References of these files that nothing in them answers, or that a document of the asker's own file might answer better. */
export function openReferences(files: readonly ReadFile[]): readonly string[] {
  const units = files.flatMap((file) => file.units);
  const open = new Set<string>();
  for (const unit of units) {
    for (const reference of referencesOf(unit)) {
      if (!units.some((other) => other.file === unit.file && answers(other, reference))) open.add(reference);
    }
  }
  return [...open];
}

/**
 * Of files that are turned off, what those that run stand on: a reference means a rule of its own file first, then one that runs,
 * and one that is turned off only when nothing else answers. Filters that are turned off are never among them.
 */
export function silentBases(running: readonly ReadFile[], resting: readonly ReadFile[]): readonly ReadFile[] {
  const bases: ReadFile[] = [];
  const asking = running.flatMap((file) => file.units).filter(({ body }) => body.kind === "correlation");
  const runs = running.flatMap((file) => file.units);
  for (let unit = asking.pop(); unit; unit = asking.pop()) {
    for (const reference of referencesOf(unit)) {
      const { file } = unit;
      const own = resting.filter((each) => each.file === file && each.units.some((other) => answers(other, reference)));
      const others = runs.some((other) => answers(other, reference)) ? [] : resting;
      const found = own.length > 0 ? own : others.filter((each) => each.units.some((other) => answers(other, reference)));
      for (const base of found) {
        if (bases.includes(base)) continue;
        bases.push(base);
        asking.push(...base.units.filter(({ body }) => body.kind === "correlation"));
      }
    }
  }
  return bases;
}

function answers(unit: ReadUnit, reference: string): boolean {
  return unit.body.kind !== "filter" && isMeant(unit, reference);
}
