import classes from "./rule-source.module.css";

/** The rule's text, folded away; the lines that held are marked. */
export function RuleSource({ source, marked }: { readonly source: string; readonly marked: ReadonlySet<number> }) {
  if (source === "") return <p className={classes.gone}>The rule has been deleted since; its text is no longer here.</p>;
  const lines = source.trimEnd().split(/\r?\n/);
  return (
    <details className={classes.source}>
      <summary>Rule text ({lines.length} lines)</summary>
      <pre className={classes.lines}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <span key={index} className={classes.line} data-marked={marked.has(index + 1)}>
            <span aria-hidden className={classes.number}>
              {index + 1}
            </span>
            {marked.has(index + 1) ? <mark>{line}</mark> : line}
            {"\n"}
          </span>
        ))}
      </pre>
    </details>
  );
}
