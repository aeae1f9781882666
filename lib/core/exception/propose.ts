import type { RuleId } from "../detection/finding.ts";
import { canonicalAddress } from "../event/address.ts";
import { checkConditions } from "./check.ts";
import type { Condition } from "./exception.ts";
import { generalise } from "./volatile.ts";

/** What is known of an alert, as far as an exception can test it. */
export interface ProposalSource {
  readonly rule: RuleId;
  /** Every destination address of its evidence. */
  readonly destinations: readonly string[];
  readonly commandLine?: string | null | undefined;
  readonly executable?: string | null | undefined;
  readonly user?: string | null | undefined;
  readonly host?: string | null | undefined;
}

/** Conditions that match the alert, for its rule alone. */
export interface Proposal {
  readonly title: string;
  readonly conditions: readonly Condition[];
  readonly ruleIds: readonly RuleId[];
}

/** More addresses than this are not a list a person can judge. */
const MOST_DESTINATIONS = 50;

/**
 * Proposals, the least dangerous first (the order of the "Equilateral of Exclusion Risk": arguments with destination,
 * arguments with user and host, program with destination, destination, arguments alone). Every one of them matches the alert.
 */
export function propose(source: ProposalSource): readonly Proposal[] {
  const destination = destinationCondition(source.destinations);
  const where = destination ? named(destination.values) : "";
  const exact = textCondition("process.command_line", "exact", source.commandLine);
  const similar = generalised(source.commandLine);
  const executable = textCondition("process.executable", "exact", source.executable);
  const user = textCondition("user.name", "exact", source.user);
  const host = textCondition("host.name", "exact", source.host);
  const onThisHost = `as ${source.user} on ${source.host}`;
  const candidates: readonly (readonly [title: string, ...conditions: readonly (Condition | undefined)[]])[] = [
    [`This command line to ${where}`, exact, destination],
    [`Similar command lines to ${where}`, similar, destination],
    [`This command line ${onThisHost}`, exact, user, host],
    [`Similar command lines ${onThisHost}`, similar, user, host],
    [`${baseName(source.executable)} to ${where}`, executable, destination],
    [`Anything of this rule to ${where}`, destination],
    ["This command line, wherever it connects", exact],
    ["Similar command lines, wherever they connect", similar],
  ];
  return candidates.flatMap(([title, ...wanted]) => {
    const conditions = wanted.filter((condition) => condition !== undefined);
    if (conditions.length < wanted.length || checkConditions(conditions).some((lint) => lint.level === "block")) return [];
    return [{ title: title.length > 120 ? `${title.slice(0, 119)}…` : title, conditions, ruleIds: [source.rule] }];
  });
}

function destinationCondition(destinations: readonly string[]): Condition | undefined {
  const values = [...new Set(destinations.flatMap((address) => canonicalAddress(address.trim()) ?? []))];
  return values.length > 0 && values.length <= MOST_DESTINATIONS ? { field: "destination.ip", operator: "address", values } : undefined;
}

type TextCondition = Exclude<Condition, { operator: "address" }>;

function textCondition(
  field: TextCondition["field"],
  operator: TextCondition["operator"],
  value: string | null | undefined,
): Condition | undefined {
  return value ? { field, operator, values: [value] } : undefined;
}

/** Undefined when nothing in the command line is volatile: the pattern would be the exact one again. */
function generalised(commandLine: string | null | undefined): Condition | undefined {
  const pattern = generalise(commandLine ?? "");
  return /(?<!\[)\*|\*(?!\])/.test(pattern) ? textCondition("process.command_line", "wildcard", pattern) : undefined;
}

function baseName(executable: string | null | undefined): string {
  return executable?.split(/[\\/]/).at(-1) ?? "";
}

function named(addresses: readonly string[]): string {
  const [first = ""] = addresses;
  return addresses.length === 1 ? first : `${first} and ${addresses.length - 1} more`;
}
