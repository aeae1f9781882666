import type { JsonCell } from "#core/detection/kql/run/print";
import type { AddressContext } from "#core/enrichment/address-context";
import type { HuntColumn } from "#features/hunt/types";
import { Address } from "../../alert/address.tsx";
import { PlainText } from "../../ui/plain-text.tsx";
import { utcText } from "../../ui/relative-time.ts";
import { cellKind } from "./cell-kind.ts";
import classes from "./result-cell.module.css";

interface ResultCellProps {
  readonly column: HuntColumn;
  readonly value: JsonCell;
  /** What is known of the address the cell holds. */
  readonly address: AddressContext | undefined;
}

/** Longest text that a cell on one line can need. */
const LONGEST = 300;

/** One cell on one line, by its type. */
export function ResultCell({ column, value, address }: ResultCellProps) {
  switch (cellKind(column, value)) {
    case "null":
      return <span className={classes.nothing}>null</span>;
    case "empty":
      return <span className={classes.nothing}>empty</span>;
    case "time":
      return (
        <time dateTime={String(value)} title={`${utcText(String(value))} UTC`}>
          {utcText(String(value))}
        </time>
      );
    case "number":
      return <span className={classes.number}>{numberText(value)}</span>;
    case "bool":
      return <span className={classes.bool}>{String(value)}</span>;
    case "address":
      return (
        <span className={classes.address}>
          {address ? <Address context={address} /> : <bdi className={classes.mono}>{String(value)}</bdi>}
          {address?.country !== undefined && <span className={classes.chip}>{address.country}</span>}
          {address?.asn !== undefined && (
            <span className={classes.chip} title={address.organization}>
              AS{address.asn}
              {address.organization !== undefined && ` ${address.organization}`}
            </span>
          )}
        </span>
      );
    case "json":
      return (
        <span className={classes.json}>
          <PlainText text={JSON.stringify(value).slice(0, LONGEST)} />
        </span>
      );
    case "text":
      return <PlainText text={String(value).slice(0, LONGEST)} />;
  }
}

/** Whole numbers in groups of three; anything else to the last digit. */
export function numberText(value: JsonCell): string {
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) >= 10_000) return value.toLocaleString("en");
  return typeof value === "number" && !Number.isInteger(value) ? String(Number(value.toPrecision(12))) : String(value);
}
