import { Damaged } from "../damaged.ts";
import { utf16Text } from "../value/text.ts";
import type { Node } from "./node.ts";
import type { Reader } from "./reader.ts";

/** Honest templates lie side by side in their chunk; only hostile ones overlap, and each would be parsed anew. */
const TEMPLATE_BYTES_FACTOR = 4;

/** What the records of one chunk share: its bytes, and the names and templates found in them, by offset. */
export class ChunkContext {
  readonly bytes: Buffer;
  readonly templates = new Map<number, readonly Node[]>();
  readonly openTemplates = new Set<number>();
  readonly #names = new Map<number, string>();
  #templateBytes: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#templateBytes = bytes.length * TEMPLATE_BYTES_FACTOR;
  }

  spendTemplateBytes(size: number): void {
    this.#templateBytes -= size;
    if (this.#templateBytes < 0) throw new Damaged("the chunk's templates overlap too often to be read");
  }

  /** Reads the offset of a name and, where the name is stored right here, moves past it. */
  name(reader: Reader): string {
    const offset = reader.u32();
    const known = this.#names.get(offset);
    const isInline = offset === reader.at;
    if (known !== undefined && !isInline) return known;
    if (offset + 8 > this.bytes.length) throw new Damaged(`name at chunk offset ${offset} lies outside the chunk`);
    // next offset in the hash bucket (4), hash (2), length in characters (2), characters, NUL (2)
    const start = offset + 8;
    const end = start + this.bytes.readUInt16LE(offset + 6) * 2;
    if (end + 2 > this.bytes.length) throw new Damaged(`name at chunk offset ${offset} runs out of the chunk`);
    if (isInline) reader.take(end + 2 - offset);
    const name = known ?? utf16Text(this.bytes, start, end);
    if (name === "") throw new Damaged(`name at chunk offset ${offset} is empty`);
    this.#names.set(offset, name);
    return name;
  }
}
