import { parseAddress } from "../event/address.ts";

/** The likeliest reason why text is not an address, as the end of a sentence, with what to write instead where that is clear. */
export function whatIsWrong(text: string): string {
  const trimmed = text.trim();
  if (text === "") return "it is empty.";
  if (trimmed !== text && parseAddress(trimmed)) return `there is a blank before or after it. Write ${trimmed}.`;
  if (/[\u2010-\u2015\u2212]/.test(text)) return "it holds a dash that is not a hyphen; a range is written with -.";
  if (/[*?]/.test(text)) return starAdvice(text);
  if (/^\[.*\]/.test(text)) return "leave out the brackets (and a port).";
  if (/^\d+(\.\d+){3}:\d+$/.test(text)) return `leave out the port. Write ${text.slice(0, text.indexOf(":"))}.`;
  if (/[g-z]/i.test(text)) return "it looks like a name; only addresses are compared.";
  if (text.includes(":")) return wrongV6(text);
  return wrongV4(text);
}

function starAdvice(text: string): string {
  const octets = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(text)?.[1];
  const given = octets?.split(".").slice(0, -1) ?? [];
  const network = [...given, "0", "0", "0"].slice(0, 4).join(".");
  const advice = "a block is written with a prefix, not with a star.";
  return octets && parseAddress(network) ? `${advice} Write ${network}/${given.length * 8}.` : advice;
}

function wrongV4(text: string): string {
  const octets = text.split(".");
  if (octets.some((octet) => !/^\d+$/.test(octet)))
    return "it must be four numbers with points between, or eight hexadecimal groups with colons.";
  if (octets.length !== 4) return `it has ${octets.length} number${octets.length === 1 ? "" : "s"} where an IPv4 address has four.`;
  const large = octets.find((octet) => Number(octet) > 255);
  if (large) return `${large} is more than 255.`;
  return "a number starts with 0, which some programs read as octal; leave the zero out.";
}

function wrongV6(text: string): string {
  const address = text.replace(/%.*$/, "");
  if (address.split("::").length > 2) return "it has more than one ::.";
  const long = address.split(":").find((group) => !group.includes(".") && group.length > 4);
  if (long) return `the group ${shown(long)} has more than four digits.`;
  const groups = address.split(":").filter((group) => group !== "").length;
  return address.includes("::")
    ? "it is not a legal IPv6 spelling."
    : `it has ${groups} groups where an IPv6 address without :: has eight.`;
}

/** Which prefix lengths there are for this address. */
export function whichPrefix(address: string, prefix: string): string {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(prefix)) return "write the number of fixed bits (/24), not a mask.";
  if (!address.includes(":")) return "IPv4 has /0 to /32.";
  return parseAddress(address)?.family === 4 ? "an IPv4-mapped block has /96 to /128." : "IPv6 has /0 to /128.";
}

/** Values may be 32 kB long; a message shows the start. */
export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
