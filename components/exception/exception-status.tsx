import { Badge } from "@mantine/core";
import type { ExceptionStatus } from "#features/exception/schema";
import type { ExceptionRow } from "#features/exception/types";

const COLOURS: { readonly [S in ExceptionStatus]: string } = { active: "green", expired: "gray", removed: "gray" };

/** Its state; one that cannot run says so, because it hides nothing. */
export function ExceptionStatusBadge({ exception }: { readonly exception: Pick<ExceptionRow, "status" | "error"> }) {
  if (exception.error && exception.status === "active")
    return (
      <Badge color="red" variant="light" title={exception.error}>
        does not run
      </Badge>
    );
  return (
    <Badge color={COLOURS[exception.status]} variant="light">
      {exception.status}
    </Badge>
  );
}
