import classes from "./middle-cut.module.css";

/** How many characters at the end stay whole: the file name matters more than the folders. */
const TAIL = 18;

/** A path cut in the middle when there is no room; the whole of it is in the tooltip and in the text that is copied. */
export function MiddleCut({ text }: { readonly text: string }) {
  if (text.length <= TAIL)
    return (
      <bdi className={classes.whole} title={text}>
        {text}
      </bdi>
    );
  return (
    <bdi className={classes.cut} title={text}>
      <span className={classes.head}>{text.slice(0, -TAIL)}</span>
      <span className={classes.tail}>{text.slice(-TAIL)}</span>
    </bdi>
  );
}
