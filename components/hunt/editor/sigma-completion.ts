import { type Completion, type CompletionContext, type CompletionResult, snippetCompletion } from "@codemirror/autocomplete";

/** Completes the skeleton of a Sigma rule: keys, categories, modifiers, the words of the condition. */
export function sigmaCompletion(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const word = /[\w-]*$/.exec(before)?.[0] ?? "";
  if (!context.explicit && word === "" && !/[|:] ?$/.test(before)) return null;
  const options = sigmaOptions(before.slice(0, before.length - word.length));
  return options.length === 0 ? null : { from: context.pos - word.length, options, validFor: /^[\w-]*$/ };
}

/** What can follow the beginning of a line. */
export function sigmaOptions(before: string): readonly Completion[] {
  const value = /^\s*([\w]+):\s*$/.exec(before)?.[1];
  if (/^\s*condition:/.test(before)) return CONDITION;
  if (value !== undefined) return (VALUES[value] ?? []).map((label) => ({ label, type: "enum" }));
  if (/^\s*-?\s*[\w.]+(?:\|\w+)*\|$/.test(before)) return MODIFIERS.map(([label, info]) => ({ label, info, type: "keyword" }));
  return before.trim() === "" ? (before === "" ? KEYS : INNER_KEYS) : [];
}

const VALUES: { readonly [key: string]: readonly string[] } = {
  product: ["windows", "linux", "macos"],
  category: [
    ...["process_creation", "network_connection", "file_event", "file_change", "file_delete", "registry_set", "registry_add"],
    ...["registry_delete", "registry_event", "image_load", "driver_load", "dns_query", "create_remote_thread", "process_access"],
    ...["process_termination", "pipe_created", "create_stream_hash", "ps_script", "ps_module", "wmi_event", "antivirus"],
  ],
  service: ["security", "system", "application", "powershell", "sysmon", "windefend", "taskscheduler"],
  level: ["informational", "low", "medium", "high", "critical"],
  status: ["stable", "test", "experimental", "deprecated", "unsupported"],
};
const MODIFIERS: readonly (readonly [string, string])[] = [
  ["contains", "Anywhere"],
  ["startswith", "At the start"],
  ["endswith", "At the end"],
  ["all", "Every value, not any"],
  ["re", "A pattern"],
  ["cidr", "A network range"],
  ["windash", "Any of Windows' dashes"],
  ["base64offset", "In Base64, at any offset"],
  ["wide", "As UTF-16"],
  ["exists", "Whether the field is there"],
  ["cased", "With case"],
  ["gt", "Greater than"],
  ["gte", "At least"],
  ["lt", "Less than"],
  ["lte", "At most"],
  ["fieldref", "The value of another field"],
];
const KEYS = [
  snippetCompletion(
    "title: #{What it finds}\nlogsource:\n  product: windows\n  category: #{process_creation}\ndetection:\n  selection:\n    #{Image|endswith}: #{\\program.exe}\n  condition: selection\nlevel: #{medium}\n",
    { label: "rule", info: "A whole rule", type: "keyword", boost: 20 },
  ),
  ...[
    "title",
    "id",
    "status",
    "description",
    "author",
    "references",
    "tags",
    "logsource",
    "detection",
    "falsepositives",
    "level",
    "fields",
  ].map((label): Completion => ({ label, type: "property", apply: `${label}: ` })),
];
const INNER_KEYS: readonly Completion[] = ["product", "category", "service", "selection", "filter", "condition", "timeframe"].map(
  (label) => ({
    label,
    type: "property",
    apply: `${label}: `,
  }),
);
const CONDITION: readonly Completion[] = ["and", "or", "not", "1 of ", "all of ", "them", "selection", "filter"].map((label) => ({
  label,
  type: "keyword",
}));
