import { kqlString } from "./add-to-query.ts";

/** A query that a link opens the hunt page with; it is shown and not run. */
export interface LinkedQuery {
  readonly text: string;
  /** What `now()` is: the end of what is looked at. */
  readonly now?: string;
  readonly range?: string;
}

export function huntHref({ text, now, range }: LinkedQuery): string {
  return `/hunt?${new URLSearchParams({ text, language: "kql", ...(range !== undefined && { range }), ...(now !== undefined && { now }) })}`;
}

const MINUTE = 60_000;

/** Everything on the host from ten minutes before a moment to ten after. */
function around(at: string): string {
  const time = Date.parse(at);
  return `${new Date(time - 10 * MINUTE).toISOString()}/${new Date(time + 10 * MINUTE).toISOString()}`;
}

const TABLES =
  "DeviceProcessEvents, DeviceNetworkEvents, DeviceFileEvents, DeviceRegistryEvents, DeviceImageLoadEvents, DeviceEvents, DeviceLogonEvents";
const COLUMNS =
  "Timestamp, Type, ActionType, FileName, ProcessCommandLine, InitiatingProcessFileName, InitiatingProcessCommandLine, RemoteIP, RemotePort, RegistryKey";

/** What happened on the host of an event around it. */
export function eventQuery({ host, at }: { readonly host: string; readonly at: string }): LinkedQuery {
  return {
    text: `union ${TABLES}\n| where DeviceName =~ ${kqlString(host)}\n| project ${COLUMNS}\n| sort by Timestamp asc`,
    range: around(at),
  };
}

interface AlertFacts {
  readonly host: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly process: string | null;
  readonly destination: { readonly address: string } | null;
}

/** The same on other hosts: by where an alert's process connected to, or by the process, or around the alert on its host. */
export function alertQuery({ host, firstSeen, process, destination }: AlertFacts): LinkedQuery {
  if (destination !== null)
    return {
      text: `// Who else talked to ${destination.address.replace(/[\r\n]/g, " ")}\nDeviceNetworkEvents\n| where RemoteIP == ${kqlString(destination.address)}\n| summarize Connections = count(), First = min(Timestamp), Last = max(Timestamp), Ports = make_set(RemotePort) by DeviceName, InitiatingProcessFileName\n| sort by Connections desc`,
    };
  if (process !== null)
    return {
      text: `// Where else it ran, and as whose child\nDeviceProcessEvents\n| where FileName =~ ${kqlString(process)}\n| summarize Starts = count(), First = min(Timestamp), Last = max(Timestamp), CommandLines = make_set(ProcessCommandLine, 10) by DeviceName, InitiatingProcessFileName\n| sort by Starts desc`,
    };
  return eventQuery({ host, at: firstSeen });
}
