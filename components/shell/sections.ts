/** The console's places, in the order of the navigation. */
export interface Section {
  readonly href: string;
  readonly label: string;
  /** Keys that go there. */
  readonly keys: string;
}

export const SECTIONS: readonly Section[] = [
  { href: "/alerts", label: "Alerts", keys: "g q" },
  { href: "/alerts?status=silenced", label: "Silenced", keys: "g s" },
  { href: "/exceptions", label: "Exceptions", keys: "g x" },
  { href: "/hunt", label: "Hunt", keys: "g h" },
  { href: "/rules", label: "Rules", keys: "g r" },
  { href: "/ingests", label: "Data", keys: "g u" },
  { href: "/lists", label: "Lists", keys: "g l" },
  { href: "/settings/tokens", label: "Settings", keys: "g t" },
];

/** Which section a page belongs to: the silenced view is a filter of the queue, so the path alone does not say. */
export function sectionOf(pathname: string, status: string | null): Section | undefined {
  if (pathname === "/alerts") return SECTIONS[status === "silenced" ? 1 : 0];
  return SECTIONS.find(
    ({ href }) =>
      href === pathname || pathname.startsWith(`${href}/`) || (href.startsWith("/settings") && pathname.startsWith("/settings/")),
  );
}
