"use client";
import type { HuntLanguage } from "#features/hunt/schema";
import classes from "../hunt-page.module.css";

interface Example {
  readonly title: string;
  readonly text: string;
}

const EXAMPLES: { readonly [L in HuntLanguage]: readonly Example[] } = {
  kql: [
    {
      title: "Programs that few hosts connect out with",
      text: `DeviceNetworkEvents
| where RemoteIPType == "Public" or not(ipv4_is_private(RemoteIP))
| summarize Hosts = dcount(DeviceName), Connections = count(), Addresses = make_set(RemoteIP, 5) by InitiatingProcessFileName
| where Hosts < 4
| sort by Hosts asc, Connections desc`,
    },
    {
      title: "What Office programs started",
      text: `DeviceProcessEvents
| where InitiatingProcessFileName in~ ("winword.exe", "excel.exe", "powerpnt.exe", "outlook.exe")
| project Timestamp, DeviceName, AccountName, FileName, ProcessCommandLine
| sort by Timestamp desc`,
    },
    {
      title: "Events an hour, as a chart",
      text: `union DeviceProcessEvents, DeviceNetworkEvents, DeviceFileEvents, DeviceRegistryEvents
| summarize Events = count() by bin(Timestamp, 1h), Type
| render timechart`,
    },
  ],
  eql: [
    {
      title: "A program that starts and connects at once",
      text: `sequence by process.entity_id with maxspan=30s
  [process where event.type == "start"]
  [network where true]`,
    },
    {
      title: "PowerShell with an encoded command",
      text: 'process where process.name : "powershell.exe" and process.command_line : "* -e*"',
    },
  ],
  sigma: [
    {
      title: "A rule for one process",
      text: `title: Whoami
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: '\\whoami.exe'
  condition: selection
level: low
`,
    },
  ],
};

/** What one could ask first. */
export function Examples({ language, onPick }: { readonly language: HuntLanguage; readonly onPick: (text: string) => void }) {
  return (
    <section className={classes.examples} aria-label="Examples">
      <h2>Ask the store a question</h2>
      <p>
        Write a query above and press Ctrl+Enter. Ctrl+Space completes tables, columns and functions; F8 goes to the next problem. Or begin
        with one of these:
      </p>
      <ul>
        {EXAMPLES[language].map(({ title, text }) => (
          <li key={title}>
            <button type="button" onClick={() => onPick(text)}>
              <span>{title}</span>
              <code>{text}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
