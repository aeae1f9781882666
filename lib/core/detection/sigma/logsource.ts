import { EVENT_CLASSES } from "../../event/class.ts";
import { fieldRef } from "../../event/field.ts";
import type { Expr } from "../ir/expr.ts";
import { WINDOWS_SERVICES } from "./channels.ts";
import { isOfAnother, LABELLED } from "./labelled.ts";
import type { Report } from "./report.ts";

export interface LogSource {
  readonly product: string | undefined;
  readonly category: string | undefined;
  readonly service: string | undefined;
}

/** `windows / process_creation`, as people name it; the parts that are absent are left out. */
export function printLogSource({ product, category, service }: LogSource): string {
  return [product, category, service].filter((part) => part !== undefined).join(" / ");
}

/** Categories that stand for other classes than the one of their own name (SigmaHQ `tests/thor.yml`). */
const CATEGORY_CLASSES: { readonly [category: string]: readonly string[] } = {
  registry_event: ["registry_event", "registry_add", "registry_delete", "registry_set", "registry_rename"],
  pipe_created: ["pipe_created", "pipe_connected"],
  clipboard_change: ["clipboard_capture"],
  process_terminated: ["process_termination"],
};

/** Operating systems whose endpoints this release knows, and what `host.os.type` calls them. */
const SYSTEMS: { readonly [product: string]: readonly string[] } = { linux: ["linux"], macos: ["macos", "darwin"] };

/**
 * The log source as a predicate: a category asks for the event's class, a Windows service for its channel, a product for
 * the system it happened on. A source nothing in this release provides is a warning, never a rule that silently vanishes.
 */
export function lowerLogSource(source: LogSource, report: Report, offset: number): Expr {
  const { product, category, service } = source;
  const args: Expr[] = [];
  const unprovided: string[] = [];
  const provided = (part: "product" | "category" | "service", name: string, expr: Expr | undefined) => {
    if (!expr && !LABELLED[part].has(name)) unprovided.push(`${part} "${name}"`);
    args.push(expr ?? equals(ecs(`callout.${part}`), [name]));
  };
  if (category !== undefined) provided("category", category, classTest(category));
  if (service !== undefined) {
    const channel = product === "windows" || product === undefined ? channelTest(service) : undefined;
    provided("service", service, channel);
    if (!channel && isOfAnother(product, service)) unprovided.push(`service "${service}" of product "${product}"`);
  }
  if (product !== undefined) provided("product", product, systemTest(product));
  if (args.length === 0) report.error("empty-logsource", "the log source names no product, category or service", offset);
  if (unprovided.length > 0) {
    const sources = unprovided.join(" and ");
    report.warning(
      "no-source",
      `nothing here recognises ${sources}: the rule fires on records that say so themselves (callout.*, event.dataset)`,
      offset,
    );
  }
  return { kind: "and", args };
}

const ecs = (name: string) => fieldRef("ecs", name);

function equals(field: ReturnType<typeof fieldRef>, values: readonly string[]): Expr {
  const tests = values.map((value): Expr => {
    return {
      kind: "known",
      arg: { kind: "test", subject: { from: "field", field }, test: { op: "equals", value, fold: true }, path: "logsource" },
    };
  });
  return { kind: "or", args: tests };
}

function classTest(category: string): Expr | undefined {
  const classes = Object.hasOwn(CATEGORY_CLASSES, category)
    ? CATEGORY_CLASSES[category]
    : EVENT_CLASSES.filter((name) => name === category);
  return classes && classes.length > 0 && category !== "other" ? equals(ecs("callout.class"), classes) : undefined;
}

/** Channel names vary in case between collectors. */
function channelTest(service: string): Expr | undefined {
  const channels = Object.hasOwn(WINDOWS_SERVICES, service) ? WINDOWS_SERVICES[service] : undefined;
  return channels && equals(fieldRef("sigma", "Channel"), channels);
}

/**
 * Event logs are Windows by nature; endpoint sensors say which system they watch, and where one does not, it is Windows
 * unless it says otherwise: a missing field must not lose a detection.
 */
function systemTest(product: string): Expr | undefined {
  const system = ecs("host.os.type");
  if (product !== "windows") {
    if (!Object.hasOwn(SYSTEMS, product)) return undefined;
    return { kind: "or", args: [equals(system, SYSTEMS[product] ?? []), equals(ecs("callout.product"), [product])] };
  }
  const sensor: Expr = {
    kind: "and",
    args: [equals(ecs("callout.source"), ["endpoint", "defender"]), { kind: "not", arg: equals(system, Object.values(SYSTEMS).flat()) }],
  };
  const unknown: Expr = { kind: "and", args: [equals(ecs("callout.source"), ["unknown"]), equals(system, ["windows"])] };
  return { kind: "or", args: [equals(ecs("callout.source"), ["sysmon", "windows"]), sensor, unknown] };
}
