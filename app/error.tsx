"use client";
import { Failure } from "#components/ui/failure";

export default function ErrorPage(props: { readonly error: Error & { readonly digest?: string }; readonly reset: () => void }) {
  return (
    <main>
      <Failure {...props} what="This page" />
    </main>
  );
}
