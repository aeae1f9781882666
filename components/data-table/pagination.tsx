import Link from "next/link";
import classes from "./pagination.module.css";

interface PaginationProps {
  readonly shown: number;
  /** Rows before the first one shown. */
  readonly skip: number;
  readonly total: number;
  /** There are more than `total`; nobody counted them all. */
  readonly capped?: boolean;
  /** What is counted, in the plural: `alerts`. */
  readonly noun: string;
  readonly previousHref: string | null;
  readonly nextHref: string | null;
  /** How many rows a page may have, each with its address. */
  readonly sizes?: readonly { readonly size: number; readonly href: string; readonly isCurrent: boolean }[];
}

/** Keyset pages: there is a page before and a page after, and no page 17. */
export function Pagination({ shown, skip, total, capped = false, noun, previousHref, nextHref, sizes = [] }: PaginationProps) {
  if (shown === 0 && previousHref === null) return null;
  const count = `${total.toLocaleString("en")}${capped ? "+" : ""}`;
  return (
    <nav className={classes.pages} aria-label={`Pages of ${noun}`}>
      <span>
        {(skip + 1).toLocaleString("en")}–{(skip + shown).toLocaleString("en")} of {count} {noun}
      </span>
      <Step href={previousHref} rel="prev">
        Previous
      </Step>
      <Step href={nextHref} rel="next">
        Next
      </Step>
      {sizes.length > 0 && (
        <span className={classes.sizes}>
          {sizes.map(({ size, href, isCurrent }) => (
            <Link
              key={size}
              href={href}
              aria-current={isCurrent ? "true" : undefined}
              aria-label={`${size} a page`}
              className={classes.size}
            >
              {size}
            </Link>
          ))}
          a page
        </span>
      )}
    </nav>
  );
}

function Step({ href, rel, children }: { readonly href: string | null; readonly rel: string; readonly children: string }) {
  if (href === null) return <span className={classes.none}>{children}</span>;
  return (
    <Link href={href} rel={rel} className={classes.step}>
      {children}
    </Link>
  );
}
