import type { AlertRow } from "#features/alert/types";
import { columnsFor } from "../data-table/columns.ts";
import { Instant } from "../ui/instant.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { countryName } from "./country.ts";
import { FilterValue } from "./filter-value.tsx";
import { KindBadge } from "./kind-badge.tsx";
import classes from "./queue-columns.module.css";
import { SeverityMark } from "./severity-mark.tsx";
import { StatusMark } from "./status-mark.tsx";

const column = columnsFor<AlertRow>();

/** A long command line costs the browser nothing here: the page shows the rest. */
const COMMAND_LINE_SHOWN = 300;

/** The queue's columns, left to right in the order an analyst reads: how bad, what, where, whereto, when, who. */
export const queueColumns = column.columns([
  column.accessor("severity", {
    header: () => <span title="Severity">Sev</span>,
    size: 54,
    meta: { label: "Severity", sort: "severity", fixed: true },
    cell: ({ getValue }) => <SeverityMark severity={getValue()} />,
  }),
  column.accessor("ruleTitle", {
    header: "Rule",
    size: 240,
    meta: { label: "Rule", sort: "rule", opens: true },
    cell: ({ getValue, row: { original } }) => (
      <span title={getValue()}>
        <KindBadge alert={original} />
        {getValue()}
      </span>
    ),
  }),
  column.accessor("process", {
    header: "Process",
    size: 104,
    meta: { label: "Process", sort: "process" },
    cell: ({ getValue }) => {
      const process = getValue();
      return process === null ? null : (
        <FilterValue by="process" value={process} what={`process ${process}`}>
          <PlainText text={process} />
        </FilterValue>
      );
    },
  }),
  column.accessor("commandLine", {
    header: "Command line",
    size: 146,
    meta: { label: "Command line" },
    cell: ({ getValue }) => {
      const text = getValue();
      if (text === null) return null;
      return (
        <span className={classes.command} title={text.slice(0, 2000)}>
          <PlainText text={text.slice(0, COMMAND_LINE_SHOWN)} />
          {text.length > COMMAND_LINE_SHOWN && <span className={classes.more}> …+{text.length - COMMAND_LINE_SHOWN}</span>}
        </span>
      );
    },
  }),
  column.accessor("host", {
    header: "Host",
    size: 100,
    meta: { label: "Host", sort: "host" },
    cell: ({ getValue, row: { original } }) => (
      <span className={classes.host} title={original.otherHosts > 0 ? `${getValue()} and ${original.otherHosts} more hosts` : undefined}>
        <FilterValue by="host" value={getValue()} what={`host ${getValue()}`}>
          {getValue()}
        </FilterValue>
        {original.otherHosts > 0 && <span className={classes.more}>+{original.otherHosts.toLocaleString("en")}</span>}
      </span>
    ),
  }),
  column.accessor("user", {
    header: "User",
    size: 100,
    meta: { label: "User" },
    cell: ({ getValue }) => {
      const user = getValue();
      return user === null ? null : (
        <FilterValue by="user" value={user} what={`user ${user}`}>
          <MiddleCut text={user} />
        </FilterValue>
      );
    },
  }),
  column.accessor("destination", {
    header: "Destination",
    size: 158,
    meta: { label: "Destination" },
    cell: ({ getValue }) => {
      const destination = getValue();
      if (destination === null) return null;
      const { address, port, others } = destination;
      const shown = port === null ? address : address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
      return (
        <span className={classes.destination}>
          <FilterValue by="destination" value={address} what={`destination ${address}`}>
            <MiddleCut text={shown} />
          </FilterValue>
          {others > 0 && <span className={classes.more}>+{others}</span>}
        </span>
      );
    },
  }),
  column.accessor("organization", {
    header: "Network",
    size: 104,
    meta: { label: "ASN and organisation" },
    cell: ({ row: { original } }) => {
      const { asn, organization } = original;
      if (asn === null) return organization;
      return (
        <FilterValue by="asn" value={String(asn)} what={`AS${asn}${organization === null ? "" : `, ${organization}`}`}>
          <span className={classes.more}>AS{asn}</span> {organization}
        </FilterValue>
      );
    },
  }),
  column.accessor("country", {
    header: () => <span title="Country">Ctry</span>,
    size: 48,
    meta: { label: "Country" },
    cell: ({ getValue }) => {
      const country = getValue();
      return country === null ? null : (
        <FilterValue by="country" value={country} what={`country ${countryName(country)}`}>
          <abbr className={classes.country} title={countryName(country)}>
            {country}
          </abbr>
        </FilterValue>
      );
    },
  }),
  column.accessor("firstSeen", {
    header: "First seen",
    size: 92,
    meta: { label: "First seen", sort: "firstSeen" },
    cell: ({ getValue }) => <Instant at={getValue()} />,
  }),
  column.accessor("lastSeen", {
    header: "Last seen",
    size: 92,
    meta: { label: "Last seen", sort: "lastSeen" },
    cell: ({ getValue }) => <Instant at={getValue()} />,
  }),
  column.accessor("count", {
    header: "Count",
    size: 70,
    meta: { label: "Count", sort: "count", align: "end" },
    cell: ({ getValue, row: { original } }) => {
      const silenced = original.totalCount - getValue();
      const isOfSeveral = original.shape !== "event";
      const notes = [
        ...(isOfSeveral ? [`${getValue()} findings of ${original.eventCount} events`] : []),
        ...(silenced > 0 ? [`${silenced} more ${isOfSeveral ? "silenced or withdrawn" : "silenced by exceptions"}`] : []),
      ];
      return (
        <span title={notes.length > 0 ? notes.join("; ") : undefined}>
          {getValue().toLocaleString("en")}
          {isOfSeveral && <span className={classes.more}> /{original.eventCount.toLocaleString("en")} ev</span>}
          {silenced > 0 && <span className={classes.more}> +{silenced}</span>}
        </span>
      );
    },
  }),
  column.accessor("status", {
    header: "Status",
    size: 104,
    meta: { label: "Status and assignee" },
    cell: ({ row: { original } }) => <StatusMark status={original.status} verdict={original.verdict} assignee={original.assignee} />,
  }),
]);
