import type { ReactNode } from "react";
import classes from "./empty.module.css";

interface EmptyProps {
  /** What is not there, as a sentence. */
  readonly title: string;
  /** Why, and what would change it. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** A list with nothing in it says which nothing it is. */
export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <p className={classes.title}>{title}</p>
      {children !== undefined && <div className={classes.text}>{children}</div>}
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
