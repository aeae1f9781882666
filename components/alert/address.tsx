import type { AddressContext } from "#core/enrichment/address-context";
import classes from "./address.module.css";
import { countryName } from "./country.ts";
import { ADDRESS_KIND_WORD } from "./words.ts";

/** An address, and for a special-purpose range what it is. */
export function Address({ context, port = null }: { readonly context: AddressContext; readonly port?: number | null }) {
  const { address, kind } = context;
  const word = ADDRESS_KIND_WORD[kind];
  return (
    <span className={classes.address}>
      <bdi className={classes.text}>{port === null ? address : `${address.includes(":") ? `[${address}]` : address}:${port}`}</bdi>
      {word !== null && <span className={classes.kind}>{word}</span>}
    </span>
  );
}

/** `AS9009 M247 · Romania`; for a special-purpose address nothing, for a public one that it is not known. */
export function Network({ context }: { readonly context: AddressContext }) {
  const { asn, organization, country, kind } = context;
  const parts = [
    asn === undefined ? organization : [`AS${asn}`, organization].filter(Boolean).join(" "),
    country === undefined ? undefined : countryName(country),
  ].filter((part) => part !== undefined && part !== "");
  if (parts.length > 0) return <span>{parts.join(" · ")}</span>;
  return kind === "public" ? <span className={classes.unknown}>network not known</span> : null;
}
