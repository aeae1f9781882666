import type { Reason } from "#core/detection/finding";
import { PlainText } from "../ui/plain-text.tsx";
import { highlight } from "./highlight.ts";
import classes from "./matched-text.module.css";

/** A reason's value with what matched marked in it; says so when the event has no such field. */
export function MatchedText({ reason }: { readonly reason: Reason }) {
  if (reason.value === undefined) return <span className={classes.absent}>not in the event</span>;
  if (reason.value === "") return <span className={classes.absent}>empty</span>;
  return (
    <code className={classes.value}>
      {highlight(reason).map(({ text, matched }, index) => {
        const Tag = matched ? "mark" : "span";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a value have no other identity
          <Tag key={index}>
            <PlainText text={text} />
          </Tag>
        );
      })}
    </code>
  );
}
