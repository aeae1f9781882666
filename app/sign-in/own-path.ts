const HERE = "http://callout.invalid";

/**
 * Where to go after signing in: a path of this console, or the queue. An address of somebody else's would make the sign-in page a
 * stepping stone for phishing. It is read as a browser reads it, which passes over tabs and line breaks and takes `\` for `/`.
 */
export function ownPath(next: string | string[] | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/") || !URL.canParse(next, HERE)) return "/alerts";
  const { origin, pathname, search, hash } = new URL(next, HERE);
  // `/.//elsewhere` has a path that would be a host once it stands alone.
  return origin === HERE && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/alerts";
}
