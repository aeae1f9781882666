import type { JsonObject } from "../../event/value.ts";
import { asText, isList, readPath } from "../document.ts";
import { DATASETS, zeekAliases } from "./datasets.ts";
import { innerRecord } from "./inner.ts";
import { joinReadings, type Labels, type Reading } from "./labels.ts";
import { NATIVE } from "./native.ts";
import { FLOW, WEB, webField } from "./web.ts";

/** How to read a record, and the record to read: one inside another is read together with what is around it. */
export interface Recognised {
  readonly document: JsonObject;
  readonly reading: Reading | undefined;
}

/** What a record is, and how to read it: by what its shipper says, by its own members, and by the labels it brings itself. */
export function recognise(body: JsonObject): Recognised {
  const document = innerRecord(body) ?? body;
  const readings = [...datasetReadings(document), ...NATIVE.flatMap((native) => native(document) ?? []), ...written(document)];
  return { document, reading: readings.length > 0 ? joinReadings(readings) : undefined };
}

function words(body: JsonObject, path: string): readonly string[] {
  const value = readPath(body, path);
  if (value === undefined) return [];
  const items = isList(value) ? value : [value];
  return items.flatMap((item) => asText(item)?.toLowerCase() ?? []);
}

function datasetReadings(body: JsonObject): readonly Reading[] {
  const names = new Set([...words(body, "event.dataset"), ...words(body, "data_stream.dataset")]);
  const readings = [...names].flatMap(datasetReading);
  if (names.size === 0) readings.push(...words(body, "event.module").flatMap((name) => datasetReading(`${name}.`)));
  const categories = words(body, "event.category");
  if (categories.includes("web")) {
    const isProxy = words(body, "observer.type").some((type) => type.includes("proxy"));
    readings.push({ labels: { category: [isProxy ? "proxy" : "webserver"] }, aliases: WEB, derive: webField });
  }
  if (categories.includes("database")) readings.push({ labels: { category: ["database"] } });
  const types = words(body, "observer.type");
  if (types.includes("firewall")) readings.push({ labels: { category: ["firewall"] }, aliases: FLOW });
  return readings;
}

/** A dataset nobody listed is what its name says: `juniper.bgp` is the service `bgp` of the product `juniper`. */
function datasetReading(name: string): readonly Reading[] {
  const dot = name.indexOf(".");
  const module = dot < 0 ? name : name.slice(0, dot);
  const service = dot < 0 ? "" : name.slice(dot + 1);
  if (module === "endpoint" || module === "windows") return [];
  if (module === "zeek" && service !== "") {
    const category = service === "dns" ? { category: ["dns"] } : service === "http" ? { category: ["proxy"] } : {};
    const reading = {
      labels: { product: ["zeek"], service: [service], ...category },
      roots: [`zeek.${service}`],
      aliases: zeekAliases(service),
    };
    return [service === "http" ? { ...reading, derive: webField } : reading];
  }
  const listed = [name, `${module}.`].flatMap((key) => (Object.hasOwn(DATASETS, key) ? (DATASETS[key] ?? []) : []));
  const [known] = listed;
  if (known) return [known];
  if (module === "" || module === "system") return [];
  return [{ labels: { product: [module], service: [...(service === "" ? [] : [service]), name] }, roots: [name] }];
}

/** A shipper can say outright what its records are. */
function written(body: JsonObject): readonly Reading[] {
  const labels: Labels = {
    product: [...words(body, "callout.product"), ...words(body, "observer.product")],
    category: words(body, "callout.category"),
    service: words(body, "callout.service"),
  };
  return Object.values(labels).some((list) => list.length > 0) ? [{ labels }] : [];
}
