import { execFileSync } from "node:child_process";
import { SaxesParser } from "saxes";

/** `evtxexport` of Debian's libevtx-utils, an independent reader of the format. */
export function hasEvtxexport(): boolean {
  try {
    execFileSync("evtxexport", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly children: XmlElement[];
  text: string;
}

/** The events evtxexport prints for a file, or `null` where it refuses the file (some lines may be printed before). */
export function evtxexport(file: string): readonly XmlElement[] | null {
  try {
    const output = execFileSync("evtxexport", ["-f", "xml", file], { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
    return parseEvents(output.toString("utf8"));
  } catch (error) {
    if (error instanceof Error && "status" in error) return null;
    throw error;
  }
}

function parseEvents(output: string): readonly XmlElement[] {
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
