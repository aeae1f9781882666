"use client";
import { Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { Popup } from "../ui/popup.tsx";
import { useShortcuts } from "../ui/shortcuts.tsx";
import { SECTIONS, sectionOf } from "./sections.ts";
import classes from "./shell.module.css";

/** Links in a row; one menu where there is no room for them. `g` and a letter go there from anywhere. */
export function Navigation() {
  const router = useRouter();
  const current = sectionOf(usePathname(), useSearchParams().get("status"));
  useShortcuts(SECTIONS.map(({ href, label, keys }) => ({ keys, does: `Go to ${label}`, group: "Go to", run: () => router.push(href) })));
  return (
    <nav aria-label="Main">
      <ul className={`${classes.links} ${classes.wide}`}>
        {SECTIONS.map((section) => (
          <li key={section.href}>
            <Link href={section.href} className={classes.link} aria-current={section === current ? "page" : undefined}>
              {section.label}
            </Link>
          </li>
        ))}
      </ul>
      <div className={classes.narrow}>
        <Popup
          position="bottom-start"
          button={
            <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
              {current?.label ?? "Go to"}
            </Button>
          }
        >
          <ul className={classes.places}>
            {SECTIONS.map((section) => (
              <li key={section.href}>
                <Link href={section.href} className={classes.link} aria-current={section === current ? "page" : undefined}>
                  {section.label}
                </Link>
              </li>
            ))}
          </ul>
        </Popup>
      </div>
    </nav>
  );
}
