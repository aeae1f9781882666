import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Why something that others find here is not here for whoever looks. */
export function NotOffered({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
