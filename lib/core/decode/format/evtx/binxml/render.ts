import type { Budget } from "../budget.ts";
import { hexText } from "../value/identifier.ts";
import { ARRAY_FLAG, VALUE_TYPE } from "../value/type.ts";
import { typeName, valueText, valueTexts } from "../value/value.ts";
import type { ChunkContext } from "./chunk-context.ts";
import type { Attribute, AttributeNode, Element, ElementNode, Node, ValueSlot } from "./node.ts";
import { parseFragment } from "./parse.ts";
import { Reader } from "./reader.ts";
import { deeper, type Scope } from "./scope.ts";

interface Draft {
  readonly name: string;
  readonly attributes: Attribute[];
  readonly children: Element[];
  text: string;
}

/** One record being rendered. */
export interface Rendering {
  readonly chunk: ChunkContext;
  readonly budget: Budget;
  /** What could not be rendered as its type, a sentence each; its bytes stand in the record as hexadecimal. */
  readonly oddities: string[];
}

/** The elements of the BinXML between `start` and `end` of the chunk, values in place. Throws `Damaged`. */
export function renderFragment(rendering: Rendering, start: number, end: number): readonly Element[] {
  const root: Draft = { name: "", attributes: [], children: [], text: "" };
  renderBytes(root, start, end, { chunk: rendering.chunk, inTemplate: false, depth: rendering.budget.depth }, rendering);
  return root.children;
}

function renderBytes(into: Draft, start: number, end: number, scope: Scope, rendering: Rendering): void {
  const nodes = parseFragment(new Reader(scope.chunk.bytes, start, end), scope);
  renderNodes(into, nodes, [], scope, rendering);
}

function renderNodes(into: Draft, nodes: readonly Node[], values: readonly ValueSlot[], scope: Scope, rendering: Rendering): void {
  for (const node of nodes) {
    switch (node.kind) {
      case "text":
        rendering.budget.spendText(node.text.length);
        into.text += node.text;
        break;
      case "substitution":
        renderValue(into, values[node.index], scope, rendering);
        break;
      case "element":
        renderElement(into, node.element, values, deeper(scope, false), rendering);
        break;
      case "instance":
        renderNodes(into, node.instance.template, node.instance.values, deeper(scope, false), rendering);
        break;
    }
  }
}

function renderElement(into: Draft, element: ElementNode, values: readonly ValueSlot[], scope: Scope, rendering: Rendering): void {
  if (element.dependency !== null && !isPresent(values[element.dependency])) return;
  const list = listOf(element, values);
  if (list === null) {
    const draft = startElement(into, element, values, rendering);
    renderNodes(draft, element.content, values, scope, rendering);
    return;
  }
  for (const member of texts(list, rendering)) startElement(into, element, values, rendering).text = member;
}

function startElement(into: Draft, element: ElementNode, values: readonly ValueSlot[], rendering: Rendering): Draft {
  rendering.budget.spendField();
  const attributes: Attribute[] = [];
  for (const attribute of element.attributes) renderAttribute(attributes, attribute, values, rendering);
  const draft: Draft = { name: element.name, attributes, children: [], text: "" };
  into.children.push(draft);
  return draft;
}

/** An element whose whole content is an array stands once for each member. */
function listOf(element: ElementNode, values: readonly ValueSlot[]): ValueSlot | null {
  const only = element.content[0];
  if (element.content.length !== 1 || only?.kind !== "substitution") return null;
  const slot = values[only.index];
  return slot !== undefined && slot.type & ARRAY_FLAG ? slot : null;
}

/** An attribute whose whole value is an optional null is left out ([MS-EVEN6] 2.2.12). */
function renderAttribute(into: Attribute[], attribute: AttributeNode, values: readonly ValueSlot[], rendering: Rendering): void {
  const only = attribute.content[0];
  const isOptional = attribute.content.length === 1 && only?.kind === "substitution" && only.isOptional;
  if (isOptional && !isPresent(values[only.index])) return;
  rendering.budget.spendField();
  let value = "";
  for (const node of attribute.content) {
    if (node.kind === "text") value += node.text;
    if (node.kind === "substitution") value += text(values[node.index], rendering);
  }
  rendering.budget.spendText(value.length);
  into.push({ name: attribute.name, value });
}

function renderValue(into: Draft, slot: ValueSlot | undefined, scope: Scope, rendering: Rendering): void {
  if (slot?.type === VALUE_TYPE.binXml) {
    rendering.budget.spendField();
    if (slot.end > slot.start) renderBytes(into, slot.start, slot.end, deeper(scope, false), rendering);
    return;
  }
  into.text += text(slot, rendering);
}

/** The value as text; the members of an array in one, for the rare places that cannot hold several. */
function text(slot: ValueSlot | undefined, rendering: Rendering): string {
  if (slot !== undefined && slot.type & ARRAY_FLAG) return texts(slot, rendering).join(",");
  rendering.budget.spendField();
  // A slot that is not there is null, and null is "".
  if (!isPresent(slot)) return "";
  const known = valueText(slot.type, rendering.chunk.bytes, slot.start, slot.end) ?? unrendered(slot, rendering);
  rendering.budget.spendText(known.length);
  return known;
}

function texts(slot: ValueSlot, rendering: Rendering): readonly string[] {
  const known = valueTexts(slot.type & ~ARRAY_FLAG, rendering.chunk.bytes, slot.start, slot.end) ?? [unrendered(slot, rendering)];
  for (const member of known) {
    rendering.budget.spendField();
    rendering.budget.spendText(member.length);
  }
  return known;
}

function unrendered({ type, start, end }: ValueSlot, rendering: Rendering): string {
  rendering.oddities.push(`value of type ${typeName(type)} and ${end - start} bytes cannot be rendered, shown in hexadecimal`);
  return hexText(rendering.chunk.bytes, start, end);
}

function isPresent(slot: ValueSlot | undefined): slot is ValueSlot {
  return slot !== undefined && slot.type !== VALUE_TYPE.null;
}
