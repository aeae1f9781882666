import type { FieldValue, JsonObject, JsonValue } from "../../event/value.ts";
import { asFieldValue, asObject, asText, isList, own, readPath } from "../document.ts";
import { type KeyValue, keyValues } from "./key-values.ts";
import type { Derive, Reading } from "./labels.ts";

/** System calls that rules name, by their numbers; the audit system writes the names itself only in its enriched format. */
const CALLS: { readonly [arch: string]: { readonly [number: string]: string } } = {
  x86_64: {
    41: "socket",
    42: "connect",
    59: "execve",
    99: "sysinfo",
    101: "ptrace",
    103: "syslog",
    133: "mknod",
    135: "personality",
    175: "init_module",
    257: "openat",
    313: "finit_module",
    319: "memfd_create",
    322: "execveat",
  },
  aarch64: {
    33: "mknodat",
    56: "openat",
    92: "personality",
    105: "init_module",
    116: "syslog",
    117: "ptrace",
    179: "sysinfo",
    198: "socket",
    203: "connect",
    221: "execve",
    273: "finit_module",
    279: "memfd_create",
    281: "execveat",
  },
};
const ARCHES: { readonly [code: string]: string } = { c000003e: "x86_64", c00000b7: "aarch64" };

function callOf(arch: string, number: string): string | undefined {
  const name = arch.toLowerCase().replace(/^0x/, "");
  return CALLS[ARCHES[name] ?? name]?.[number];
}

const of = (more: Omit<Reading, "labels">): Reading => ({ labels: { product: ["linux"], service: ["auditd"] }, ...more });

/** One record as a collector laid it out. The record types of the audit system that rules ask for are words in capitals. */
function recordReading(body: JsonObject): Reading | undefined {
  const type = asText(own(body, "type")) ?? "";
  const marks = ["a0", "syscall", "SYSCALL", "auid", "exe", "msg", "node", "audit_id", "comm", "name", "nametype", "unit", "pid"];
  if (!/^[A-Z][A-Z0-9_]{2,30}$/.test(type) || !marks.some((name) => Object.hasOwn(body, name))) return undefined;
  return of({
    derive: (record, name) => (name === "SYSCALL" && own(record, name) === undefined ? namedCall(record) : undefined),
    aliases: { SYSCALL: ["syscall"] },
  });
}

function namedCall(record: JsonObject): string | undefined {
  return callOf(asText(own(record, "arch")) ?? "", asText(own(record, "syscall")) ?? "");
}

const LINE = /(?:^|\s)type=([A-Z][A-Z0-9_]+) msg=audit\(\d+\.\d+:\d+\):/;
/** What the audit system writes in hexadecimal when there is a space or a quote in it; elsewhere such a text is a number. */
const TEXTS = /^(?:a\d+|name|comm|exe|cwd|cmd|proctitle|key|data|unit|acct)$/;
const NUMBERED = /^(?:SYSCALL|OBJ_PID)$/;

/** A line of `audit.log` inside a member, as those collectors ship it that do not look into it. */
export function auditLineReading(line: string): Reading | undefined {
  const type = LINE.exec(line)?.[1];
  if (type === undefined) return undefined;
  const pairs = keyValues(line.slice(line.indexOf("):") + 2));
  const decoded = [...pairs].flatMap(([name, pair]) => (textOf(name, pair, type) === pair.text ? [] : textOf(name, pair, type)));
  return of({
    texts: () => decoded,
    derive: (_, name) => {
      if (name === "type") return type;
      const pair = pairs.get(name);
      if (pair !== undefined) return textOf(name, pair, type);
      return name === "SYSCALL" ? callOf(pairs.get("arch")?.text ?? "", pairs.get("syscall")?.text ?? "") : undefined;
    },
  });
}

function textOf(name: string, { text, isQuoted }: KeyValue, type: string): string {
  const mayBeHex = !isQuoted && TEXTS.test(name) && !NUMBERED.test(type) && text.length > 3 && /^(?:[0-9A-F]{2})+$/.test(text);
  return mayBeHex ? Buffer.from(text, "hex").toString("utf8").replaceAll("\0", " ") : text;
}

/** The records of one event that Laurel puts into one object, each under its type. */
const LAUREL_ID = /^\d+\.\d+:\d+$/;

export function laurelReading(body: JsonObject): Reading | undefined {
  if (!LAUREL_ID.test(asText(own(body, "ID")) ?? "")) return undefined;
  const types = Object.keys(body).filter((name) => /^[A-Z][A-Z0-9_]{2,30}$/.test(name) && typeof own(body, name) === "object");
  if (types.length === 0) return undefined;
  const call = asText(readPath(body, "SYSCALL.SYSCALL")) ?? namedCall(asObject(own(body, "SYSCALL")) ?? {});
  const isStart = types.includes("EXECVE") && /^execve(?:at)?$/.test(call ?? "execve");
  const derive: Derive = (record, name) => {
    if (name === "type") return types;
    if (name === "SYSCALL") return call;
    return argument(record, name) ?? (isStart ? startField(record, name) : undefined) ?? inRecords(record, types, name);
  };
  const lines = (record: JsonObject) => ["EXECVE", "PROCTITLE"].flatMap((type) => argsOf(record, type).join(" ") || []);
  return of({ derive, texts: lines, ...(isStart && { class: "process_creation" as const }) });
}

function argsOf(body: JsonObject, type: string): readonly string[] {
  const list = readPath(body, `${type}.ARGV`);
  if (list !== undefined && list !== null && isList(list)) return list.map((item) => asText(item) ?? "");
  const line = asText(list) ?? asText(readPath(body, `${type}.ARGV_STR`)) ?? "";
  return line === "" ? [] : line.split(" ");
}

/** `a1` of a started program is its argument, that of a system call a register: an event has both. */
function argument(body: JsonObject, name: string): FieldValue | undefined {
  const at = /^a(\d{1,4})$/.exec(name)?.[1];
  if (at === undefined) return undefined;
  const values = [argsOf(body, "EXECVE")[Number(at)], asText(readPath(body, `SYSCALL.${name}`))?.replace(/^0x/, "")];
  const found = values.filter((value) => value !== undefined);
  return found.length > 0 ? found : undefined;
}

function startField(body: JsonObject, name: string): FieldValue | undefined {
  switch (name) {
    case "Image":
      return asFieldValue(readPath(body, "SYSCALL.exe"));
    case "CommandLine": {
      const args = argsOf(body, "EXECVE");
      return args.length > 0 ? args.join(" ") : undefined;
    }
    case "ParentImage":
      return asFieldValue(readPath(body, "PARENT_INFO.exe"));
    case "ParentCommandLine": {
      const args = argsOf(body, "PARENT_INFO");
      return args.length > 0 ? args.join(" ") : undefined;
    }
    case "CurrentDirectory":
      return asFieldValue(readPath(body, "CWD.cwd"));
    case "User":
      return asFieldValue(readPath(body, "SYSCALL.UID"));
    case "LogonId":
      return asFieldValue(readPath(body, "SYSCALL.auid"));
    default:
      return undefined;
  }
}

/** A name in whichever of the event's records has it, and all values where several have. */
function inRecords(body: JsonObject, types: readonly string[], name: string): FieldValue | undefined {
  const values: JsonValue[] = [];
  for (const type of types) {
    const found = readPath(body, `${type}.${name}`);
    if (found !== undefined && found !== null) values.push(...(isList(found) ? found : [found]));
  }
  return values.length > 0 ? asFieldValue(values) : undefined;
}

export const auditdReading = (body: JsonObject): Reading | undefined => laurelReading(body) ?? recordReading(body);
