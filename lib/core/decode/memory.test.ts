import { expect, test } from "vitest";
import { decodeBatches } from "./decode.ts";
import type { ByteSource } from "./source.ts";

const MIB = 1024 * 1024;

/** `head`, then `size` bytes of `filler`, then `tail`, made as they are read; never held. */
function lazySource(head: string, filler: string, size: number, tail: string): ByteSource {
  const piece = Buffer.alloc(MIB, filler);
  return {
    size: head.length + size + tail.length,
    read: async (offset, length) => Buffer.concat([Buffer.from(head), piece]).subarray(offset, offset + length),
    async *stream() {
      yield Buffer.from(head);
      for (let made = 0; made < size; made += piece.length) yield piece;
      yield Buffer.from(tail);
    },
  };
}

test.each([
  ["a line", '{"a":1}\n{"x":"', "y", '"}\n{"a":2}\n', ["record", "record-too-large", "record"]],
  ["a line of control characters", '{"a":1}\n', "\0", '\n{"a":2}\n', ["record", "record-too-large", "record"]],
  ["a list element", '[{"a":1},{"x":"', "y", '"},{"a":2}]', ["record", "record-too-large", "record"]],
  ["brackets", '[{"a":1},{"x":', "[", '"},{"a":2}]', ["record", "record-too-large"]],
  ["a field of a table", 'Time,Name\n1,a\n2,"', "y", '"\n3,b\n', ["record", "record-too-large", "record"]],
  ["a field without quotes", "Time,Name\n1,a\n2,", "y", "\n3,b\n", ["record", "record-too-large", "record"]],
])("%s of 300 MB is skipped without being held", async (_, head, filler, tail, expected) => {
  const found: string[] = [];
  const before = process.memoryUsage();
  let most = 0;
  const source = lazySource(head, filler, 300 * MIB, tail);
  const onProgress = () => {
    const { rss } = process.memoryUsage();
    most = Math.max(most, rss - before.rss);
  };
  for await (const batch of decodeBatches(source, { file: "x", onProgress })) {
    for (const item of batch) found.push("code" in item ? item.code : "record");
  }
  expect(found).toEqual(expected);
  expect(most).toBeLessThan(100 * MIB);
});
