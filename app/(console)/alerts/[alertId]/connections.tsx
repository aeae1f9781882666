import { ConnectionsTable } from "#components/alert/connections-table";
import { Panel } from "#components/ui/panel";
import { loadConnections } from "#features/alert/loaders";

interface ConnectionsProps {
  readonly alertId: string;
  /** The process whose connections are shown. */
  readonly of: { readonly hostId: number; readonly processKey: string | null };
}

/** Streams: the fleet's memory of each remote address may take longer than the rest of the page. */
export async function Connections({ alertId, of }: ConnectionsProps) {
  const connections = await loadConnections(alertId, of);
  return (
    <Panel
      id="connections"
      title="Connections"
      aside={connections.length > 0 ? `${connections.length}, of the process and its chain` : undefined}
    >
      {connections.length > 0 ? (
        <ConnectionsTable connections={connections} />
      ) : (
        <p>
          No connection of this process or its chain is in the data. Sysmon event 3 and Security 5156 record them; neither may have been
          uploaded for this host.
        </p>
      )}
    </Panel>
  );
}
