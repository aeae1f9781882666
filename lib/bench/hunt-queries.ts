const CIDR_LIST = `externaldata (CIDR:string, CIDRASN:int, CIDRASNName:string, CIDRSource:string)
    ['https://lists.example/cidr-asn.csv.zip'] with (ignoreFirstRecord=true)`;
const BUILDERS = `DeviceNetworkEvents | where InitiatingProcessFileName =~ "msbuild.exe" | where not(ipv4_is_private(RemoteIP))`;

/** Hunts of the shapes people write; the first two have those of the mission's KQL pages. */
export const HUNT_QUERIES: readonly (readonly [name: string, text: string])[] = [
  [
    "connections of MSBuild, with ASN",
    `let Networks = (${CIDR_LIST});
let Known = (${BUILDERS} | distinct RemoteIP | evaluate ipv4_lookup(Networks, RemoteIP, CIDR, return_unmatched=true));
${BUILDERS} | join Known on RemoteIP`,
  ],
  [
    "rare outgoing connections",
    `let Left = datatable(Net: string) ['100.0.0.0/16', '200.200.200.0/24'];
search in (DeviceNetworkEvents) "tcp" and "connectionsuccess" and "public"
| where Timestamp > ago(30d)
| where isempty(RemoteUrl)
| evaluate ipv4_lookup(Left, RemoteIP, Net, return_unmatched = true)
| where isempty(Net)
| where not(InitiatingProcessFileName matches regex @'(?i)^(msedge|chrome|firefox)\\.exe$')
| where (Protocol == "Tcp" and ActionType == "ConnectionSuccess" and RemoteIPType == "Public") and InitiatingProcessFileName endswith ".exe" and not(RemotePort in (80, 443))
| extend InitiatingProcessFileName=tolower(InitiatingProcessFileName)
| summarize Hashes=make_set(InitiatingProcessMD5), DeviceCount=count_distinct(DeviceId), SampleProcess=any(InitiatingProcessCommandLine), SampleRemoteIP=any(RemoteIP), Ports=make_set(RemotePort) by InitiatingProcessFileName
| where DeviceCount < 4
| extend RemoteIP_country = tostring(parse_json(geo_info_from_ip_address(SampleRemoteIP)).country)
| sort by DeviceCount asc`,
  ],
  [
    "one text in command lines",
    `DeviceProcessEvents | where ProcessCommandLine has "4f2a91" | project Timestamp, DeviceName, ProcessCommandLine`,
  ],
  [
    "one host, one day",
    `DeviceFileEvents | where DeviceName == "host-7.contoso.example" | where Timestamp between (ago(2d) .. 1d) | project Timestamp, FolderPath`,
  ],
  [
    "ports by program",
    `DeviceNetworkEvents | where Timestamp > ago(7d) | summarize dcount(DeviceName), count() by InitiatingProcessFileName, RemotePort | top 20 by count_`,
  ],
  [
    "events by action",
    `union DeviceProcessEvents, DeviceNetworkEvents, DeviceFileEvents, DeviceRegistryEvents, DeviceImageLoadEvents, DeviceEvents
| where Timestamp > ago(30d) | summarize count() by ActionType`,
  ],
  [
    "files per hour and host",
    `DeviceFileEvents | where Timestamp > ago(30d) | summarize Events = count() by DeviceName, bin(Timestamp, 1h) | top 20 by Events`,
  ],
  [
    "hosts by remote address",
    `DeviceNetworkEvents | where Timestamp > ago(30d) | where RemoteIPType == "Public"
| summarize Hosts = dcount(DeviceName), First = min(Timestamp), Last = max(Timestamp) by RemoteIP | top 20 by Hosts`,
  ],
  [
    "hosts by program and day",
    `DeviceImageLoadEvents | where Timestamp > ago(30d)
| summarize Hosts = dcount(DeviceName), Last = max(Timestamp) by InitiatingProcessFileName, Day = startofday(Timestamp) | where Hosts > 1 | count`,
  ],
  [
    "programs of one host",
    `DeviceImageLoadEvents | where Timestamp > ago(30d)
| summarize Hosts = dcount(DeviceName), First = min(Timestamp), Last = max(Timestamp) by InitiatingProcessFileName | where Hosts == 1 | count`,
  ],
  ["devices of the week", `DeviceInfo | where Timestamp > ago(7d) | summarize arg_max(Timestamp, OSPlatform) by DeviceName | count`],
  [
    "events by action and day",
    `union DeviceProcessEvents, DeviceNetworkEvents, DeviceFileEvents, DeviceRegistryEvents, DeviceImageLoadEvents, DeviceEvents
| where Timestamp > ago(30d) | summarize count() by ActionType, bin(Timestamp, 1d)`,
  ],
  [
    "a wide condition",
    `DeviceProcessEvents | where Timestamp > ago(30d)
| where (ProcessCommandLine has_any ("-enc", "4f2a91") and InitiatingProcessFileName in~ ("powershell.exe", "tool7.exe", "only-3.exe"))
    or (FolderPath endswith "MSBuild.exe" and AccountName startswith "user1")
| where not(ProcessCommandLine contains "renderer") | summarize count() by FileName`,
  ],
  [
    "processes with their connections",
    `DeviceProcessEvents | where Timestamp > ago(30d) | where FileName =~ "MSBuild.exe" | project DeviceName, Began = Timestamp
| join kind=inner (DeviceNetworkEvents | where Timestamp > ago(30d) | where InitiatingProcessFileName =~ "MSBuild.exe"
    | project DeviceName, RemoteIP, At = Timestamp) on DeviceName
| where At between (Began .. 1h) | summarize count() by DeviceName`,
  ],
  ["the first ten", `DeviceRegistryEvents | take 10`],
];
