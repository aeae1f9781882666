import type { Row } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { evaluate } from "../../match/evaluate.ts";
import type { CompiledRule } from "../../rule.ts";
import { member, readYaml } from "../../yaml.ts";
import type { LogSource } from "../logsource.ts";
import { AGENT } from "./agent-shippers.ts";
import { CLOUD } from "./cloud-shippers.ts";
import { MICROSOFT } from "./microsoft-shippers.ts";
import { type Shipper, sentBy, shippersFor } from "./native-shapes.ts";
import { OTHER } from "./other-shippers.ts";
import { SENSORS } from "./sensor-shippers.ts";
import { type Wanted, wantedOf } from "./wanted.ts";
import { waysOf } from "./ways.ts";
import { WEB } from "./web-shippers.ts";
import { type Sent, windowsShapes } from "./windows-shapes.ts";

/** The shippers of every log but Windows', by log source. */
export const SHIPPERS: { readonly [source: string]: readonly Shipper[] } = { ...CLOUD, ...MICROSOFT, ...OTHER, ...WEB };

/** The log source as a rule's file has it: the printed one does not say which part a word is. */
export function logSourceOf(rule: CompiledRule): LogSource {
  const node = member(readYaml(rule.source)[0], "logsource");
  const part = (name: string): string | undefined => {
    const value = member(node, name);
    return value?.kind === "scalar" ? value.text.toLowerCase() : undefined;
  };
  return { product: part("product"), category: part("category"), service: part("service") };
}

const isWindows = ({ product, category }: LogSource): boolean =>
  product === "windows" || product === "rpc_firewall" || category === "antivirus";

/** The shapes in which a log source's events arrive, with the values put into them. */
export function shapesOf(source: LogSource, wanted: Wanted): readonly Sent[] {
  if (!isWindows(source)) return sentBy(shippersFor(source, SHIPPERS), wanted);
  const { category = "" } = source;
  // Of sensors that write no lines, there is nothing a keyword could be found in.
  const of = (known: typeof SENSORS): readonly Shipper[] => (Object.hasOwn(known, category) ? (known[category] ?? []) : []);
  const sensors = wanted.keywords.length === 0 ? [...of(SENSORS), ...of(AGENT)] : [];
  return [...windowsShapes(source, wanted), ...sentBy(sensors, wanted)];
}

export type Fired =
  /** No event could be made up that the rule's own words are true of. */
  | { readonly kind: "no-event" }
  /** Nothing is known to ship the rule's log source. */
  | { readonly kind: "no-shape" }
  | { readonly kind: "tried"; readonly shippers: ReadonlyMap<string, boolean> };

/** Whether a rule fires on events made from its own words, by the shipper that would send them; `matches` instead of the definition. */
export function fire(rule: CompiledRule, matches?: (event: Row) => boolean): Fired {
  if (rule.plan?.op !== "scan") return { kind: "no-event" };
  const { where } = rule.plan;
  const source = logSourceOf(rule);
  const all = waysOf(where).flatMap((way) => wantedOf(way) ?? []);
  if (all.length === 0) return { kind: "no-event" };
  const shippers = new Map<string, boolean>();
  for (const wanted of all) {
    for (const { shipper, shape, body } of shapesOf(source, wanted)) {
      if (shippers.get(shipper) === true) continue;
      const event = normalise({ position: { file: "made.json", record: 1 }, shape: shape ?? "json", body }, { receivedAt: 0 });
      shippers.set(shipper, !("kind" in event) && (matches ? matches(event) : evaluate(where, event) === true));
    }
    if (shippers.size > 0 && [...shippers.values()].every((fired) => fired)) break;
  }
  return shippers.size === 0 ? { kind: "no-shape" } : { kind: "tried", shippers };
}
