"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Empty } from "./empty.tsx";

interface FailureProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
  /** What could not be shown: `This page`, `The process chain`. */
  readonly what: string;
}

/** What failed, what still works, and a way to try again. The number finds the cause in the server's log. */
export function Failure({ error, reset, what }: FailureProps) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <div role="alert">
      <Empty title={`${what} could not be loaded`} actions={<Button onClick={retry}>Try again</Button>}>
        Nothing was changed or lost; the rest of the console keeps working.
        {error.digest !== undefined && (
          <>
            {" "}
            If it happens again, look for <code>{error.digest}</code> in the server's log.
          </>
        )}
      </Empty>
    </div>
  );
}
