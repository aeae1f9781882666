"use client";
import { Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

interface LinkButtonProps extends Pick<ButtonProps, "size" | "variant"> {
  readonly href: string;
  readonly children: ReactNode;
}

/** A link that looks like a button, for server components. */
export function LinkButton({ href, children, ...style }: LinkButtonProps) {
  return (
    <Button component={Link} href={href} {...style}>
      {children}
    </Button>
  );
}
