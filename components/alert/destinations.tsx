import type { DestinationSummary } from "#features/alert/types";
import { Panel } from "../ui/panel.tsx";
import { Address, Network } from "./address.tsx";
import classes from "./list.module.css";

/** Whom the evidence called, the most called first. */
export function Destinations({ destinations }: { readonly destinations: readonly DestinationSummary[] }) {
  return (
    <Panel id="destinations" title="Destinations" aside={destinations.length > 0 ? destinations.length : undefined}>
      {destinations.length === 0 ? (
        <p className={classes.why}>The evidence of this alert names no remote address.</p>
      ) : (
        <ul className={classes.list}>
          {destinations.map(({ context, port, count }) => (
            <li key={`${context.address} ${port}`}>
              <div className={classes.body}>
                <Address context={context} port={port} />
                <div className={classes.why}>
                  <Network context={context} />
                </div>
              </div>
              <span className={classes.count} title="Pieces of evidence">
                ×{count.toLocaleString("en")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
