"use client";
import { Anchor, type AnchorProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

interface TextLinkProps extends Pick<AnchorProps, "size" | "fw"> {
  readonly href: string;
  /** The page one is on, among links of a navigation. */
  readonly current?: boolean;
  readonly children: ReactNode;
}

/** A link in running text or beside a list. Server components cannot hand `Link` to Mantine themselves. */
export function TextLink({ href, current = false, children, ...style }: TextLinkProps) {
  return (
    <Anchor component={Link} href={href} size="sm" {...style} {...(current && { "aria-current": "page" })}>
      {children}
    </Anchor>
  );
}
