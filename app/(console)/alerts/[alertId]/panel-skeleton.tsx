import { Skeleton } from "@mantine/core";
import { Panel } from "#components/ui/panel";

/** A panel that is on its way; the rest of the page does not wait for it. */
export function PanelSkeleton({ id, title }: { readonly id: string; readonly title: string }) {
  return (
    <Panel id={id} title={title} aside="loading">
      <Skeleton height={18} mb={8} />
      <Skeleton height={18} mb={8} width="80%" />
      <Skeleton height={18} width="60%" />
    </Panel>
  );
}
