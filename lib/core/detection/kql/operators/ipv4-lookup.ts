import { type Context, constantOf, emptyScope, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { collect, type Plan } from "../run/plan.ts";
import { type Batch, both, type Row } from "../run/row.ts";
import { mapTest } from "../run/test.ts";
import type { Operator } from "../syntax/ast.ts";
import { readsAll } from "../syntax/mentions.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { keyOf, printCell } from "../value/compare.ts";
import { parseIpv4 } from "../value/ip.ts";
import { emptyOf } from "../value/type.ts";
import { freeName } from "./columns.ts";

type EvaluateOperator = Operator & { readonly op: "evaluate" };

/** Blocks by prefix length, then by masked address: a lookup tries each length in use once. */
class CidrIndex {
  private readonly lengths = new Map<number, Map<number, Row[]>>();

  add(cidr: string, row: Row): void {
    const parsed = parseIpv4(cidr);
    if (!parsed) return;
    const blocks = this.lengths.get(parsed.bits) ?? new Map<number, Row[]>();
    this.lengths.set(parsed.bits, blocks);
    const masked = mask(parsed.value, parsed.bits);
    const rows = blocks.get(masked);
    if (rows) rows.push(row);
    else blocks.set(masked, [row]);
  }

  /** Undefined when the address is none of IPv4. */
  find(address: string): readonly Row[] | undefined {
    const parsed = parseIpv4(address);
    if (!parsed) return undefined;
    const found: Row[] = [];
    for (const [bits, blocks] of this.lengths) if (bits <= parsed.bits) found.push(...(blocks.get(mask(parsed.value, bits)) ?? []));
    return found;
  }
}

function mask(value: number, bits: number): number {
  return bits === 0 ? 0 : (value & (-1 << (32 - bits))) >>> 0;
}

/**
 * Joins rows with the CIDR blocks their address lies in. A row whose address is not IPv4 is left out, with
 * `return_unmatched` too, and the result says so: the manual only speaks of IPv4 values, and the derived events the seeds are held
 * to (a process that talks IPv6 alone) expect no row. https://learn.microsoft.com/kusto/query/ipv4-lookup-plugin
 */
export function bindLookup(op: EvaluateOperator, input: Plan, context: Context): Plan {
  const positional = op.args.filter((arg) => arg.name === undefined);
  const [table, source, key, ...more] = positional;
  if (!table || !source || key?.value.kind !== "name")
    throw new KqlRefusal("bad-argument", "ipv4_lookup takes a table, an address and the table's CIDR column", op.at);
  const lookup = context.binder.table(table.value, context);
  const scope = scopeOf(input, context);
  const address = context.binder.expression(source.value, scope);
  const keyIndex = lookup.columns.findIndex((column) => key.value.kind === "name" && column.name === key.value.name);
  if (keyIndex < 0 && !lookup.isOpen)
    throw new KqlRefusal("unknown-column", `the lookup table has no column ${key.value.name}`, key.value.at);
  const named = op.args.find((arg) => arg.name === "return_unmatched");
  const last = more.at(-1)?.value;
  const flagNode = named?.value ?? (last?.kind === "literal" && last.type === "bool" ? last : undefined);
  const returnsUnmatched =
    flagNode !== undefined && constantOf(context.binder.expression(flagNode, emptyScope(context)), "return_unmatched", op.at) === true;
  if (returnsUnmatched) context.session.notices.add("ipv4_lookup leaves out rows whose address is not IPv4");
  const extra = more
    .filter((arg) => arg.value !== flagNode)
    .map((arg) => {
      const { value } = arg;
      const index = value.kind === "name" ? lookup.columns.findIndex((column) => column.name === value.name) : -1;
      if (index < 0) throw new KqlRefusal("bad-argument", "an extra key must be a column of both tables", value.at);
      return { bound: context.binder.expression(value, scope), index };
    });
  const taken = new Set(input.columns.map((column) => column.name));
  const columns = [
    ...input.columns,
    ...lookup.columns.map(({ name, type }) => {
      const free = freeName(name, taken);
      taken.add(free);
      return { name: free, type };
    }),
  ];
  const namesAll = !op.args.some((arg) => readsAll(arg.value));
  const nothing = lookup.columns.map((column) => emptyOf(column.type));
  return {
    columns,
    isOpen: input.isOpen || lookup.isOpen,
    isSerialized: false,
    async *rows(run, demand): AsyncGenerator<Batch> {
      const asked = demand && {
        test: mapTest(demand.test, (column) => (column < input.columns.length ? column : undefined)),
        isClosed: demand.isClosed && namesAll,
      };
      const blocks = lookup.blocks?.column === keyIndex ? lookup.blocks : undefined;
      const rows = blocks ? [] : await collect(lookup, run);
      const index = new CidrIndex();
      const cidrType = lookup.columns[keyIndex]?.type ?? "string";
      for (const row of rows) index.add(printCell(row.cells[keyIndex] ?? null, cidrType), row);
      const search = (text: string): readonly Row[] | undefined => {
        if (!blocks) return index.find(text);
        const parsed = parseIpv4(text);
        return parsed && blocks.find(parsed.value, parsed.bits);
      };
      for await (const batch of input.rows(run, asked)) {
        run.signal?.throwIfAborted();
        const out: Row[] = [];
        for (const { cells, evidence } of batch) {
          const found = search(printCell(address.evaluate(cells, NO_FRAME), address.type));
          if (!found) continue;
          const matches = found.filter((row) =>
            extra.every((one) => keyOf(one.bound.evaluate(cells, NO_FRAME)) === keyOf(row.cells[one.index] ?? null)),
          );
          for (const match of matches) out.push({ cells: [...cells, ...match.cells], evidence: both(evidence, match.evidence) });
          if (matches.length === 0 && returnsUnmatched) out.push({ cells: [...cells, ...nothing], evidence });
        }
        if (out.length > 0) yield out;
      }
      run.held -= rows.length;
    },
  };
}
