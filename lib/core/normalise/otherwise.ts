import type { FieldRef } from "../event/field.ts";
import type { FieldValue } from "../event/value.ts";

/** What an event can be asked when its record does not answer. */
export interface Asked {
  readonly hostKey: string | undefined;
  readonly dataset: string | undefined;
  ecs(name: string): FieldValue | undefined;
}

type Otherwise = (event: Asked) => FieldValue | undefined;

const count = (name: string): Otherwise => {
  return (event) => {
    const args = event.ecs(name);
    return typeof args === "object" && args !== null ? args.length : undefined;
  };
};

/**
 * Fields that Elastic's shippers and mappings always have and a bare record has not: rules join by them (`sequence by host.id`), and
 * without a value no sequence would ever complete.
 */
const BY_NAME: { readonly [name: string]: Otherwise } = {
  "host.id": ({ hostKey }) => hostKey,
  "agent.id": ({ hostKey }) => hostKey,
  "data_stream.dataset": ({ dataset }) => dataset,
  "event.dataset": ({ dataset }) => dataset,
  "event.module": ({ dataset }) => (dataset === undefined ? undefined : modulesOf(dataset)),
  "process.args_count": count("process.args"),
  "process.parent.args_count": count("process.parent.args"),
};

/** Elastic Agent names the integration, winlogbeat the log: `windows` and `sysmon`. */
function modulesOf(dataset: string): readonly string[] {
  const [integration = "", stream = ""] = dataset.split(".");
  if (integration === "windows" || integration === "system") return [integration, stream.replace(/_operational$/, "")];
  return [integration];
}

/** Elastic indexes the same values once more under these names: without case, or cut into words. */
const VARIANT = /^(.+)\.(caseless|text|keyword)$/;

const known = new Map<FieldRef, Otherwise | null>();

/** How else a field may be answered; null for nearly all. It is asked of every absent one, so the answer is kept. */
export function otherwiseOf(field: FieldRef): Otherwise | null {
  const found = known.get(field);
  if (found !== undefined) return found;
  const made = (Object.hasOwn(BY_NAME, field.name) ? BY_NAME[field.name] : variantOf(field)) ?? null;
  known.set(field, made);
  return made;
}

function variantOf({ name }: FieldRef): Otherwise | undefined {
  const [, base, variant] = VARIANT.exec(name) ?? [];
  if (base === undefined) return undefined;
  return (event) => {
    const value = event.ecs(base);
    return variant === "caseless" ? lowered(value) : value;
  };
}

function lowered(value: FieldValue | undefined): FieldValue | undefined {
  if (typeof value === "string") return value.toLowerCase();
  return typeof value === "object" && value !== null ? value.map((item) => (typeof item === "string" ? item.toLowerCase() : item)) : value;
}
