"use client";
import { Failure } from "#components/ui/failure";

/** Inside the shell: the navigation stays. */
export default function ConsoleError(props: { readonly error: Error & { readonly digest?: string }; readonly reset: () => void }) {
  return <Failure {...props} what="This page" />;
}
