import { CHUNK_HEADER_SIZE, CHUNK_SIZE } from "../chunk-header.ts";

/** BinXML to be written. A string is a literal text; `raw` bytes stand for anything the writer has no word for. */
export type Markup =
  | string
  | ElementMarkup
  | InstanceMarkup
  | { readonly substitution: number; readonly optional?: boolean }
  | { readonly cdata: string }
  | { readonly charReference: number }
  | { readonly entity: string }
  | { readonly instruction: readonly [target: string, data: string] }
  | { readonly raw: Buffer };

export interface ElementMarkup {
  readonly element: string;
  readonly attributes?: readonly (readonly [name: string, value: readonly Markup[]])[];
  readonly content?: readonly Markup[];
  readonly dependency?: number;
}

/** A template by its key: its first use in a chunk writes it, later ones point there. */
export interface InstanceMarkup {
  readonly template: string;
  readonly definition: readonly Markup[];
  readonly values: readonly ValueBytes[];
}

export interface ValueBytes {
  readonly type: number;
  /** A function is BinXML, written in place because its names have chunk offsets. */
  readonly bytes: Buffer | readonly Markup[];
}

/** Writes BinXML into a chunk, for tests: the specification's grammar, straight, with its names and templates by offset. */
export class BinXmlWriter {
  readonly bytes = Buffer.alloc(CHUNK_SIZE);
  at = CHUNK_HEADER_SIZE;
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<string, number>();

  u8(value: number): void {
    this.at = this.bytes.writeUInt8(value, this.at);
  }

  u16(value: number): void {
    this.at = this.bytes.writeUInt16LE(value, this.at);
  }

  u32(value: number): void {
    this.at = this.bytes.writeUInt32LE(value, this.at);
  }

  raw(bytes: Buffer): void {
    this.at += bytes.copy(this.bytes, this.at);
  }

  fragment(nodes: readonly Markup[], inTemplate = false): void {
    this.raw(Buffer.from([0x0f, 1, 1, 0]));
    this.#nodes(nodes, inTemplate);
    this.u8(0x00);
  }

  #nodes(nodes: readonly Markup[], inTemplate: boolean): void {
    for (const node of nodes) this.#node(node, inTemplate);
  }

  #node(node: Markup, inTemplate: boolean): void {
    if (typeof node === "string") {
      this.raw(Buffer.from([0x05, 0x01]));
      this.#counted(node);
    } else if ("element" in node) this.#element(node, inTemplate);
    else if ("template" in node) this.#instance(node);
    else if ("substitution" in node) {
      this.u8(node.optional ? 0x0e : 0x0d);
      this.u16(node.substitution);
      this.u8(0x01);
    } else if ("cdata" in node) {
      this.u8(0x07);
      this.#counted(node.cdata);
    } else if ("charReference" in node) {
      this.u8(0x08);
      this.u16(node.charReference);
    } else if ("entity" in node) {
      this.u8(0x09);
      this.#name(node.entity);
    } else if ("instruction" in node) {
      this.u8(0x0a);
      this.#name(node.instruction[0]);
      this.u8(0x0b);
      this.#counted(node.instruction[1]);
    } else this.raw(node.raw);
  }

  #element({ element, attributes = [], content, dependency = 0xffff }: ElementMarkup, inTemplate: boolean): void {
    this.u8(attributes.length > 0 ? 0x41 : 0x01);
    if (inTemplate) this.u16(dependency);
    this.#sized(() => {
      this.#name(element);
      if (attributes.length > 0) {
        this.#sized(() => {
          for (const [index, [name, value]] of attributes.entries()) {
            this.u8(index < attributes.length - 1 ? 0x46 : 0x06);
            this.#name(name);
            this.#nodes(value, inTemplate);
          }
        });
      }
      if (content === undefined) {
        this.u8(0x03);
        return;
      }
      this.u8(0x02);
      this.#nodes(content, inTemplate);
      this.u8(0x04);
    });
  }

  #instance({ template, definition, values }: InstanceMarkup): void {
    this.raw(Buffer.from([0x0c, 0x01, 0xaa, 0xbb, 0xcc, 0xdd]));
    const known = this.#templates.get(template);
    this.u32(known ?? this.at + 4);
    if (known === undefined) {
      this.#templates.set(template, this.at);
      this.u32(0);
      this.raw(Buffer.alloc(16, 0xdd));
      this.#sized(() => this.fragment(definition, true));
    }
    this.u32(values.length);
    const descriptors = this.at;
    this.at += values.length * 4;
    for (const [index, { type, bytes }] of values.entries()) {
      const start = this.at;
      if (Buffer.isBuffer(bytes)) this.raw(bytes);
      else this.fragment(bytes as readonly Markup[]);
      this.bytes.writeUInt16LE(this.at - start, descriptors + index * 4);
      this.bytes.writeUInt8(type, descriptors + index * 4 + 2);
    }
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    this.u32(known ?? this.at + 4);
    if (known !== undefined) return;
    this.#names.set(name, this.at);
    this.u32(0);
    this.u16(0xbeef);
    this.#counted(name);
    this.u16(0);
  }

  #counted(text: string): void {
    this.u16(text.length);
    this.raw(Buffer.from(text, "utf16le"));
  }

  #sized(write: () => void): void {
    const start = this.at;
    this.u32(0);
    write();
    this.bytes.writeUInt32LE(this.at - start - 4, start);
  }
}
