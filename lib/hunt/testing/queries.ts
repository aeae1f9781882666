import fc from "fast-check";
import { aggregateTails } from "#core/detection/kql/testing/aggregates";
import { ADDRESSES, LINES, NAMES, PORTS } from "./odd-events.ts";

const text = (value: string): string => JSON.stringify(value);
const either = <T>(...items: readonly T[]) => fc.constantFrom(...items);
/** A piece of a text, in any case. */
const pieces = (texts: readonly string[]) =>
  fc.tuple(either(...texts), fc.nat(6), fc.integer({ min: 2, max: 12 }), fc.boolean()).map(([whole, from, size, isUpper]) => {
    const piece = whole.slice(from, from + size) || whole;
    return isUpper ? piece.toUpperCase() : piece;
  });

const TEXT_OPS = [
  "==",
  "!=",
  "=~",
  "!~",
  "has",
  "!has",
  "contains",
  "!contains",
  "startswith",
  "!startswith",
  "endswith",
  "!endswith",
  "hasprefix",
  "contains_cs",
  "has_cs",
] as const;
const LIST_OPS = ["in", "in~", "!in", "!in~", "has_any", "has_all"] as const;

function onText(column: string, texts: readonly string[]): fc.Arbitrary<string> {
  const value = fc.oneof(either(...texts), pieces(texts)).map(text);
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(either(...TEXT_OPS), value).map(([op, one]) => `${column} ${op} ${one}`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(either(...LIST_OPS), fc.array(value, { minLength: 1, maxLength: 3 }))
        .map(([op, many]) => `${column} ${op} (${many.join(", ")})`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(either("tolower", "toupper"), either("==", "!=", "contains"), value)
        .map(([fold, op, one]) => `${fold}(${column}) ${op} ${one}`),
    },
    { weight: 1, arbitrary: either(`isempty(${column})`, `isnotempty(${column})`, `${column} matches regex "(?i)^m"`) },
  );
}

function onAddress(column: string): fc.Arbitrary<string> {
  const block = either("10.0.0.0/8", "172.16.5.3/12", "8.8.8.8", "203.0.113.0/24");
  return fc.oneof(
    onText(column, ADDRESSES),
    either(`ipv4_is_private(${column})`),
    block.map((one) => `ipv4_is_in_range(${column}, "${one}")`),
  );
}

function onPort(column: string): fc.Arbitrary<string> {
  const port = either(...PORTS.map((one) => Number(one) || 0));
  return fc.oneof(
    fc.tuple(either("==", "!=", "<", "<=", ">", ">="), port).map(([op, one]) => `${column} ${op} ${one}`),
    fc
      .tuple(either("in", "!in"), fc.array(port, { minLength: 1, maxLength: 3 }))
      .map(([op, many]) => `${column} ${op} (${many.join(", ")})`),
    either(`isnull(${column})`, `${column} between (80 .. 500)`, `${column} !between (80 .. 500)`),
  );
}

/** Conditions on the time, around the hour in which the events are. */
function onTime(column: string, start: number): fc.Arbitrary<string> {
  const at = fc.integer({ min: -10, max: 4_000 }).map((second) => `datetime(${new Date(start + second * 1_000).toISOString()})`);
  return fc.oneof(
    fc.tuple(either("<", "<=", ">", ">=", "==", "!="), at).map(([op, one]) => `${column} ${op} ${one}`),
    fc.tuple(either("between", "!between"), at, either("1m", "10m", "1h")).map(([op, one, span]) => `${column} ${op} (${one} .. ${span})`),
  );
}

function condition(hosts: readonly string[], start: number): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    onText("InitiatingProcessFileName", NAMES),
    onText("FileName", NAMES),
    onText("DeviceName", hosts),
    onText("DeviceId", hosts),
    onText("ActionType", ["ConnectionSuccess", "ConnectionFailed", "InboundConnectionAccepted", "ProcessCreated", "FileCreated"]),
    onTime("Timestamp", start),
  );
  return tree(leaf);
}

function tree(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      leaf,
      fc.tuple(tie("node"), either("and", "or"), tie("node")).map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie("node").map((one) => `not(${one})`),
    ),
  }));
  return node;
}

const TAILS = [
  "",
  "| project Timestamp, DeviceName, InitiatingProcessFileName, ActionType",
  "| extend Who = InitiatingProcessFileName | where Who has 'exe' | project Who, DeviceName",
  "| extend InitiatingProcessFileName = tolower(InitiatingProcessFileName) | where InitiatingProcessFileName == 'msbuild.exe'",
  "| summarize n = count(), d = dcount(DeviceName) by InitiatingProcessFileName | where InitiatingProcessFileName != 'msbuild.exe'",
  "| summarize last = max(Timestamp), names = array_sort_asc(make_set(InitiatingProcessFileName)) by ActionType",
  "| summarize first = min(Timestamp), n = count() by DeviceName, InitiatingProcessFileName",
  "| summarize dcount(ingestion_time()) by ActionType",
  "| distinct DeviceName, ActionType",
  "| count",
  "| project-away InitiatingProcess* | where ActionType startswith 'C' | summarize count() by ActionType",
  "| project-rename Host = DeviceName | where Host contains 'host' | count",
  "| sort by Timestamp asc, ReportId asc | extend before = prev(ActionType) | where before != ActionType | count",
  "| top 5 by Timestamp desc, ReportId | summarize max(Timestamp), min(Timestamp)",
  "| where Timestamp > ago(30d) | take 3 | count | project Few = Count <= 3",
  "| search 'msbuild' | project $table, DeviceName",
  "| as T | where DeviceName has 'example' | summarize count() by bin(Timestamp, 5m)",
  "| where * has 'exe' | count",
  "| summarize arg_max(Timestamp, *) by ReportId, DeviceId | project ReportId, AdditionalFields",
  "| extend all = pack_all() | summarize dcount(tostring(all)) by DeviceName",
] as const;

/** Queries over the Device tables: conditions that may be pushed down, under operators that may let them through or not. */
export function queries(hosts: readonly string[], start: number): fc.Arbitrary<string> {
  const common = condition(hosts, start);
  const network = tree(
    fc.oneof(common, onAddress("RemoteIP"), onPort("RemotePort"), onText("RemoteIPType", ["Public", "Private", "Reserved", "Loopback"])),
  );
  const process = tree(fc.oneof(common, onText("ProcessCommandLine", LINES), onText("FolderPath", NAMES)));
  const filtered = fc.oneof(
    network.map((one) => `DeviceNetworkEvents | where ${one}`),
    process.map((one) => `DeviceProcessEvents | where ${one}`),
    process.map((one) => `DeviceFileEvents | where ${one.replaceAll("ProcessCommandLine", "InitiatingProcessCommandLine")}`),
    fc.tuple(network, common).map(([a, b]) => `DeviceNetworkEvents | where ${a} | where ${b}`),
    common.map((one) => `union DeviceNetworkEvents, DeviceProcessEvents, DeviceEvents | where ${one}`),
    common.map((one) => `search in (DeviceNetworkEvents, DeviceProcessEvents) "exe" | where ${one}`),
  );
  const joined = fc
    .tuple(either("inner", "leftouter", "rightouter", "fullouter", "leftanti", "rightanti"), common, network, common)
    .map(([kind, left, right, above]) => {
      const sides = `DeviceProcessEvents | where ${left} | join kind=${kind} (DeviceNetworkEvents | where ${right}) on DeviceName`;
      return `${sides} | where ${above.replaceAll("FileName has", "FileName !has")} | summarize count() by DeviceName, ActionType`;
    });
  const unique = fc.tuple(common, network).map(([left, right]) => {
    const sides = `DeviceProcessEvents | where ${left} | join (DeviceNetworkEvents | where ${right}) on DeviceName`;
    return `${sides} | where DeviceName1 has 'host' | distinct DeviceName, RemoteIP, RemotePort`;
  });
  const columnsOnly = network.map(
    (one) =>
      `DeviceNetworkEvents | where ${one} | summarize n = count(), d = dcount(DeviceId) by InitiatingProcessFileName, RemoteIP, RemotePort, RemoteIPType`,
  );
  return fc.oneof(
    { weight: 2, arbitrary: columnsOnly },
    { weight: 6, arbitrary: fc.tuple(filtered, either(...TAILS)).map(([query, tail]) => `${query} ${tail}`) },
    { weight: 2, arbitrary: joined },
    { weight: 1, arbitrary: unique },
  );
}

/** Queries of what is made of many events. In which order they came is not the store's to say. */
export function derivedQueries(hosts: readonly string[], start: number): fc.Arbitrary<string> {
  const wanted = tree(fc.oneof(onText("DeviceName", hosts), onText("DeviceId", hosts), onTime("Timestamp", start)));
  const info = either(
    "project Timestamp, DeviceName, OSPlatform, OnboardingStatus",
    "summarize arg_max(Timestamp, OSPlatform, OSVersion) by DeviceName",
    "distinct DeviceId",
    "extend n = array_length(LoggedOnUsers) | project Timestamp, n",
    "where OnboardingStatus == '' | count",
    "summarize max(Timestamp), count() by bin(Timestamp, 1d)",
    "project-away LoggedOnUsers",
  );
  const network = either(
    "project Timestamp, DeviceName, NetworkAdapterStatus",
    "mv-expand IPAddresses | extend at = tostring(IPAddresses.IPAddress) | summarize count() by at",
    "count",
  );
  return fc.oneof(
    fc.tuple(wanted, info).map(([one, tail]) => `DeviceInfo | where ${one} | ${tail}`),
    fc.tuple(wanted, network).map(([one, tail]) => `DeviceNetworkInfo | where ${one} | ${tail}`),
    info.map((tail) => `DeviceInfo | ${tail}`),
  );
}

/** Queries that count rows, over columns that Postgres may count by and columns that it may not. */
export function aggregateQueries(hosts: readonly string[], start: number): fc.Arbitrary<string> {
  const common = tree(
    fc.oneof(
      onText("InitiatingProcessFileName", NAMES),
      onText("DeviceName", hosts),
      onText("ActionType", ["ConnectionSuccess", "ConnectionFailed", "InboundConnectionAccepted"]),
      onTime("Timestamp", start),
    ),
  );
  const around = new Date(start + 1_800_000);
  const known = ["DeviceName", "InitiatingProcessFileName", "RemoteIP", "RemoteIPType", "ActionType"] as const;
  const column = fc.oneof({ weight: 15, arbitrary: either(...known) }, { weight: 1, arbitrary: fc.constant("LocalIP") });
  const texts = fc.uniqueArray(column, { minLength: 2, maxLength: 3 });
  const tails = texts.chain((found) => aggregateTails({ time: "Timestamp", texts: found, number: "RemotePort", around }));
  const network = tree(fc.oneof(common, onAddress("RemoteIP"), onPort("RemotePort")));
  const other = aggregateTails({ time: "TimeGenerated", texts: ["DeviceId", "ActionType", "FileName"], number: "ReportId", around });
  const source = fc.oneof(
    { weight: 2, arbitrary: fc.constant("DeviceNetworkEvents") },
    { weight: 3, arbitrary: network.map((one) => `DeviceNetworkEvents | where ${one}`) },
    { weight: 1, arbitrary: common.map((one) => `union DeviceNetworkEvents, DeviceLogonEvents | where ${one}`) },
    { weight: 1, arbitrary: common.map((one) => `let T = () { DeviceNetworkEvents | where ${one} }; T`) },
  );
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(source, tails).map(([from, tail]) => `${from} ${tail}`) },
    { weight: 1, arbitrary: other.map((tail) => `union DeviceProcessEvents, DeviceFileEvents ${tail}`) },
    {
      weight: 1,
      arbitrary: common.map((one) => `DeviceProcessEvents | where ${one} | summarize count(), max(Timestamp) by FileName, DeviceName`),
    },
  );
}
