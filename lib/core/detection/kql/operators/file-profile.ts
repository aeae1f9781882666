import { type Context, scopeOf } from "../bind/scope.ts";
import type { KnownFile } from "../bind/session.ts";
import { batches, collect, newRun, type Plan, type Run } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Demand } from "../run/test.ts";
import type { Argument } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { FILE_HASHES, FILE_SOURCES, type FileSource, factColumns, factsOf, hashNamed } from "../tables/file-facts.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { freeName } from "./columns.ts";

/** What rows tell of a file as they are read. */
interface Learnt {
  readonly devices: Set<string>;
  first: bigint | null;
  last: bigint | null;
  readonly facts: Map<string, Cell>;
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

const NOTICE =
  "FileProfile is answered from the events kept here, not from Microsoft's cloud: GlobalPrevalence is the number of devices that had the file, " +
  "GlobalFirstSeen and GlobalLastSeen are when; every row is looked up";
const OF_ALL = `${NOTICE}, in all events ever stored, whatever time the query looks at`;

/**
 * `invoke FileProfile(hash, most)`: what is known of the file in a column (SHA1 unless named). Microsoft looks up the first `most`
 * rows; here all are, because nothing is saved by leaving rows out.
 * https://learn.microsoft.com/defender-xdr/advanced-hunting-fileprofile-function
 */
export function fileProfile(input: Plan, args: readonly Argument[], context: Context, at: number): Plan {
  const { files } = context.session.outside;
  context.session.notices.add(files ? OF_ALL : NOTICE);
  // Asked for while binding: whoever collects tables for a query learns here which ones.
  const tables = FILE_SOURCES.flatMap((source) => {
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
      const wanted = hashesIn(rows, index);
      const profiles = files ? await files([...wanted]) : await profilesOf(wanted, tables, run);
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
  return new Set(rows.map(({ cells }) => hashOf(cells[index])).filter((hash) => hashNamed(hash) !== undefined));
}

function* profiled(rows: readonly Row[], index: number, profiles: ReadonlyMap<string, KnownFile>): Generator<Row> {
  for (const { cells, evidence } of rows) {
    const profile = profiles.get(hashOf(cells[index]));
    yield { cells: [...cells, ...PROFILE.map((column) => profileCell(profile, column))], evidence };
  }
}

function profileCell(profile: KnownFile | undefined, { name, type }: Column): Cell {
  if (name === "ProfileAvailability") return profile ? "Available" : "Missing";
  if (!profile) return emptyOf(type);
  if (name === "GlobalPrevalence") return profile.devices;
  if (name === "GlobalFirstSeen") return profile.first;
  if (name === "GlobalLastSeen") return profile.last;
  return profile.facts.get(name) ?? emptyOf(type);
}

/** Reads the tables that have hashes for rows with the wanted ones. */
async function profilesOf(
  wanted: ReadonlySet<string>,
  tables: readonly (FileSource & { readonly plan: Plan })[],
  outer: Run,
): Promise<ReadonlyMap<string, KnownFile>> {
  const profiles = new Map<string, Learnt>();
  for (const { plan, ...source } of wanted.size === 0 ? [] : tables) {
    const run = newRun(outer.signal, outer.maxRows, new Set(["Timestamp", "DeviceId", ...factColumns(source)]));
    for await (const batch of plan.rows(run, demandFor(plan, wanted))) {
      outer.signal?.throwIfAborted();
      for (const { cells } of batch) learn(profiles, wanted, plan, cells, source);
    }
  }
  return new Map([...profiles].map(([hash, { devices, ...profile }]) => [hash, { ...profile, devices: devices.size }]));
}

function demandFor(plan: Plan, wanted: ReadonlySet<string>): Demand {
  const parts = FILE_HASHES.flatMap((hash) => {
    const column = plan.columns.findIndex(({ name }) => name === hash);
    const values = [...wanted].filter((value) => hashNamed(value) === hash);
    if (column < 0 || values.length === 0) return [];
    return [{ kind: "leaf" as const, column, op: "in~", values, isFolded: false, holds: (cell: Cell) => wanted.has(hashOf(cell)) }];
  });
  return { test: { kind: "or", parts }, isClosed: true };
}

function learn(
  profiles: Map<string, Learnt>,
  wanted: ReadonlySet<string>,
  { columns }: Plan,
  cells: readonly Cell[],
  source: FileSource,
): void {
  const cell = (name: string): Cell => cells[columns.findIndex((column) => column.name === name)] ?? null;
  const [at, device] = [cell("Timestamp"), cell("DeviceId")];
  for (const hash of new Set(FILE_HASHES.map((name) => hashOf(cell(name))))) {
    if (!wanted.has(hash)) continue;
    const profile = profiles.get(hash) ?? { devices: new Set(), first: null, last: null, facts: new Map() };
    profiles.set(hash, profile);
    if (typeof device === "string" && device !== "") profile.devices.add(device);
    if (typeof at === "bigint") {
      if (profile.first === null || at < profile.first) profile.first = at;
      if (profile.last === null || at > profile.last) profile.last = at;
    }
    for (const [name, value] of factsOf(source, cell)) profile.facts.set(name, value);
  }
}
