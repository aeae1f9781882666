import type { Severity } from "#core/detection/finding";
import type { AddressKind } from "#core/enrichment/address-context";
import type { AlertStatus, VERDICT_REASONS, Verdict } from "#features/alert/schema";

/** What the interface calls things. Typed by the contract, so that a new value without a word does not compile. */

/** In the order of the queue's views. The schema's own list would bring all of zod to the browser (94 kB gzip). */
export const STATUSES = ["open", "in_progress", "closed", "silenced"] as const satisfies readonly AlertStatus[];

export const STATUS_WORD: { readonly [S in AlertStatus]: string } = {
  open: "Open",
  in_progress: "In progress",
  closed: "Closed",
  silenced: "Silenced",
};

export const VERDICT_WORD: { readonly [V in Verdict]: string } = {
  true_positive: "True positive",
  benign_positive: "Benign positive",
  false_positive: "False positive",
  undetermined: "Undetermined",
};

/** In the order of the keys 1 to 6 (`VERDICT_REASONS`; a test holds the two together). */
export const REASON_WORDS: { readonly [V in Verdict]: { readonly [R in (typeof VERDICT_REASONS)[V][number]]: string } } = {
  true_positive: {
    malicious: "Malicious activity",
    policy_violation: "Policy violation",
    unwanted_software: "Unwanted software",
    compromised_account: "Compromised account",
    red_team: "Red team",
    other: "Other",
  },
  benign_positive: {
    admin_activity: "Administration",
    benign_tool: "Benign tool",
    security_test: "Security test",
    maintenance: "Maintenance",
    known_destination: "Known destination",
    other: "Other",
  },
  false_positive: {
    rule_too_broad: "Rule too broad",
    benign_tool: "Benign tool",
    known_destination: "Known destination",
    data_quality: "Bad data",
    duplicate: "Duplicate",
    other: "Other",
  },
  undetermined: { not_enough_data: "Not enough data", other: "Other" },
};

export interface ReasonChoice {
  readonly reason: string;
  readonly label: string;
  /** `1` to `6`. */
  readonly key: string;
}

export function reasonsOf(verdict: Verdict): readonly ReasonChoice[] {
  return Object.entries(REASON_WORDS[verdict]).map(([reason, label], index) => ({ reason, label, key: String(index + 1) }));
}

/** A reason as stored, in words; one that this version does not know is shown as it is. */
export function reasonWord(verdict: Verdict, reason: string): string {
  return reasonsOf(verdict).find((choice) => choice.reason === reason)?.label ?? reason;
}

export const SEVERITY_SIGN: { readonly [S in Severity]: { readonly shape: string; readonly letter: string } } = {
  critical: { shape: "◆", letter: "C" },
  high: { shape: "▲", letter: "H" },
  medium: { shape: "●", letter: "M" },
  low: { shape: "○", letter: "L" },
  informational: { shape: "–", letter: "I" },
};

/** What a special-purpose range is called beside the address; null: nothing to say. */
export const ADDRESS_KIND_WORD: { readonly [K in AddressKind]: string | null } = {
  public: null,
  private: "private",
  loopback: "loopback",
  "link-local": "link-local",
  cgnat: "carrier NAT",
  multicast: "multicast",
  broadcast: "broadcast",
  documentation: "documentation range",
  unspecified: "unspecified",
  "unique-local": "private (unique local)",
  "6to4": "6to4",
  teredo: "Teredo",
  nat64: "NAT64",
  benchmarking: "benchmarking range",
  reserved: "reserved",
  invalid: "not an address",
};
