import type { ReactNode } from "react";
import classes from "./empty.module.css";

interface EmptyProps {
  /** What is not there, as a sentence. */
  readonly title: string;
  /** Why, and what would change it. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** The page is nothing but this, so its title is the page's. */
  readonly page?: boolean;
}

/** A list with nothing in it says which nothing it is. */
export function Empty({ title, children, actions, page = false }: EmptyProps) {
  const Title = page ? "h1" : "p";
  return (
    <div className={classes.empty}>
      <Title className={classes.title}>{title}</Title>
      {children !== undefined && <div className={classes.text}>{children}</div>}
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
