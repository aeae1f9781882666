"use client";
import { useState } from "react";
import type { JsonCell } from "#core/detection/kql/run/print";
import { PlainText } from "../../ui/plain-text.tsx";
import classes from "./json-tree.module.css";

/** Members shown of one value before somebody asks for the rest. */
const SHOWN = 100;

interface JsonTreeProps {
  readonly value: JsonCell;
  readonly name?: string;
  readonly depth?: number;
}

/** A dynamic value one can open piece by piece; the two outer levels are open. */
export function JsonTree({ value, name, depth = 0 }: JsonTreeProps) {
  const [all, setAll] = useState(false);
  const label = name !== undefined && <span className={classes.key}>{name}: </span>;
  if (value === null || typeof value !== "object")
    return (
      <div className={classes.leaf}>
        {label}
        {value === null ? (
          <i className={classes.nothing}>null</i>
        ) : (
          <PlainText text={typeof value === "string" ? JSON.stringify(value) : String(value)} />
        )}
      </div>
    );
  const members: readonly (readonly [string, JsonCell])[] = Object.entries(value);
  const isList = Array.isArray(value);
  const shown = all ? members : members.slice(0, SHOWN);
  if (members.length === 0)
    return (
      <div className={classes.leaf}>
        {label}
        <span className={classes.nothing}>{isList ? "[ ]" : "{ }"}</span>
      </div>
    );
  return (
    <details open={depth < 2} className={classes.node}>
      <summary>
        {label}
        <span className={classes.nothing}>{isList ? `[${members.length}]` : `{${members.length}}`}</span>
      </summary>
      <div className={classes.members}>
        {shown.map(([key, member]) => (
          <JsonTree key={key} value={member} name={key} depth={depth + 1} />
        ))}
        {shown.length < members.length && (
          <button type="button" className={classes.more} onClick={() => setAll(true)}>
            {(members.length - shown.length).toLocaleString("en")} more
          </button>
        )}
      </div>
    </details>
  );
}
