import { isUtf8 } from "node:buffer";
import { isGzip } from "../framing/gzip.ts";
import { isTar } from "../framing/tar.ts";
import { isZip } from "../framing/zip.ts";
import { type LineLayout, lineLayout } from "../lines/layout.ts";
import { csvSeparator } from "./csv-layout.ts";
import { type TextEncoding, textEncoding } from "./encoding.ts";
import { jsonLayout } from "./json-layout.ts";
import { isEvtx, isMacMetadata, knownFile } from "./magic.ts";

/** What a file is, judged by its first bytes alone: names lie. */
export type Sniffed =
  | { readonly kind: "gzip" }
  | { readonly kind: "zip" }
  | { readonly kind: "tar" }
  | { readonly kind: "evtx" }
  | { readonly kind: "ndjson" | "json-array"; readonly encoding: TextEncoding }
  | { readonly kind: "csv"; readonly encoding: TextEncoding; readonly separator: number }
  | { readonly kind: "lines"; readonly encoding: TextEncoding; readonly layout: LineLayout }
  | { readonly kind: "empty" }
  | { readonly kind: "mac-metadata" }
  | { readonly kind: "unknown"; readonly detail: string };

const SUPPORTED =
  "Callout reads EVTX, JSON (one object a line, lists, exports), CSV with a header row, and lines of syslog, auditd, web servers, FortiGate, Zeek and IIS; plain or in gzip, zip or tar";

/** `head`: the first bytes of the file; `whole`: it is all of it. */
export function sniff(head: Buffer, whole: boolean): Sniffed {
  if (head.length === 0) return { kind: "empty" };
  if (isGzip(head)) return { kind: "gzip" };
  if (isZip(head)) return { kind: "zip" };
  if (isEvtx(head)) return { kind: "evtx" };
  if (isTar(head)) return { kind: "tar" };
  if (isMacMetadata(head)) return { kind: "mac-metadata" };
  const encoding = textEncoding(head);
  const text = new TextDecoder(encoding).decode(head);
  const json = jsonLayout(text, whole);
  if (json !== undefined) return { kind: json, encoding };
  const seems = knownFile(head);
  if (seems !== undefined) return unknown(`this looks like ${seems}`);
  if (isXml(text)) return unknown("this is XML, and exports to XML are not read yet: export the log as EVTX (or as JSON) instead");
  const layout = lineLayout(text, whole);
  if (layout !== undefined) return { kind: "lines", encoding, layout };
  const separator = csvSeparator(text);
  if (separator !== undefined) return { kind: "csv", encoding, separator };
  if (whole && text.trim() === "") return unknown("there is nothing but white space in this file");
  return unknown(
    isText(head, text, whole)
      ? "this looks like plain text that is neither JSON nor CSV nor a log Callout knows the lines of"
      : "this is binary data of an unknown kind",
  );
}

function unknown(detail: string): Sniffed {
  return { kind: "unknown", detail: `${detail}. ${SUPPORTED}` };
}

function isXml(text: string): boolean {
  return /^\s*<(?:\?xml|!--|!DOCTYPE|[A-Za-z][\w:.-]*[\s/>])/i.test(text.slice(0, 4096));
}

function isText(head: Buffer, text: string, whole: boolean): boolean {
  // A head cut inside a character is still text.
  const clean = isUtf8(whole ? head : head.subarray(0, head.lastIndexOf(0x0a) + 1));
  const controls = text.slice(0, 4096).match(/(?!\s)\p{Cc}/gu)?.length ?? 0;
  return controls === 0 || (clean && controls < 8);
}
