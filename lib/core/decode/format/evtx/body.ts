import { addMember, appendMember, type JsonDraft, setMember } from "#core/event/json-member";
import type { JsonObject } from "#core/event/value";
import type { Attribute, Element } from "./binxml/node.ts";

/** Children of System that have attributes and no text: objects even when every attribute is absent. */
const ATTRIBUTES_ONLY: ReadonlySet<string> = new Set(["Provider", "TimeCreated", "Correlation", "Execution", "Security"]);

/** The body of a `windows-event` record (see `RecordShape`) from its Event element. All leaves are strings. */
export function windowsEventBody(event: Element): JsonObject {
  const body: JsonDraft = {};
  for (const part of event.children) {
    if (part.name === "System") setMember(body, "System", systemMembers(part));
    else if (part.name === "EventData") setMember(body, "EventData", eventDataMembers(part));
    else if (part.name === "UserData") setMember(body, "UserData", members(part));
    else addMember(body, part.name, elementValue(part));
  }
  return body;
}

function systemMembers(system: Element): JsonObject {
  const result: JsonDraft = {};
  for (const child of system.children) {
    if (child.name === "EventID") {
      setMember(result, "EventID", child.text);
      for (const { name, value } of child.attributes) setMember(result, name, value);
    } else addMember(result, child.name, ATTRIBUTES_ONLY.has(child.name) ? members(child) : elementValue(child));
  }
  return result;
}

function eventDataMembers(eventData: Element): JsonObject {
  const result: JsonDraft = {};
  for (const { name, value } of ownAttributes(eventData)) setMember(result, `@${name}`, value);
  // Unnamed ones come last, so that a Data named "Data" joins their list whatever its place.
  const unnamed: (string | JsonObject)[] = [];
  for (const child of eventData.children) {
    const name = child.name === "Data" ? nameOf(child) : child.name === "ComplexData" ? (nameOf(child) ?? child.name) : child.name;
    const value = child.name === "Data" && child.children.length === 0 ? child.text : elementValue(child);
    if (name === undefined) unnamed.push(value);
    else addMember(result, name, value);
  }
  for (const value of unnamed) appendMember(result, "Data", value);
  return result;
}

function nameOf(data: Element): string | undefined {
  for (const { name, value } of data.attributes) if (name === "Name") return value;
  return undefined;
}

/** An element's text, or an object of its attributes and children with the text under `#text`. */
function elementValue(element: Element): string | JsonObject {
  if (element.children.length === 0 && ownAttributes(element).length === 0) return element.text;
  return members(element);
}

function members(element: Element): JsonObject {
  const result: JsonDraft = {};
  for (const { name, value } of ownAttributes(element)) addMember(result, name, value);
  for (const child of element.children) addMember(result, child.name, elementValue(child));
  // Blanks between child elements are layout; blanks alone in an element are its value.
  const isLayout = element.children.length > 0 && element.text.trim() === "";
  if (element.text !== "" && !isLayout) addMember(result, "#text", element.text);
  return result;
}

function ownAttributes({ attributes }: Element): readonly Attribute[] {
  for (const { name } of attributes) if (name.startsWith("xmlns")) return attributes.filter(isOwn);
  return attributes;
}

function isOwn({ name }: Attribute): boolean {
  return name !== "xmlns" && !name.startsWith("xmlns:");
}
