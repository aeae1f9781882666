import { Badge } from "@mantine/core";
import { RESTING_STATUSES } from "#features/rule/constants";

/** Says when a rule's author gave it up; nothing for any other status. */
export function StatusBadge({ status }: { readonly status: string }) {
  if (!RESTING_STATUSES.includes(status)) return null;
  return (
    <Badge variant="outline" color="gray" tt="none" flex="none">
      {status}
    </Badge>
  );
}
