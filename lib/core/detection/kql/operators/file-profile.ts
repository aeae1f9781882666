import { type Context, scopeOf } from "../bind/scope.ts";
import { batches, collect, newRun, type Plan, type Run } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Demand } from "../run/test.ts";
import type { Argument } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { freeName } from "./columns.ts";

/** What is known of a file by its hash. */
interface Profile {
  readonly devices: Set<string>;
  first: bigint | null;
  last: bigint | null;
  readonly cells: Map<string, Cell>;
}

const PROFILE: readonly Column[] = [
  { name: "SHA1", type: "string" },
  { name: "SHA256", type: "string" },
  { name: "MD5", type: "string" },
  { name: "FileSize", type: "int" },
  { name: "GlobalPrevalence", type: "int" },
  { name: "GlobalFirstSeen", type: "datetime" },
  { name: "GlobalLastSeen", type: "datetime" },
  { name: "Signer", type: "string" },
  { name: "Issuer", type: "string" },
  { name: "SignerHash", type: "string" },
  { name: "IsCertificateValid", type: "bool" },
  { name: "IsRootSignerMicrosoft", type: "bool" },
  { name: "SignatureState", type: "string" },
  { name: "IsExecutable", type: "bool" },
  { name: "ThreatName", type: "string" },
  { name: "Publisher", type: "string" },
  { name: "SoftwareName", type: "string" },
  { name: "ProfileAvailability", type: "string" },
];

/** Where hashes are, and what else their rows tell, by the name of the profile's column. */
const SOURCES: readonly { readonly table: string; readonly told: { readonly [column: string]: string }; readonly isExecutable: boolean }[] =
  [
    {
      table: "DeviceProcessEvents",
      told: { FileSize: "FileSize", Publisher: "ProcessVersionInfoCompanyName", SoftwareName: "ProcessVersionInfoProductName" },
      isExecutable: true,
    },
    { table: "DeviceImageLoadEvents", told: { FileSize: "FileSize" }, isExecutable: true },
    { table: "DeviceFileEvents", told: { FileSize: "FileSize" }, isExecutable: false },
    { table: "DeviceFileCertificateInfo", told: { Signer: "Signer", Issuer: "Issuer", SignerHash: "SignerHash" }, isExecutable: false },
  ];

const HASHES = ["SHA1", "SHA256", "MD5"] as const;
const LENGTHS: ReadonlyMap<number, (typeof HASHES)[number]> = new Map([
  [40, "SHA1"],
  [64, "SHA256"],
  [32, "MD5"],
]);

const NOTICE =
  "FileProfile is answered from the events kept here, not from Microsoft's cloud: GlobalPrevalence is the number of devices that had the file, " +
  "GlobalFirstSeen and GlobalLastSeen are when; every row is looked up";

/**
 * `invoke FileProfile(hash, most)`: what is known of the file in a column (SHA1 unless named). Microsoft looks up the first `most`
 * rows; here all are, because nothing is saved by leaving rows out.
 * https://learn.microsoft.com/defender-xdr/advanced-hunting-fileprofile-function
 */
export function fileProfile(input: Plan, args: readonly Argument[], context: Context, at: number): Plan {
  context.session.notices.add(NOTICE);
  // Asked for while binding: whoever collects tables for a query learns here which ones.
  const tables = SOURCES.flatMap((source) => {
    const plan = context.session.catalog.table(source.table);
    return plan ? [{ ...source, plan }] : [];
  });
  const name = columnNamed(args[0], at);
  const index = input.columns.findIndex((column) => column.name === name);
  if (index < 0 && !input.isOpen) throw new KqlRefusal("unknown-column", `FileProfile wants the column ${name}, which is not there`, at);
  if (args.length > 2) throw new KqlRefusal("bad-argument", "FileProfile takes a column and a number of rows", at);
  if (args[1]) context.binder.expression(args[1].value, scopeOf(input, context));
  const taken = new Set(input.columns.map((column) => column.name));
  const added = PROFILE.map((column) => {
    const free = freeName(column.name, taken);
    taken.add(free);
    return { name: free, type: column.type };
  });
  return {
    columns: [...input.columns, ...added],
    isOpen: input.isOpen,
    isSerialized: input.isSerialized,
    async *rows(run) {
      const rows = await collect(input, run);
      const profiles = await profilesOf(hashesIn(rows, index), tables, run);
      yield* batches(profiled(rows, index, profiles));
      run.held -= rows.length;
    },
  };
}

/** A bare column name, a text, or nothing. */
function columnNamed(arg: Argument | undefined, at: number): string {
  if (!arg) return "SHA1";
  if (arg.value.kind === "name") return arg.value.name;
  if (arg.value.kind === "literal" && typeof arg.value.value === "string") return arg.value.value;
  throw new KqlRefusal("bad-argument", "FileProfile takes the name of a column", at);
}

function hashOf(cell: Cell | undefined): string {
  return typeof cell === "string" ? cell.toLowerCase() : "";
}

function hashesIn(rows: readonly Row[], index: number): ReadonlySet<string> {
  return new Set(rows.map(({ cells }) => hashOf(cells[index])).filter((hash) => LENGTHS.has(hash.length)));
}

function* profiled(rows: readonly Row[], index: number, profiles: ReadonlyMap<string, Profile>): Generator<Row> {
  for (const { cells, evidence } of rows) {
    const profile = profiles.get(hashOf(cells[index]));
    yield { cells: [...cells, ...PROFILE.map((column) => profileCell(profile, column))], evidence };
  }
}

function profileCell(profile: Profile | undefined, { name, type }: Column): Cell {
  if (name === "ProfileAvailability") return profile ? "Available" : "Missing";
  if (!profile) return emptyOf(type);
  if (name === "GlobalPrevalence") return profile.devices.size;
  if (name === "GlobalFirstSeen") return profile.first;
  if (name === "GlobalLastSeen") return profile.last;
  return profile.cells.get(name) ?? emptyOf(type);
}

/** Reads the tables that have hashes for rows with the wanted ones. */
async function profilesOf(
  wanted: ReadonlySet<string>,
  tables: readonly ((typeof SOURCES)[number] & { readonly plan: Plan })[],
  outer: Run,
): Promise<ReadonlyMap<string, Profile>> {
  const profiles = new Map<string, Profile>();
  if (wanted.size === 0) return profiles;
  for (const { plan, ...source } of tables) {
    const names = ["Timestamp", "DeviceId", ...HASHES, "IsSigned", "IsTrusted", "IsRootSignerMicrosoft", ...Object.values(source.told)];
    const run = newRun(outer.signal, outer.maxRows, new Set(names));
    for await (const batch of plan.rows(run, demandFor(plan, wanted))) {
      outer.signal?.throwIfAborted();
      for (const { cells } of batch) learn(profiles, wanted, plan, cells, source);
    }
  }
  return profiles;
}

function demandFor(plan: Plan, wanted: ReadonlySet<string>): Demand {
  const parts = HASHES.flatMap((hash) => {
    const column = plan.columns.findIndex(({ name }) => name === hash);
    const values = [...wanted].filter((value) => LENGTHS.get(value.length) === hash);
    if (column < 0 || values.length === 0) return [];
    return [{ kind: "leaf" as const, column, op: "in~", values, isFolded: false, holds: (cell: Cell) => wanted.has(hashOf(cell)) }];
  });
  return { test: { kind: "or", parts }, isClosed: true };
}

function learn(
  profiles: Map<string, Profile>,
  wanted: ReadonlySet<string>,
  { columns }: Plan,
  cells: readonly Cell[],
  { told, isExecutable }: (typeof SOURCES)[number],
): void {
  const cell = (name: string): Cell => cells[columns.findIndex((column) => column.name === name)] ?? null;
  const hash = HASHES.map((name) => hashOf(cell(name))).find((value) => wanted.has(value));
  if (hash === undefined) return;
  const profile = profiles.get(hash) ?? { devices: new Set(), first: null, last: null, cells: new Map() };
  profiles.set(hash, profile);
  const [at, device] = [cell("Timestamp"), cell("DeviceId")];
  if (typeof device === "string" && device !== "") profile.devices.add(device);
  if (typeof at === "bigint") {
    if (profile.first === null || at < profile.first) profile.first = at;
    if (profile.last === null || at > profile.last) profile.last = at;
  }
  for (const name of HASHES) keep(profile, name, cell(name));
  for (const [name, column] of Object.entries(told)) keep(profile, name, cell(column));
  const [signed, trusted] = [cell("IsSigned"), cell("IsTrusted")];
  if (typeof trusted === "boolean") profile.cells.set("IsCertificateValid", trusted);
  if (typeof signed === "boolean")
    profile.cells.set("SignatureState", signed ? (trusted === false ? "SignedInvalid" : "SignedValid") : "Unsigned");
  keep(profile, "IsRootSignerMicrosoft", cell("IsRootSignerMicrosoft"));
  if (isExecutable) profile.cells.set("IsExecutable", true);
}

function keep(profile: Profile, name: string, value: Cell): void {
  if (value !== null && value !== "") profile.cells.set(name, value);
}
