import type { TestLeaf } from "#core/detection/kql/run/test";
import { tableSources } from "#core/detection/kql/tables/event-row";
import { WINDOWS_TABLES } from "#core/detection/kql/tables/windows-schema";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { Column } from "#core/detection/kql/value/type";
import { canonicalAddress } from "#core/event/address";
import { EVENT_CLASSES } from "#core/event/class";
import { actionTypesOf } from "#core/normalise/derive/defender-action";
import { ADDRESS_KINDS } from "#core/normalise/derive/ip-type";
import { instant } from "#lib/db/instant";
import { recordHolds } from "./fragments.ts";
import { type Comparison, comparisonOf, isPlain, textsOf } from "./leaf.ts";
import { and, type Condition, not, or, sql } from "./sql.ts";

/** What is known of a host when a query starts. */
export interface KnownHost {
  readonly id: number;
  readonly key: string;
}

export interface TableContext {
  readonly table: string;
  readonly hosts: readonly KnownHost[];
}

/**
 * A condition on stored columns that every row has for which the leaf is `wanted`. Two, because rows that Defender wrote answer with
 * their own columns, which the stored ones are made from, and all others with what was derived from the stored ones' own fields.
 */
export interface Sides {
  readonly derived: Condition;
  readonly defender: Condition;
}

export const ALL: Sides = { derived: true, defender: true };
const both = (condition: Condition): Sides => ({ derived: condition, defender: condition });

type Translate = (leaf: TestLeaf, wanted: boolean, context: TableContext) => Sides;

/** By the name of the column; any other says nothing to Postgres. */
export function conditionOn({ name: column, type }: Column, leaf: TestLeaf, wanted: boolean, context: TableContext): Sides {
  if (WINDOWS_TABLES.has(context.table)) return both(windowsCondition(column, leaf, wanted));
  const translate = Object.hasOwn(TRANSLATIONS, column) ? TRANSLATIONS[column] : undefined;
  const found = translate?.(leaf, wanted, context) ?? ALL;
  // A number or a truth may be spelled otherwise in the record than in the query.
  const inRecord = type === "string" ? recordCondition(leaf, wanted) : true;
  return {
    derived: found.derived === true && WORD_FOR_WORD.has(column) ? inRecord : found.derived,
    defender: found.defender === true && OWN_TEXTS.test(column) ? inRecord : found.defender,
  };
}

/** Columns whose text, where another sensor wrote the event, stands in its record as it is or is a part of what does. */
const WORD_FOR_WORD: ReadonlySet<string> = new Set([
  ...["ProcessCommandLine", "FileName", "FolderPath", "MD5", "SHA1", "SHA256", "AccountName", "RegistryValueName", "RemoteUrl"],
  ...["InitiatingProcessCommandLine", "InitiatingProcessFileName", "InitiatingProcessFolderPath", "InitiatingProcessParentFileName"],
  ...["InitiatingProcessMD5", "InitiatingProcessSHA1", "InitiatingProcessSHA256", "InitiatingProcessAccountName"],
]);
/** Of Defender's own rows every text does; times, numbers and what is JSON within JSON are spelled otherwise. */
const OWN_TEXTS = /^(?!Timestamp$|TimeGenerated$|AdditionalFields$|Type$|_|SourceSystem$)[A-Z]/;

/** Of a record of the Windows log: its time, its number, and what of its data stands in it word for word. */
function windowsCondition(column: string, leaf: TestLeaf, wanted: boolean): Condition {
  if (column === "TimeGenerated") return time(leaf, wanted).derived;
  if (column === "EventID") return eventCode(leaf, wanted);
  return WINDOWS_TEXTS.has(column) ? recordCondition(leaf, wanted) : true;
}

const WINDOWS_TEXTS: ReadonlySet<string> = new Set([
  ...["Channel", "EventLog", "Provider", "Source", "CommandLine", "NewProcessName", "ParentProcessName", "ProcessName"],
  ...["TargetUserName", "SubjectUserName", "TargetDomainName", "SubjectDomainName", "IpAddress", "WorkstationName", "ServiceName"],
  ...["ServiceFileName", "TaskName", "ShareName", "RelativeTargetName", "ObjectName", "Computer"],
]);

/** A record whose code is no number, or not known, is always looked at. */
function eventCode(leaf: TestLeaf, wanted: boolean): Condition {
  const { op, isNegated } = comparisonOf(leaf);
  const codes = leaf.values.flatMap((value) => (Array.isArray(value) ? value : [value]));
  if ((op !== "==" && op !== "in") || !codes.every((code) => typeof code === "number" && Number.isInteger(code))) return true;
  const equal = sql("e.code = ANY(?::text[])", codes.map(String));
  return or(sql("e.code IS NULL OR e.code !~ '^(0|[1-9][0-9]*)$'"), wanted !== isNegated ? equal : not(equal));
}

const TEXT_OPS: ReadonlySet<string> = new Set([
  "==",
  "in",
  "has",
  "contains",
  "startswith",
  "endswith",
  "hasprefix",
  "hassuffix",
  "has_any",
]);

function recordCondition(leaf: TestLeaf, wanted: boolean): Condition {
  const { op, isNegated } = comparisonOf(leaf);
  const needles = textsOf(leaf);
  if (needles === null || wanted === isNegated) return true;
  if (op === "has_all") return recordHolds(needles, "all");
  return TEXT_OPS.has(op) ? recordHolds(needles, "any") : true;
}

const TRANSLATIONS: { readonly [column: string]: Translate | undefined } = {
  Timestamp: time,
  TimeGenerated: time,
  DeviceName: host,
  DeviceId: (leaf, wanted, context) => ({ ...host(leaf, wanted, context), defender: true }),
  ActionType: action,
  FileName: (leaf, wanted, context) => (context.table === "DeviceProcessEvents" ? processName(leaf, wanted, "=") : ALL),
  InitiatingProcessFileName: (leaf, wanted, context) => (context.table === "DeviceProcessEvents" ? ALL : processName(leaf, wanted, "<>")),
  RemoteIP: remoteAddress,
  RemoteIPType: remoteKind,
  RemotePort: remotePort,
};

const OPPOSITE: { readonly [op: string]: string | undefined } = { "<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==" };

/** The stored time is exact to the microsecond, a written one to a tenth of it: a microsecond more on either side loses nothing. */
function time(leaf: TestLeaf, wanted: boolean): Sides {
  const [bound] = leaf.values;
  const op = wanted ? leaf.op : OPPOSITE[leaf.op];
  if (typeof bound !== "bigint" || op === undefined || op === "!=" || OPPOSITE[op] === undefined) return ALL;
  const micros = Number((bound - EPOCH_TICKS) / 10n);
  const least = sql(`e."timestamp" >= ?::timestamptz`, instant(micros - 2));
  const most = sql(`e."timestamp" <= ?::timestamptz`, instant(micros + 2));
  return both(op === "==" ? and(least, most) : op.startsWith(">") ? least : most);
}

/** More ids than that are no filter. */
const MOST_HOSTS = 2_000;
/** A host whose key is not all of its name. */
export const CUT_KEY = /#[0-9a-f]{64}$/;

function host(leaf: TestLeaf, wanted: boolean, { hosts }: TableContext): Sides {
  const derived = hostsThat(hosts, (key) => CUT_KEY.test(key) || leaf.holds(key) === wanted);
  const { op, isNegated } = comparisonOf(leaf);
  const needles = textsOf(leaf)?.map(hostNeedle);
  if (!needles || wanted === isNegated || !TEXT_OPS.has(op) || !needles.every((needle) => needle !== "" && isPlain(needle)))
    return { derived, defender: true };
  const isWhole = op === "==" || op === "in";
  const defender = hostsThat(
    hosts,
    (key) => CUT_KEY.test(key) || needles.some((needle) => (isWhole ? key === needle : key.includes(needle))),
  );
  return { derived, defender };
}

/** A host's key is the name in small letters, without blanks around it and dots at its end. */
const hostNeedle = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/(?<!\.)\.+$/, "")
    .replace(/^\.+/, "");

function hostsThat(hosts: readonly KnownHost[], holds: (key: string) => boolean): Condition {
  const ids = hosts.filter(({ key }) => holds(key)).map(({ id }) => id);
  if (ids.length === 0) return false;
  return ids.length === hosts.length || ids.length > MOST_HOSTS ? true : sql("e.host_id = ANY(?::int[])", ids);
}

/** Each class has few ActionTypes: the question is put to all of them. */
function action(leaf: TestLeaf, wanted: boolean, { table }: TableContext): Sides {
  const sources = tableSources(table);
  const classes = sources.flatMap((source) => (source.sources?.includes("defender") ? [] : source.classes));
  if (classes.includes("any")) return ALL;
  const fits = (type: string) => leaf.holds(type) === wanted;
  const known = EVENT_CLASSES.filter((one) => classes.includes(one));
  const possible = known.filter((one) => actionTypesOf(one).some(fits));
  if (possible.length === 0) return { derived: false, defender: true };
  const isConnection = possible.includes("network_connection");
  const [isInbound, isOutbound] = [fits("InboundConnectionAccepted"), fits("ConnectionSuccess") || fits("ConnectionFailed")];
  const direction = isInbound && isOutbound ? true : sql(`e.direction IS ${isInbound ? "NOT " : ""}DISTINCT FROM 'ingress'`);
  const others = possible.filter((one) => one !== "network_connection");
  const derived = or(
    others.length > 0 && (others.length < known.length ? sql("e.class = ANY(?::text[])", others) : true),
    isConnection && and(sql("e.class = 'network_connection'"), direction),
  );
  return { derived: possible.length === known.length && direction === true ? true : derived, defender: true };
}

/** Folded as KQL folds where a text is plain: "C" knows ASCII only, and the Kelvin sign is the one other character that folds into it. */
export const PROCESS_NAME = `lower(translate(e.process_name, U&'\\212A', 'k') COLLATE "C")`;
/** The same as it is indexed: equal to any shorter text when the name is. */
export const PROCESS_NAME_KEY = PROCESS_NAME.replace("e.process_name", "left(e.process_name, 512)");
const LONGEST_KEY = 511;
/** Taken for no name when the stored column was made. */
const NO_NAME: ReadonlySet<string> = new Set(["", "-"]);

/**
 * The column of the acting process (of the created one in a start): empty where the event has no name, or several. A Defender row
 * without a name of its own gets the one of its path, so what is not in its column may still be in ours, and not the other way round.
 */
function processName(leaf: TestLeaf, wanted: boolean, classIs: "=" | "<>"): Sides {
  const comparison = comparisonOf(leaf);
  const needles = textsOf(leaf);
  if (!needles?.every((needle) => isPlain(needle) && needle.length <= LONGEST_KEY && !NO_NAME.has(needle) && !needle.startsWith("[")))
    return ALL;
  if (wanted !== comparison.isNegated) {
    const found = namePatterns(comparison, needles);
    if (found === true) return ALL;
    const isWhole = comparison.op === "==" || comparison.op === "in";
    const otherClass = sql(`e.class ${classIs === "=" ? "<>" : "="} 'process_creation'`);
    return {
      derived: isWhole ? found : or(found, sql("e.process_name IS NULL")),
      defender: or(found, sql("e.process_name IS NULL"), otherClass),
    };
  }
  if (leaf.isFolded || comparison.op.startsWith("has")) return ALL;
  const found = namePatterns(comparison, needles, comparison.isCased);
  return found === true ? ALL : { derived: or(sql("e.process_name IS NULL"), not(found)), defender: true };
}

function namePatterns({ op }: Comparison, needles: readonly string[], isCased = false): Condition {
  const subject = isCased ? "e.process_name" : PROCESS_NAME;
  const wanted = isCased ? needles : needles.map((needle) => needle.toLowerCase());
  const like = (pattern: (escaped: string) => string) =>
    sql(
      `${subject} LIKE ANY(?::text[])`,
      wanted.map((needle) => pattern(needle.replace(/[\\%_]/g, "\\$&"))),
    );
  switch (op) {
    case "==":
    case "in":
      return sql(`${isCased ? subject : PROCESS_NAME_KEY} = ANY(?::text[])`, wanted);
    case "startswith":
      return like((text) => `${text}%`);
    case "endswith":
      return like((text) => `%${text}`);
    case "has":
    case "has_any":
    case "contains":
    case "hasprefix":
    case "hassuffix":
      return like((text) => `%${text}%`);
    default:
      return true;
  }
}

const NO_ADDRESS = sql("e.remote_address IS NULL");
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
const BLOCK = /^(?:\d{1,3}\.){3}\d{1,3}(?:\/(?:[12]?\d|3[0-2]))?$/;

/** Text that is no address has no stored one; it is always looked at. */
function remoteAddress(leaf: TestLeaf, wanted: boolean): Sides {
  const comparison = comparisonOf(leaf);
  const texts = textsOf(leaf);
  const within = blocksOf(leaf.op, texts);
  if (within) {
    const inside = sql("e.remote_address <<= ANY(?::inet[])", within);
    return both(or(NO_ADDRESS, wanted ? inside : not(inside)));
  }
  if (texts === null || (comparison.op !== "==" && comparison.op !== "in") || texts.length === 0) return ALL;
  const known = texts.flatMap((text) => canonicalAddress(text) ?? []);
  const equal = known.length > 0 && sql("e.remote_address = ANY(?::inet[])", known);
  if (wanted !== comparison.isNegated) {
    const inRecord = recordHolds(texts, "any");
    return { derived: known.length < texts.length ? or(equal, NO_ADDRESS) : equal, defender: or(equal, and(NO_ADDRESS, inRecord)) };
  }
  // Another spelling of the same address is another text.
  const same = texts.filter((text) => canonicalAddress(text) === text);
  return { derived: same.length === 0 ? true : or(NO_ADDRESS, not(sql("e.remote_address = ANY(?::inet[])", same))), defender: true };
}

function blocksOf(op: string, texts: readonly string[] | null): readonly string[] | undefined {
  if (op === "ipv4_is_private") return PRIVATE;
  if (op !== "ipv4_is_in_range" && op !== "ipv4_is_in_any_range" && op !== "ipv4_is_match") return undefined;
  return texts && texts.length > 0 && texts.every((text) => BLOCK.test(text) && canonicalAddress(text.replace(/\/.*/, "")) !== undefined)
    ? texts
    : undefined;
}

/** The question is put to every kind of address there is. */
function remoteKind(leaf: TestLeaf, wanted: boolean): Sides {
  const fits = (kind: string) => leaf.holds(kind) === wanted;
  if (fits("")) return ALL;
  const named = ADDRESS_KINDS.filter(([kind]) => fits(kind)).flatMap(([, blocks]) => blocks);
  const inside = (blocks: readonly string[]) => blocks.length > 0 && sql("e.remote_address <<= ANY(?::inet[])", blocks);
  if (!fits("Public")) return { derived: inside(named), defender: true };
  const excluded = ADDRESS_KINDS.filter(([kind]) => !fits(kind)).flatMap(([, blocks]) => blocks);
  const outside = excluded.length === 0 ? sql("e.remote_address IS NOT NULL") : not(inside(excluded));
  return { derived: or(outside, inside(named)), defender: true };
}

/** A port that no port can be is not stored, and always looked at. */
function remotePort(leaf: TestLeaf, wanted: boolean): Sides {
  const { op, isNegated } = comparisonOf(leaf);
  const ports = leaf.values.flatMap((value) => (Array.isArray(value) ? value : [value]));
  if (!ports.every((port) => typeof port === "number" && Number.isInteger(port) && Math.abs(port) <= 2_000_000_000)) return ALL;
  const none = sql("e.remote_port IS NULL");
  if (op === "==" || op === "in") {
    const equal = sql("e.remote_port = ANY(?::int[])", ports);
    return both(or(none, wanted !== isNegated ? equal : not(equal)));
  }
  const order = wanted ? op : OPPOSITE[op];
  if (order === undefined || !/^[<>]=?$/.test(order)) return ALL;
  return both(or(none, sql(`e.remote_port ${order} ?::int`, ports[0])));
}
