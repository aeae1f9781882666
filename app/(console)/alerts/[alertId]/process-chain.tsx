import { ProcessTree } from "#components/alert/process-tree";
import { Panel } from "#components/ui/panel";
import { loadProcessChain } from "#features/alert/loaders";

/** Streams: the chain may take longer than the rest of the page. */
export async function ProcessChain({ alertId, processKey }: { readonly alertId: string; readonly processKey: string | null }) {
  const { ancestors, rootNote } = await loadProcessChain(alertId);
  const subject = ancestors.at(-1);
  return (
    <Panel id="chain" title="Process chain" aside={rootNote ?? undefined}>
      {subject ? (
        <ProcessTree ancestors={ancestors} subject={subject.key} />
      ) : (
        <p>
          {processKey === null
            ? "The event names no process, so there is no chain to show."
            : "The process of this alert is not in the data: neither its start nor a child that names it was uploaded."}
        </p>
      )}
    </Panel>
  );
}
