import { Damaged } from "../damaged.ts";
import { countedText, parseCharacterData } from "./character-data.ts";
import type { AttributeNode, ElementNode, InstanceNode, Node, ValueSlot } from "./node.ts";
import { Reader } from "./reader.ts";
import { deeper, type Scope } from "./scope.ts";
import { MORE_FLAG, TOKEN } from "./token.ts";

const NO_DEPENDENCY = 0xffff;
/** Next offset (4), GUID (16) and size (4) before a template's own bytes. */
const TEMPLATE_HEADER_SIZE = 24;

/**
 * The nodes of a fragment, up to its end of stream. Templates are parsed once per chunk and then shared.
 * Source: [MS-EVEN6] 2.2.12 and the libevtx documentation, section 5. Throws `Damaged`.
 */
export function parseFragment(reader: Reader, scope: Scope): readonly Node[] {
  return parseNodes(reader, scope, false);
}

function parseNodes(reader: Reader, scope: Scope, inElement: boolean): readonly Node[] {
  const nodes: Node[] = [];
  while (reader.at < reader.end) {
    const token = reader.u8();
    switch (token & ~MORE_FLAG) {
      case TOKEN.endOfStream:
        if (inElement) throw new Damaged(`the event ends inside an element, at chunk offset ${reader.at - 1}`);
        return nodes;
      case TOKEN.endElement:
        if (!inElement) throw new Damaged(`an element ends that never began, at chunk offset ${reader.at - 1}`);
        return nodes;
      case TOKEN.fragmentHeader:
        reader.take(3);
        break;
      case TOKEN.openElement:
        nodes.push({ kind: "element", element: parseElement(reader, deeper(scope, scope.inTemplate), (token & MORE_FLAG) !== 0) });
        break;
      case TOKEN.templateInstance:
        nodes.push({ kind: "instance", instance: parseInstance(reader, deeper(scope, true)) });
        break;
      case TOKEN.instructionTarget:
        scope.chunk.name(reader);
        break;
      case TOKEN.instructionData:
        countedText(reader);
        break;
      default:
        nodes.push(parseCharacterData(token & ~MORE_FLAG, reader, scope.chunk));
    }
  }
  if (inElement) throw new Damaged(`the event ends inside an element, at chunk offset ${reader.at}`);
  return nodes;
}

function parseElement(reader: Reader, scope: Scope, hasAttributes: boolean): ElementNode {
  // Writers differ from the specification now and then; the sizes and offsets tell which form this is.
  const isAsSpecified = looksLikeElement(reader, scope.inTemplate) || !looksLikeElement(reader, !scope.inTemplate);
  const dependency = isAsSpecified === scope.inTemplate ? reader.u16() : NO_DEPENDENCY;
  reader.take(4);
  const name = scope.chunk.name(reader);
  if (hasAttributes) reader.take(4);
  const attributes: AttributeNode[] = [];
  for (;;) {
    const token = reader.u8() & ~MORE_FLAG;
    if (token === TOKEN.attribute) {
      attributes.push({ name: scope.chunk.name(reader), content: parseAttributeValue(reader, scope) });
      continue;
    }
    if (token !== TOKEN.closeStartElement && token !== TOKEN.closeEmptyElement) {
      throw new Damaged(`token 0x${token.toString(16)} inside the start of element ${name}`);
    }
    const content = token === TOKEN.closeStartElement ? parseNodes(reader, scope, true) : [];
    return { name, dependency: dependency === NO_DEPENDENCY ? null : dependency, attributes, content };
  }
}

/** Size (4) and name offset (4), after two bytes of dependency id where there is one. */
function looksLikeElement({ bytes, at, end }: Reader, hasDependency: boolean): boolean {
  const start = hasDependency ? at + 2 : at;
  if (start + 8 > end) return false;
  return bytes.readUInt32LE(start) <= end - start && bytes.readUInt32LE(start + 4) <= bytes.length - 8;
}

function parseAttributeValue(reader: Reader, scope: Scope): readonly Node[] {
  const content: Node[] = [];
  for (;;) {
    const token = (reader.bytes[reader.at] ?? 0) & ~MORE_FLAG;
    if (token === TOKEN.attribute || token === TOKEN.closeStartElement || token === TOKEN.closeEmptyElement) return content;
    reader.take(1);
    content.push(parseCharacterData(token, reader, scope.chunk));
  }
}

/** Version (1), id (4), offset of the definition (4), the definition itself where this is its first use, then the values. */
function parseInstance(reader: Reader, scope: Scope): InstanceNode {
  reader.take(5);
  const offset = reader.u32();
  const isInline = offset === reader.at;
  const template = parseTemplate(offset, scope);
  if (isInline) reader.take(TEMPLATE_HEADER_SIZE + reader.bytes.readUInt32LE(offset + 20));
  const count = reader.u32();
  const descriptors = reader.take(count * 4);
  const values: ValueSlot[] = [];
  for (let index = 0; index < count; index++) {
    const descriptor = descriptors + index * 4;
    const start = reader.take(reader.bytes.readUInt16LE(descriptor));
    values.push({ type: reader.bytes[descriptor + 2] ?? 0, start, end: reader.at });
  }
  return { template, values };
}

function parseTemplate(offset: number, scope: Scope): readonly Node[] {
  const { chunk } = scope;
  const known = chunk.templates.get(offset);
  if (known !== undefined) return known;
  if (chunk.openTemplates.has(offset)) throw new Damaged(`the template at chunk offset ${offset} contains itself`, "too-deep");
  if (offset + TEMPLATE_HEADER_SIZE > chunk.bytes.length) throw new Damaged(`template at chunk offset ${offset} lies outside the chunk`);
  const size = chunk.bytes.readUInt32LE(offset + 20);
  const start = offset + TEMPLATE_HEADER_SIZE;
  if (size > chunk.bytes.length - start) throw new Damaged(`template at chunk offset ${offset} runs out of the chunk`);
  chunk.spendTemplateBytes(size);
  chunk.openTemplates.add(offset);
  try {
    const nodes = parseNodes(new Reader(chunk.bytes, start, start + size), scope, false);
    chunk.templates.set(offset, nodes);
    return nodes;
  } finally {
    chunk.openTemplates.delete(offset);
  }
}
