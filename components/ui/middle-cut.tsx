import classes from "./middle-cut.module.css";

/** How many characters at the end stay whole at most: the file name matters more than the folders. */
const LONGEST_TAIL = 16;

/** A path cut in the middle when there is no room; the whole of it is in the tooltip and in the text that is copied. */
export function MiddleCut({ text }: { readonly text: string }) {
  const tail = Math.min(LONGEST_TAIL, Math.floor(text.length / 3));
  if (text.length < 12)
    return (
      <bdi className={classes.whole} title={text}>
        {text}
      </bdi>
    );
  return (
    <bdi className={classes.cut} title={text}>
      <span className={classes.head}>{text.slice(0, -tail)}</span>
      <span className={classes.tail}>{text.slice(-tail)}</span>
    </bdi>
  );
}
