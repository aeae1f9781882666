import type { JsonObject, JsonValue } from "../event/value.ts";
import { isLongInteger, KIND_BITS, MEMBER_SIZE, VALUE } from "./json/flat-scan.ts";
import { MEMBER_NAMES } from "./json/member-names.ts";
import { parseRecord } from "./json/parse-record.ts";
import { TextCache } from "./json/text-cache.ts";
import { ESCAPED, LOCATED, type Located, type RawBytes, type RawValues } from "./located.ts";
import type { Members, Position, RawRecord } from "./record.ts";
import type { DecodeLimits } from "./source.ts";

/** Bytes of a file, and where the members of the records in them stand; shared by these records. */
export interface FlatChunk {
  readonly file: string;
  readonly limits: DecodeLimits;
  readonly bytes: Buffer;
  /** Over the same bytes. */
  readonly view: DataView;
  /** As `FlatScan` gives them. */
  members: Int32Array;
}

/** Where one record of a chunk stands. */
export interface FlatPlace {
  /** 1-based line of the file. */
  readonly line: number;
  /** Offset of the line in the file, where that means anything. */
  readonly offset: number | undefined;
  /** Where in the chunk the record begins and ends. */
  readonly start: number;
  readonly end: number;
  readonly firstMember: number;
  readonly memberCount: number;
  readonly isPlain: boolean;
  readonly isAscii: boolean;
}

/** Which record's members the table has, by name, the positions of; those of other records stand in it too, and are told by what is there. */
let entered: FlatRecord | undefined;
const positions = new Int32Array(8_192);

const texts = new TextCache();
const scratch = Buffer.alloc(4_096);
const KIND_MASK = (1 << KIND_BITS) - 1;
const BACKSLASH = 0x5c;
/** By a value's kind, where its text is. Integers are written in one way only. */
const LOCATED_BY_KIND = new Array<Located>(1 << KIND_BITS).fill(LOCATED.elsewhere);
LOCATED_BY_KIND[VALUE.text] = LOCATED.text;
LOCATED_BY_KIND[VALUE.integer] = LOCATED.text;
LOCATED_BY_KIND[VALUE.escaped] = LOCATED.escaped;
LOCATED_BY_KIND[VALUE.other] = LOCATED.foreign;
LOCATED_BY_KIND[VALUE.null] = LOCATED.absent;

/** A flat JSON object whose members are read from its bytes; parsed only when somebody asks for the whole of it. */
export class FlatRecord implements RawRecord, Members {
  readonly shape = "json";
  private readonly chunk: FlatChunk;
  private readonly place: FlatPlace;
  private parsed: JsonObject | undefined;

  constructor(chunk: FlatChunk, place: FlatPlace) {
    this.chunk = chunk;
    this.place = place;
  }

  get position(): Position {
    const { file } = this.chunk;
    const { line, offset } = this.place;
    return offset === undefined ? { file, record: line } : { file, record: line, offset };
  }

  get body(): JsonObject {
    if (!this.parsed) {
      const { bytes, limits } = this.chunk;
      const { start, end, isAscii } = this.place;
      const parsed = parseRecord(bytes.toString(isAscii ? "latin1" : "utf8", start, end), limits);
      // What the scan takes is JSON within the limits: there is nothing to refuse.
      if (!parsed.ok) throw new Error(`a scanned record cannot be parsed: ${parsed.detail}`);
      this.parsed = parsed.body;
    }
    return this.parsed;
  }

  get members(): Members {
    return this;
  }

  has(number: number): boolean {
    return this.find(number) >= 0;
  }

  value(number: number): JsonValue | undefined {
    const at = this.find(number);
    if (at < 0) return undefined;
    const { bytes, members } = this.chunk;
    const start = members[at + 1] ?? 0;
    const end = members[at + 2] ?? 0;
    switch ((members[at] ?? 0) & KIND_MASK) {
      case VALUE.text:
        return bytes.toString("latin1", start, end);
      case VALUE.escaped:
        return unescaped(bytes, start, end);
      case VALUE.other:
        return JSON.parse(bytes.toString("utf8", start - 1, end + 1));
      case VALUE.integer:
        return integer(bytes, start, end);
      case VALUE.number: {
        const text = bytes.toString("latin1", start, end);
        return isLongInteger(text) ? text : Number(text);
      }
      case VALUE.true:
        return true;
      case VALUE.false:
        return false;
      default:
        return null;
    }
  }

  shared(number: number): JsonValue | undefined {
    const at = this.find(number);
    const { bytes, view, members } = this.chunk;
    const isText = at >= 0 && ((members[at] ?? 0) & KIND_MASK) === VALUE.text;
    return isText ? texts.text(bytes, view, members[at + 1] ?? 0, members[at + 2] ?? 0) : this.value(number);
  }

  locate(number: number, into: RawBytes): Located {
    const at = this.find(number);
    if (at < 0) return LOCATED.absent;
    const { bytes, view, members } = this.chunk;
    into.bytes = bytes;
    into.view = view;
    into.start = members[at + 1] ?? 0;
    into.end = members[at + 2] ?? 0;
    return LOCATED_BY_KIND[(members[at] ?? 0) & KIND_MASK] ?? LOCATED.elsewhere;
  }

  rawValues(into: RawValues): boolean {
    const { firstMember, memberCount, isPlain } = this.place;
    if (!isPlain) return false;
    const { bytes, view, members } = this.chunk;
    into.bytes = bytes;
    into.view = view;
    into.places = members;
    into.first = firstMember + 1;
    into.count = memberCount;
    into.step = MEMBER_SIZE;
    return true;
  }

  /** Where in the chunk's list a member stands; -1 when the record has none of that name. */
  private find(number: number): number {
    if (entered !== this) this.enter();
    const at = positions[number] ?? -1;
    const { firstMember, memberCount } = this.place;
    const isOwn = at >= firstMember && at < firstMember + memberCount * MEMBER_SIZE;
    return isOwn && (this.chunk.members[at] ?? 0) >>> KIND_BITS === number ? at : -1;
  }

  private enter(): void {
    entered = this;
    const { members } = this.chunk;
    const { firstMember, memberCount } = this.place;
    for (let i = 0, at = firstMember; i < memberCount; i++, at += MEMBER_SIZE) positions[(members[at] ?? 0) >>> KIND_BITS] = at;
  }

  get hasSpacedName(): boolean {
    const { members } = this.chunk;
    const { firstMember, memberCount } = this.place;
    for (let i = 0, at = firstMember; i < memberCount; i++, at += MEMBER_SIZE)
      if (MEMBER_NAMES.isSpaced((members[at] ?? 0) >>> KIND_BITS)) return true;
    return false;
  }

  *names(): Iterable<string> {
    const { members } = this.chunk;
    const { firstMember, memberCount } = this.place;
    for (let i = 0, at = firstMember; i < memberCount; i++, at += MEMBER_SIZE)
      yield MEMBER_NAMES.names[(members[at] ?? 0) >>> KIND_BITS] ?? "";
  }
}

function unescaped(bytes: Buffer, start: number, end: number): string {
  if (end - start > scratch.length) return JSON.parse(bytes.toString("latin1", start - 1, end + 1));
  let to = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    scratch[to++] = byte === BACKSLASH ? (ESCAPED[bytes[++i] ?? 0] ?? 0) : byte;
  }
  return scratch.toString("latin1", 0, to);
}

function integer(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (bytes[i] ?? 0) - 0x30;
  return value;
}
