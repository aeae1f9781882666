import type { ReactNode } from "react";
import classes from "./panel.module.css";

interface PanelProps {
  /** Also the target of links: `#why`. */
  readonly id: string;
  readonly title: string;
  /** Beside the title: a count, a hint. */
  readonly aside?: ReactNode;
  /** Buttons at the right end of the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled region of a page. */
export function Panel({ id, title, aside, actions, children }: PanelProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className={classes.panel} tabIndex={-1}>
      <header className={classes.header}>
        <h2 id={`${id}-title`} className={classes.title}>
          {title}
        </h2>
        {aside !== undefined && <span className={classes.aside}>{aside}</span>}
        {actions !== undefined && <span className={classes.actions}>{actions}</span>}
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  );
}
