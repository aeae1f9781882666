import { z } from "zod";
import type { Remarks } from "./remarks.ts";

/**
 * What becomes of a member of a rule.
 *
 * - `applied`: it decides what is found, when, or how the alert is shown.
 * - `shown`: it stands on the rule's page.
 * - `refused`: only rules of types that are refused have it, and the refusal says what is missing.
 * - `kept`: Kibana's own bookkeeping of when and by whom the rule was made, and where it writes alerts; nobody misses it here.
 * - a function: the sentence that says what is not done, or undefined where the value asks for nothing.
 */
export type MemberFate = "applied" | "shown" | "refused" | "kept" | ((value: unknown) => string | undefined);

const Filled = z.array(z.unknown()).min(1);
const isFilled = (value: unknown): boolean => Filled.safeParse(value).success;

const unless =
  (isHarmless: (value: unknown) => boolean, message: (value: unknown) => string) =>
  (value: unknown): string | undefined =>
    isHarmless(value) ? undefined : message(value);
const isUnset = (value: unknown): boolean => value === undefined || value === null || value === "";

/** Every member that Kibana's API and detection-rules have for a rule. */
export const MEMBERS: { readonly [name: string]: MemberFate } = {
  rule_id: "applied",
  name: "applied",
  type: "applied",
  language: "applied",
  query: "applied",
  index: "applied",
  filters: "applied",
  severity: "applied",
  severity_mapping: "applied",
  risk_score: "shown",
  risk_score_mapping: "applied",
  rule_name_override: "applied",
  from: "applied",
  interval: "applied",
  max_signals: "applied",
  enabled: "applied",
  tags: "applied",
  threat: "applied",
  threshold: "applied",
  new_terms: "applied",
  new_terms_fields: "applied",
  history_window_start: "applied",
  alert_suppression: "applied",
  exceptions_list: "applied",
  building_block_type: "applied",
  event_category_override: "applied",
  // These say by themselves, where they are read, what is not done (`read-rule.ts`, `schedule.ts`).
  data_view_id: "applied",
  to: "applied",
  timestamp_field: "applied",
  description: "shown",
  author: "shown",
  references: "shown",
  false_positives: "shown",
  note: "shown",
  setup: "shown",
  license: "shown",
  version: "shown",
  timestamp_override: "shown",
  investigation_fields: "shown",
  timeline_id: "shown",
  timeline_title: "shown",
  related_integrations: "shown",
  required_fields: "shown",
  timestamp_override_fallback_disabled: unless(
    (value) => value !== true,
    () => "events without the field of `timestamp_override` are looked at, too, by their own time: more is found, never less",
  ),
  tiebreaker_field: unless(
    (value) => isUnset(value) || value === "event.sequence",
    (value) => `events of one instant are in the order of event.sequence or else of their records, not of "${String(value)}"`,
  ),
  actions: unless(
    (value) => !isFilled(value),
    () => "nobody is told by the rule's actions: connectors are Kibana's own, and alerts are in the queue",
  ),
  response_actions: unless(
    (value) => !isFilled(value),
    () => "response actions are not carried out: nothing here acts on a host",
  ),
  throttle: unless(
    (value) => isUnset(value) || value === "no_actions" || value === "rule",
    () => "actions are not carried out, however seldom",
  ),
  saved_id: "refused",
  machine_learning_job_id: "refused",
  anomaly_threshold: "refused",
  threat_query: "refused",
  threat_mapping: "refused",
  threat_index: "refused",
  threat_filters: "refused",
  threat_language: "refused",
  threat_indicator_path: "refused",
  concurrent_searches: "refused",
  items_per_search: "refused",
  id: "kept",
  immutable: "kept",
  rule_source: "kept",
  revision: "kept",
  created_at: "kept",
  created_by: "kept",
  updated_at: "kept",
  updated_by: "kept",
  execution_summary: "kept",
  last_execution: "kept",
  output_index: "kept",
  namespace: "kept",
  meta: "kept",
  outcome: "kept",
  alias_target_id: "kept",
  alias_purpose: "kept",
};

/** Says of each member of a rule what is not done with it, where that is not said elsewhere. */
export function remarkMembers(rule: unknown, remarks: Remarks): void {
  if (typeof rule !== "object" || rule === null) return;
  for (const [name, value] of Object.entries(rule)) {
    const fate = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (fate === undefined) {
      if (value !== undefined)
        remarks.warning("unknown-member", `"${name}" is no member of a rule that is known: nothing is done with it`, [name]);
    } else if (typeof fate === "function") {
      const message = fate(value);
      if (message !== undefined) remarks.warning("member-not-applied", message, [name]);
    }
  }
}
