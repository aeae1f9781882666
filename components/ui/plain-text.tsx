import classes from "./plain-text.module.css";
import { reveal } from "./reveal.ts";

/** Text somebody else wrote, shown so that no character in it can hide or turn the line around. */
export function PlainText({ text, blanks = false }: { readonly text: string; readonly blanks?: boolean }) {
  return (
    <bdi className={classes.text}>
      {reveal(text, blanks).map((segment, index) => {
        if (segment.kind === "text") return segment.text;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the segments of a text have no other identity
          <span key={index} className={segment.kind === "blank" ? classes.blank : classes.hidden}>
            {segment.mark}
            {segment.text === "\n" && "\n"}
          </span>
        );
      })}
    </bdi>
  );
}
