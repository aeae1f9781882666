import type { Connection } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { deltaText } from "../ui/relative-time.ts";
import { Address } from "./address.tsx";
import classes from "./connections-table.module.css";
import { countryName } from "./country.ts";

const DIRECTION = { egress: "out", ingress: "in" } as const;

/** The connections of the process and of its chain, newest first. */
export function ConnectionsTable({ connections }: { readonly connections: readonly Connection[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label="Connections, scrolls sideways" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col" title="Time from the start of the process to the connection">
              t+Δ
            </th>
            <th scope="col">Process</th>
            <th scope="col">Remote address</th>
            <th scope="col" className={classes.number}>
              Port
            </th>
            <th scope="col">Proto</th>
            <th scope="col" title="out: this host began it; in: the other side did">
              Direction
            </th>
            <th scope="col" className={classes.number}>
              ASN
            </th>
            <th scope="col">Organisation</th>
            <th scope="col">Country</th>
            <th scope="col">First in fleet</th>
            <th scope="col">Other hosts</th>
            <th scope="col">Time (UTC)</th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <tr key={connection.eventId} data-evidence={connection.isEvidence}>
              <td className={classes.number}>
                {connection.sinceStart === null ? (
                  <span title="The start of the process is not in the data">?</span>
                ) : (
                  deltaText(connection.sinceStart)
                )}
              </td>
              <td>
                <PlainText text={connection.process ?? "unknown"} /> <span className={classes.dim}>{relation(connection.depth)}</span>
                {connection.isEvidence && <span className={classes.evidence}>evidence</span>}
              </td>
              <td className={classes.remote}>
                <Address context={connection.remote} />
                {connection.domain !== null && (
                  <div className={classes.dim}>
                    <PlainText text={connection.domain} />
                  </div>
                )}
              </td>
              <td className={classes.number}>{connection.destinationPort}</td>
              <td>{connection.transport}</td>
              <td>
                {connection.direction === null ? (
                  <span title="The event does not say who began it">?</span>
                ) : (
                  DIRECTION[connection.direction]
                )}
              </td>
              <td className={classes.number}>{connection.remote.asn}</td>
              <td className={classes.organization}>{connection.remote.organization}</td>
              <td>{connection.remote.country !== undefined && countryName(connection.remote.country)}</td>
              <td>{connection.firstSeenInFleet && <Instant at={connection.firstSeenInFleet} />}</td>
              <td>
                <OtherHosts connection={connection} />
              </td>
              <td className={classes.time}>
                <Instant at={connection.at} show="full" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Hosts, not connections: from every event stored, whatever the rule returned. */
function OtherHosts({ connection: { otherHosts, otherHostCount } }: { readonly connection: Connection }) {
  if (otherHostCount === 0) return <span className={classes.dim}>none</span>;
  return (
    <details>
      <summary>{otherHostCount.toLocaleString("en")}</summary>
      <ul className={classes.hosts}>
        {otherHosts.map((host) => (
          <li key={host}>{host}</li>
        ))}
        {otherHostCount > otherHosts.length && <li className={classes.dim}>and {otherHostCount - otherHosts.length} more</li>}
      </ul>
    </details>
  );
}

function relation(depth: number): string | null {
  if (depth === 0) return null;
  if (depth === 1) return "parent";
  if (depth === -1) return "child";
  return depth > 0 ? `${depth} levels up` : `${-depth} levels down`;
}
