import { EvidenceList } from "#components/alert/evidence-list";
import { Panel } from "#components/ui/panel";
import type { AlertDetail } from "#features/alert/types";

export function Evidence({ alert }: { readonly alert: AlertDetail }) {
  return (
    <Panel
      id="evidence"
      title="Evidence"
      aside={`${alert.evidenceTotal.toLocaleString("en")} ${alert.evidenceTotal === 1 ? "event" : "events"}`}
    >
      {alert.evidence.length > 0 ? (
        <EvidenceList key={alert.id} alertId={alert.id} items={alert.evidence} total={alert.evidenceTotal} />
      ) : (
        <p>The events of this alert are no longer stored: they were older than what is kept.</p>
      )}
    </Panel>
  );
}
