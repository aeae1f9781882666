import { SaxesParser } from "saxes";
import type { Dynamic } from "../value/dynamic.ts";

interface Open {
  readonly name: string;
  readonly members: Map<string, Dynamic[]>;
  text: string;
}

/**
 * XML as Kusto's `parse_xml` gives it: `{tag: text}`, attributes as `@name`, text beside them as `#text`, repeated tags as arrays.
 * Null for text that is no XML. https://learn.microsoft.com/kusto/query/parse-xml-function
 */
export function parseXml(source: string): Dynamic {
  const root: Open = { name: "", members: new Map(), text: "" };
  const stack: Open[] = [root];
  const parser = new SaxesParser();
  const failed = { is: false };
  parser.on("error", () => {
    failed.is = true;
  });
  parser.on("opentag", (tag) => {
    const members = new Map<string, Dynamic[]>();
    for (const [name, value] of Object.entries(tag.attributes)) members.set(`@${name}`, [String(value)]);
    stack.push({ name: tag.name, members, text: "" });
  });
  const addText = (text: string) => {
    const open = stack.at(-1);
    if (open) open.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const closed = stack.pop();
    const parent = stack.at(-1);
    if (!closed || !parent) return;
    const values = parent.members.get(closed.name);
    if (values) values.push(elementValue(closed));
    else parent.members.set(closed.name, [elementValue(closed)]);
  });
  parser.write(source).close();
  return failed.is || root.members.size === 0 ? null : membersOf(root);
}

function membersOf(open: Open): Map<string, Dynamic> {
  return new Map([...open.members].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? null) : values]));
}

function elementValue(open: Open): Dynamic {
  const text = open.text.trim();
  if (open.members.size === 0) return text === "" ? null : open.text;
  const bag = membersOf(open);
  if (text !== "") bag.set("#text", text);
  return bag;
}
