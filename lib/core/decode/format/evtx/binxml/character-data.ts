import { Damaged } from "../damaged.ts";
import { utf16Text } from "../value/text.ts";
import { VALUE_TYPE } from "../value/type.ts";
import type { ChunkContext } from "./chunk-context.ts";
import type { Node } from "./node.ts";
import type { Reader } from "./reader.ts";
import { TOKEN } from "./token.ts";

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** What may stand both in an element's content and in an attribute's value; `token` is already read. Throws `Damaged`. */
export function parseCharacterData(token: number, reader: Reader, chunk: ChunkContext): Node {
  const at = reader.at - 1;
  switch (token) {
    case TOKEN.value: {
      const type = reader.u8();
      if (type !== VALUE_TYPE.string) throw new Damaged(`literal value of type 0x${type.toString(16)} at chunk offset ${at}`);
      return { kind: "text", text: countedText(reader) };
    }
    case TOKEN.cdata:
      return { kind: "text", text: countedText(reader) };
    case TOKEN.charReference:
      return { kind: "text", text: String.fromCharCode(reader.u16()) };
    case TOKEN.entityReference: {
      const name = chunk.name(reader);
      return { kind: "text", text: ENTITIES.get(name) ?? `&${name};` };
    }
    case TOKEN.substitution:
    case TOKEN.optionalSubstitution: {
      const index = reader.u16();
      reader.take(1);
      return { kind: "substitution", index, isOptional: token === TOKEN.optionalSubstitution };
    }
  }
  throw new Damaged(`unknown token 0x${token.toString(16).padStart(2, "0")} at chunk offset ${at}`);
}

/** A string with its length in characters before it. */
export function countedText(reader: Reader): string {
  const size = reader.u16() * 2;
  const start = reader.take(size);
  return utf16Text(reader.bytes, start, start + size);
}
