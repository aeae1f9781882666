import type { EventClass } from "#core/event/class";
import type { Event } from "#core/event/event";
import { fieldRef } from "#core/event/field";
import { parseHashes } from "#core/normalise/text";
import type { Cell } from "../value/type.ts";
import { isSignedFile } from "./certificate-row.ts";
import { classesOf, deviceTableOf } from "./device-row.ts";
import { columnReader } from "./event-row.ts";
import { TABLES } from "./schema.ts";

/** A table whose rows are about a file: what they tell of it, by the name of `FileProfile`'s column. */
export interface FileSource {
  readonly table: string;
  readonly told: { readonly [column: string]: string };
  readonly isExecutable: boolean;
}

const CERTIFICATES = "DeviceFileCertificateInfo";

export const FILE_SOURCES: readonly FileSource[] = [
  {
    table: "DeviceProcessEvents",
    told: { FileSize: "FileSize", Publisher: "ProcessVersionInfoCompanyName", SoftwareName: "ProcessVersionInfoProductName" },
    isExecutable: true,
  },
  { table: "DeviceImageLoadEvents", told: { FileSize: "FileSize" }, isExecutable: true },
  { table: "DeviceFileEvents", told: { FileSize: "FileSize" }, isExecutable: false },
  { table: CERTIFICATES, told: { Signer: "Signer", Issuer: "Issuer", SignerHash: "SignerHash" }, isExecutable: false },
];

/** The strongest first: the first that a row has is the one its file is known by. */
export const FILE_HASHES = ["SHA256", "SHA1", "MD5"] as const;
export type FileHash = (typeof FILE_HASHES)[number];

const DIGITS: { readonly [H in FileHash]: number } = { SHA256: 64, SHA1: 40, MD5: 32 };

/** Which hash a text is, in small letters; undefined when it is none. */
export function hashNamed(text: string): FileHash | undefined {
  return /^[0-9a-f]*$/.test(text) ? FILE_HASHES.find((name) => DIGITS[name] === text.length) : undefined;
}

/** Columns that a source's rows are asked for. */
export function factColumns({ told }: FileSource): readonly string[] {
  return [...FILE_HASHES, "IsSigned", "IsTrusted", "IsRootSignerMicrosoft", ...Object.values(told)];
}

/** What a row tells of its file beside the hashes; what it does not know is not there. */
export function factsOf({ told, isExecutable }: FileSource, cell: (column: string) => Cell): Map<string, Cell> {
  const facts = new Map<string, Cell>();
  const keep = (name: string, value: Cell) => {
    if (value !== null && value !== "") facts.set(name, value);
  };
  for (const name of FILE_HASHES) keep(name, cell(name));
  for (const [name, column] of Object.entries(told)) keep(name, cell(column));
  const [signed, trusted] = [cell("IsSigned"), cell("IsTrusted")];
  if (typeof trusted === "boolean") facts.set("IsCertificateValid", trusted);
  if (typeof signed === "boolean") facts.set("SignatureState", signed ? (trusted === false ? "SignedInvalid" : "SignedValid") : "Unsigned");
  keep("IsRootSignerMicrosoft", cell("IsRootSignerMicrosoft"));
  if (isExecutable) facts.set("IsExecutable", true);
  return facts;
}

/** The file an event is about. */
export interface EventFile {
  readonly hashes: { readonly [H in FileHash]?: string };
  /** Read when somebody asks. */
  facts(): ReadonlyMap<string, Cell>;
}

type Readers = ReadonlyMap<string, (event: Event) => Cell>;

const READERS: ReadonlyMap<string, { readonly source: FileSource; readonly read: Readers }> = new Map(
  FILE_SOURCES.map((source) => {
    const types = new Map((TABLES.get(source.table) ?? []).map((column) => [column.name, column]));
    const known = factColumns(source).flatMap((name) => types.get(name) ?? []);
    return [source.table, { source, read: new Map(known.map((column) => [column.name, columnReader(column, source.table)])) }];
  }),
);

/** Of sensors other than Defender. */
const FILE_CLASSES: ReadonlySet<EventClass> = new Set(FILE_SOURCES.flatMap(({ table }) => classesOf(table)));

type Hashes = EventFile["hashes"];

/** Sysmon writes them all into one field, and reading it costs a tenth of making the row: it is what the row's columns are made from. */
function sysmonHashes(event: Event): Hashes | undefined {
  const written = event.get(HASHES) ?? event.get(HASH);
  if (typeof written !== "string") return undefined;
  const { sha256, sha1, md5 } = parseHashes(written);
  return chosen((name) => (name === "SHA256" ? sha256 : name === "SHA1" ? sha1 : md5));
}

const HASHES = fieldRef("sigma", "Hashes");
const HASH = fieldRef("sigma", "Hash");

function viewHashes(event: Event, read: Readers): Hashes | undefined {
  return chosen((name) => {
    const value = read.get(name)?.(event);
    return typeof value === "string" ? value.toLowerCase() : undefined;
  });
}

function chosen(hashOf: (name: FileHash) => string | undefined): Hashes | undefined {
  const hashes: { [H in FileHash]?: string } = {};
  let isNamed = false;
  for (const name of FILE_HASHES) {
    const text = hashOf(name);
    if (text === undefined || hashNamed(text) !== name) continue;
    hashes[name] = text;
    isNamed = true;
  }
  return isNamed ? hashes : undefined;
}

/** The file that an event's row in one of the tables is about; undefined when it names none by a hash. */
export function fileOf(event: Event): EventFile | undefined {
  if (event.source !== "defender" && !FILE_CLASSES.has(event.class)) return undefined;
  const own = READERS.get(deviceTableOf(event) ?? "");
  if (!own) return undefined;
  const hashes = event.source === "sysmon" ? sysmonHashes(event) : viewHashes(event, own.read);
  if (!hashes) return undefined;
  const told = ({ source, read }: NonNullable<typeof own>) => factsOf(source, (column) => read.get(column)?.(event) ?? null);
  return {
    hashes,
    facts: () => {
      const facts = told(own);
      const certificate = READERS.get(CERTIFICATES);
      if (certificate && certificate !== own && isSignedFile(event)) for (const [name, value] of told(certificate)) facts.set(name, value);
      return facts;
    },
  };
}
