import { SaxesParser } from "saxes";

export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly children: XmlElement[];
  text: string;
}

/** The events in what `evtxexport -f xml` prints: one after the other, without a root. */
export function parseEvents(output: string): readonly XmlElement[] {
  const parser = new SaxesParser({ fragment: true, xmlns: false });
  const root: XmlElement = { name: "", attributes: [], children: [], text: "" };
  const open = [root];
  // Control characters, which real logs contain, are no XML: evtxexport prints them raw all the same.
  parser.on("error", () => {});
  parser.on("opentag", (tag) => {
    const element: XmlElement = { name: tag.name, attributes: Object.entries(tag.attributes), children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(output.slice(output.indexOf("<Event"))).close();
  return root.children;
}
