/** Where a file's hits of one rule are not the expected ones, and why they are right all the same. */
export interface Argued {
  /** As the expectation names it. */
  readonly file: string;
  readonly rule: string;
  readonly expected: number;
  /** Records we find. */
  readonly found: readonly number[];
}

const UNREAD_DEFENDER = "Antivirus/ID1116-1117-Defender threat detected.evtx";
const UNREAD_FIREWALL =
  "TA0005-Defense Evasion/T1562.004-Impair Defenses-Disable or Modify System Firewall/ID800-4103-Firewall disabled.evtx";
const PRINT_SERVER = "TA0004-Privilege Escalation/T1574-DLL side-loading/ID316,300,301,316,823,848-Mimispool printer server instal.evtx";
const LOG4SHELL =
  "compound/Log4Shell/sysmon_log4shell_cve2021_44228_java_serialized_object.zip/sysmon_log4shell_cve2021_44228_java_serialized_object_2022-05-13045800.json";
const LOG_ANALYTICS = "compound/GoldenSAMLADFSMailAccess/WindowsEvents.Zip/WindowsEvents.json";

const more = (file: string, rule: string, ...found: readonly number[]): Argued => ({ file, rule, expected: 0, found });

/** Everything in which we differ from the public expectations, with the whole SigmaHQ pack. The test holds it to the record. */
export const ARGUED: readonly Argued[] = [
  // libevtx 2018 refuses these two files, so that nothing was expected in them: real Defender detections of HackTool:Win32/Mimikatz
  // and the like, and a script block with Set-NetFirewallProfile -Enabled False.
  more(UNREAD_DEFENDER, "06d71506-7beb-4f22-8888-e2e5e2ca7fd8", 171, 173),
  more(UNREAD_DEFENDER, "57b649ef-ff42-4fb0-8bf6-62da243a1708", 171, 172, 173, 175, 176, 177),
  more(UNREAD_DEFENDER, "78cc2dd2-7d20-4d32-93ff-057084c38b93", 172, 175, 177),
  more(UNREAD_DEFENDER, "fa0c05b6-8ad3-468d-8231-c1cbccb64fba", 171, 172, 173, 175, 177),
  more(UNREAD_FIREWALL, "488b44e7-3781-4a71-888d-c95abfacf44d", 29909),
  // The keyword "mimispool" stands in the file's name alone, which the expectation searched too: no record has any of the keywords.
  { file: PRINT_SERVER, rule: "f34d942d-c8c4-4f1f-b196-22471aecf10a", expected: 1, found: [] },
  // Azure's WindowsEvent table: EventData is JSON within a string, in which the expectation saw no fields (its images are empty).
  // One encoded PowerShell started by Tomcat, and the pipe it makes.
  more(LOG4SHELL, "2617e7ed-adb7-40ba-b0f3-8f9945fe6c09", 28),
  more(LOG4SHELL, "36210e0d-5b19-485d-a087-c096088885f0", 28),
  more(LOG4SHELL, "754ed792-634f-40ae-b3bc-e0448d33f695", 28),
  more(LOG4SHELL, "87e3c4e8-a6a8-4ad9-bb4f-46e7ff99a180", 28),
  more(LOG4SHELL, "ac7102b4-9e1e-4802-9b4f-17c5524c015c", 261),
  more(LOG4SHELL, "c86133ad-4725-4bd0-8170-210788e0a7ba", 28),
  more(LOG4SHELL, "d0d28567-4b9a-45e2-8bbc-fb1b66a1f7f6", 28),
  more(LOG4SHELL, "f4bbd493-b796-416e-bbf2-121235348529", 28),
  more(LOG4SHELL, "fb843269-508c-4b76-8b8d-88679db22ce7", 28),
  more(LOG4SHELL, "fdb62a13-9a81-4e5c-a38f-ea93a16f6d7c", 28),
  // Azure's Event table names the channel `EventLog`, by which the expectation did not route. PowerShell opens the AD FS database pipe.
  more(LOG_ANALYTICS, "1ea13e8c-03ea-409b-877d-ce5c3d2c1cb3", 16),
];
