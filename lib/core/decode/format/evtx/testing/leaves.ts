import type { JsonObject, JsonValue } from "#core/event/value";
import type { XmlElement } from "./libevtx.ts";

const ATTRIBUTES_ONLY = /^\.(System\.(Provider|TimeCreated|Correlation|Execution|Security)|EventData|UserData)$/;

/** Every value of an event as `path<TAB>value`, sorted: the form in which two readers are compared. */
export type Leaves = readonly string[];

export function bodyLeaves(body: JsonObject): Leaves {
  const leaves: string[] = [];
  const walk = (path: string, value: JsonValue): void => {
    if (Array.isArray(value)) for (const member of value) walk(path, member);
    else if (typeof value === "object" && value !== null)
      for (const [name, member] of Object.entries(value)) walk(`${path}.${name}`, member);
    else leaves.push(`${path}\t${normal(String(value))}`);
  };
  walk("", body);
  return leaves.sort();
}

/** Written apart from the decoder's own folding, from the contract in `record.ts`. */
export function xmlLeaves(event: XmlElement): Leaves {
  const leaves: string[] = [];
  const walk = (element: XmlElement, path: string): void => {
    const inEventData = path === ".EventData";
    for (const [name, value] of element.attributes) {
      if (/^xmlns(:|$)/.test(name)) continue;
      if (/^\.EventData\.[^.]*$/.test(path) && name === "Name") continue;
      const prefix = path === ".System.EventID" ? ".System." : inEventData ? `${path}.@` : `${path}.`;
      leaves.push(`${prefix}${name}\t${normal(value)}`);
    }
    for (const child of element.children) {
      const given = child.attributes.find(([name]) => name === "Name")?.[1];
      walk(child, `${path}.${inEventData && child.name === "Data" ? (given ?? "Data") : child.name}`);
    }
    const isHolder =
      element.children.length > 0 || /^\.(System\.(Provider|TimeCreated|Correlation|Execution|Security)|EventData|UserData)$/.test(path);
    if (!isHolder) leaves.push(`${path}\t${normal(element.text)}`);
  };
  walk(event, "");
  return leaves.sort();
}

/** The same from the JSON that SigmaHQ keeps beside each regression log (evtx_dump's layout, attributes under `#attributes`). */
export function dumpLeaves(event: JsonObject): Leaves {
  const leaves: string[] = [];
  const walk = (path: string, value: JsonValue): void => {
    if (path.endsWith(".xmlns")) return;
    if (Array.isArray(value)) for (const member of value) walk(path, member);
    else if (typeof value === "object" && value !== null) {
      for (const [name, member] of Object.entries(value)) walk(memberPath(path, name), member);
    } else if (value !== null || !ATTRIBUTES_ONLY.test(path)) leaves.push(`${path}\t${normal(String(value ?? ""))}`);
  };
  walk("", event);
  return leaves.sort();
}

function memberPath(path: string, name: string): string {
  if (path === ".EventData" && name === "#attributes") return ".EventData.@";
  if (path === ".EventData.@") return path + name;
  if (path === ".System.EventID") return name === "#attributes" ? ".System" : path;
  return name === "#attributes" || (name === "#text" && path === ".EventData.Data") ? path : `${path}.${name}`;
}

/** What the two print differently: line ends (XML has one), zero padding of hexadecimals, how many decimals a second has. */
function normal(value: string): string {
  return value
    .replace(/\r\n?/g, "\n")
    .replace(/^0x0*(?=[0-9a-f])/, "0x")
    .replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+?)0*Z$/, "$1Z");
}
