import { ProcessChoice } from "#components/alert/process-choice";
import { ProcessTree } from "#components/alert/process-tree";
import { Panel } from "#components/ui/panel";
import { loadProcessChain } from "#features/alert/loaders";
import type { AlertDetail } from "#features/alert/types";

interface ProcessChainProps {
  readonly alert: AlertDetail;
  /** The process whose chain is shown: the alert's own, or another of its events. */
  readonly chosen: { readonly hostId: number; readonly processKey: string | null };
  readonly from: string | null;
}

/** Streams: the chain may take longer than the rest of the page. */
export async function ProcessChain({ alert, chosen, from }: ProcessChainProps) {
  const { ancestors, rootNote } = await loadProcessChain(alert.id, chosen);
  const subject = ancestors.at(-1);
  return (
    <Panel id="chain" title="Process chain" aside={rootNote ?? undefined}>
      <ProcessChoice alert={alert} chosen={chosen} from={from} />
      {subject ? (
        <ProcessTree key={subject.key} ancestors={ancestors} subject={subject.key} />
      ) : (
        <p>
          {chosen.processKey === null
            ? "The event names no process, so there is no chain to show."
            : "The process of this alert is not in the data: neither its start nor a child that names it was uploaded."}
        </p>
      )}
    </Panel>
  );
}
