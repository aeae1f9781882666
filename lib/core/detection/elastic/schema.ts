import { z } from "zod";

const Text = z.string();
const Texts = z.array(Text);
/** Optional members may also be null: Kibana writes what was never set so. */
const maybe = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

const Named = z.object({ id: Text, name: Text.default(""), reference: maybe(Text) });
const Technique = Named.extend({ subtechnique: maybe(z.array(Named)) });
const Threat = z.object({ framework: Text.default("MITRE ATT&CK"), tactic: maybe(Named), technique: maybe(z.array(Technique)) });

const Override = z.object({ field: Text, operator: maybe(Text), value: maybe(Text), severity: maybe(Text), risk_score: maybe(z.number()) });

const Cardinality = z.object({ field: Text, value: z.number().int().positive() });
const Threshold = z.object({
  field: z.union([Text.transform((field) => (field === "" ? [] : [field])), Texts]),
  value: z.number().int().positive(),
  cardinality: maybe(z.array(Cardinality)),
});

/** `[rule.new_terms]` as detection-rules writes it. */
const NewTerms = z.object({ value: Texts.min(1), history_window_start: z.array(z.object({ value: Text })).min(1) });

const Duration = z.object({ value: z.number().positive(), unit: z.enum(["s", "m", "h", "d"]) });
const Suppression = z.object({ group_by: maybe(Texts), duration: maybe(Duration), missing_fields_strategy: maybe(Text) });

const ExceptionList = z.object({ id: Text, list_id: Text, type: Text.default("detection"), namespace_type: Text.default("single") });

const Integration = z.object({ package: Text, integration: maybe(Text) });

/** A rule of Kibana, as its API and detection-rules name the members. What is not named here does not change what the rule finds. */
export const ElasticRule = z.object({
  rule_id: maybe(Text.min(1).max(1_000)),
  name: Text.min(1),
  type: Text,
  language: maybe(Text),
  query: maybe(Text),
  description: Text.default(""),
  severity: z.enum(["low", "medium", "high", "critical"]),
  severity_mapping: maybe(z.array(Override)),
  risk_score: maybe(z.number().min(0).max(100)),
  risk_score_mapping: maybe(z.array(Override)),
  rule_name_override: maybe(Text),
  version: maybe(z.number()),
  enabled: maybe(z.boolean()),
  index: maybe(Texts),
  data_view_id: maybe(Text),
  from: maybe(Text),
  to: maybe(Text),
  interval: maybe(Text),
  max_signals: maybe(z.number().int().positive()),
  threat: maybe(z.array(Threat)),
  references: maybe(Texts),
  note: maybe(Text),
  setup: maybe(Text),
  author: maybe(Texts),
  license: maybe(Text),
  tags: maybe(Texts),
  false_positives: maybe(Texts),
  filters: maybe(z.array(z.unknown())),
  threshold: maybe(Threshold),
  new_terms: maybe(NewTerms),
  new_terms_fields: maybe(Texts),
  history_window_start: maybe(Text),
  machine_learning_job_id: maybe(z.union([Text, Texts])),
  saved_id: maybe(Text),
  alert_suppression: maybe(Suppression),
  exceptions_list: maybe(z.array(ExceptionList)),
  building_block_type: maybe(Text),
  timestamp_override: maybe(Text),
  /** A list of names in detection-rules' older files and Kibana's first version of it. */
  investigation_fields: maybe(z.union([z.object({ field_names: Texts }).transform(({ field_names }) => field_names), Texts])),
  timeline_id: maybe(Text),
  timeline_title: maybe(Text),
  event_category_override: maybe(Text),
  timestamp_field: maybe(Text),
  tiebreaker_field: maybe(Text),
  related_integrations: maybe(z.array(Integration)),
  required_fields: maybe(z.array(z.object({ name: Text, type: Text.default("") }))),
});
export type ElasticRule = z.infer<typeof ElasticRule>;

const Entry = z.object({ field: Text, type: Text, operator: Text.default("included"), value: z.union([Text, Texts]).optional() });
export type ExceptionEntry = z.infer<typeof Entry>;

/** An item of an exceptions list, as an export of rules has it behind them. */
export const ExceptionItem = z.object({
  item_id: Text,
  list_id: Text,
  name: Text.default(""),
  entries: z.array(Entry).min(1),
  os_types: maybe(Texts),
  expire_time: maybe(Text),
});
export type ExceptionItem = z.infer<typeof ExceptionItem>;
