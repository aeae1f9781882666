import { createHash } from "node:crypto";
import { storable } from "./text.ts";

const LONGEST = 512;

/**
 * Text that is part of an index: storable, and never longer than a B-tree entry may be (2,704 bytes). What is longer is cut and
 * told apart by its hash, so equal texts stay equal and different ones different.
 */
export function indexable(text: string): string {
  const clean = storable(text);
  if (clean.length <= LONGEST) return clean;
  return `${clean.slice(0, LONGEST - 65)}#${createHash("sha256").update(clean).digest("hex")}`;
}
