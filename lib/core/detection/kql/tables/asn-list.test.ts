import { expect, test } from "vitest";
import { buildAsnTable } from "#core/enrichment/asn-table";
import { parseIpv4 } from "../value/ip.ts";
import type { Column } from "../value/type.ts";
import { asnList } from "./asn-list.ts";

const CSV = [
  "16777216,16777471,13335,Cloud",
  "16778240,16779263,38803,Telco",
  "16779264,16779300,0,Nobody",
  "167772160,167772164,64512,Odd",
].join("\n");
const COLUMNS: readonly Column[] = [
  { name: "CIDR", type: "string" },
  { name: "CIDRASN", type: "int" },
  { name: "CIDRASNName", type: "string" },
];

test("searching the bundled AS data gives the rows that reading it gives", () => {
  const list = asnList(buildAsnTable({ v4: CSV, v6: "" }).table, "https://x.example", COLUMNS);
  const rows = [...(list?.rows?.() ?? [])];
  expect(rows.length).toBeGreaterThan(3);
  for (const address of ["1.0.0.0", "1.0.0.255", "1.0.1.0", "1.0.4.7", "1.0.8.1", "10.0.0.4", "10.0.0.5", "0.0.0.0", "255.255.255.255"]) {
    const { value = 0 } = parseIpv4(address) ?? {};
    for (const most of [32, 24, 30]) {
      const held = rows.filter(([cidr]) => {
        const block = parseIpv4(String(cidr));
        return block !== undefined && block.bits <= most && value >= block.value && value < block.value + 2 ** (32 - block.bits);
      });
      expect(list?.blocks?.find(value, most), `${address} within /${most}`).toEqual(held);
    }
  }
});
