import type { Diagnostic } from "#core/detection/diagnostic";
import { CopyButton } from "../ui/copy-button.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import classes from "./rule-source.module.css";

/** A rule's own text with line numbers; lines with a diagnostic are marked. */
export function RuleSource({ source, diagnostics }: { readonly source: string; readonly diagnostics: readonly Diagnostic[] }) {
  const marked = new Map(diagnostics.map((diagnostic) => [diagnostic.line, diagnostic]));
  const lines = source.replace(/\n$/, "").split("\n");
  return (
    <div className={classes.frame}>
      <div className={classes.copy}>
        <CopyButton text={source} what="rule" />
      </div>
      <ol className={classes.lines} aria-label="Rule text">
        {lines.map((line, index) => {
          const diagnostic = marked.get(index + 1);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its identity
            <li key={index} id={`L${index + 1}`} data-severity={diagnostic?.severity} title={diagnostic?.message}>
              <PlainText text={line} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}
