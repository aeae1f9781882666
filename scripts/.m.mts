import { performance } from "node:perf_hooks";

const { loadAddressData } = await import("../lib/addresses.ts");
const { createAddressLookup } = await import("../lib/core/enrichment/enrich.ts");
globalThis.gc?.();
const rss0 = process.memoryUsage();
const t = performance.now();
const data = await loadAddressData();
console.log("load ms", performance.now() - t);
globalThis.gc?.();
const m = process.memoryUsage();
console.log(
  "rss MB",
  (m.rss - rss0.rss) / 1e6,
  "heap",
  (m.heapUsed - rss0.heapUsed) / 1e6,
  "ab",
  (m.arrayBuffers - rss0.arrayBuffers) / 1e6,
);
const look = createAddressLookup(data);
for (const a of [
  "8.8.8.8",
  "1.1.1.1",
  "2606:4700:4700::1111",
  "13.107.4.50",
  "::ffff:8.8.8.8",
  "91.198.174.192",
  "192.168.1.1",
  "2001:db8::1",
  "fe80::1%eth0",
  "x",
])
  console.log(look(a));
for (const f of [4, 6]) {
  const as = Array.from({ length: 200000 }, (_, i) =>
    f === 4
      ? `${1 + ((i * 7919) % 223)}.${i % 256}.${(i * 31) % 256}.9`
      : `2${(i % 4096).toString(16).padStart(3, "0")}:${((i * 7919) % 65536).toString(16)}::${(i % 9999).toString(16)}`,
  );
  for (let k = 0; k < 3; k++) {
    let n = 0;
    const c = process.cpuUsage();
    for (const a of as) if (look(a).asn) n++;
    const u = process.cpuUsage(c);
    console.log(`v${f}`, Math.round(as.length / ((u.user + u.system) / 1e6)), "lookups/s cpu, hit", n);
  }
}
