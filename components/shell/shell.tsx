import Link from "next/link";
import { type ReactNode, Suspense } from "react";
import { CheatSheet } from "./cheat-sheet.tsx";
import { Navigation } from "./navigation.tsx";
import classes from "./shell.module.css";
import { UserMenu } from "./user-menu.tsx";

/** The frame of every page behind the sign-in. Tables get the whole width, so navigation is one bar. */
export function Shell({ user, children }: { readonly user: string; readonly children: ReactNode }) {
  return (
    <>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.bar}>
        <Link href="/alerts" className={classes.home}>
          {/* biome-ignore lint/performance/noImgElement: next/image would cost every page 6 kB and has nothing to do for a drawing */}
          <img src="/logo.svg" alt="" width={20} height={20} />
          <span>Callout</span>
        </Link>
        <Suspense>
          <Navigation />
        </Suspense>
        <div className={classes.tools}>
          <CheatSheet />
          <UserMenu user={user} />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </>
  );
}
