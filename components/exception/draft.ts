import { ADDRESS_FIELDS, type AddressField, type Condition, type TextField } from "#core/exception/exception";
import type { ExceptionDraft, PreviewDraft } from "#features/exception/schema";
import { expiryOf, type Lifetime } from "./words.ts";

/** A condition while it is being written: rows have a key of their own, values may still be empty. */
export interface DraftCondition {
  readonly key: number;
  readonly field: AddressField | TextField;
  readonly operator: Condition["operator"];
  readonly values: readonly string[];
}

export interface Draft {
  readonly title: string;
  readonly reason: string;
  readonly conditions: readonly DraftCondition[];
  readonly scope: "rules" | "all";
  readonly ruleIds: readonly string[];
  /** Only this step of the one rule; null: the whole rule. */
  readonly step: string | null;
  readonly lifetime: Lifetime;
}

function isAddressField(field: AddressField | TextField): field is AddressField {
  return (ADDRESS_FIELDS as readonly string[]).includes(field);
}

/** The draft's condition with another field: the operator follows when the new field cannot have it. */
export function withField(condition: DraftCondition, field: AddressField | TextField): DraftCondition {
  const address = isAddressField(field);
  const fits = address === (condition.operator === "address");
  return { ...condition, field, operator: fits ? condition.operator : address ? "address" : "wildcard" };
}

/** Conditions with something in them, as the server takes them. Values go as typed: blanks at their ends count. */
export function conditionsOf(conditions: readonly DraftCondition[]): Condition[] {
  return conditions.flatMap(({ field, operator, values }): Condition[] => {
    const filled = values.filter((value) => value !== "");
    if (filled.length === 0) return [];
    // Blanks around an address mean nothing and come along with every paste.
    if (isAddressField(field)) return [{ field, operator: "address", values: filled.map((value) => value.trim()) }];
    return operator === "address" ? [] : [{ field, operator, values: filled }];
  });
}

/** A step is a step of one rule: with several, or with every one, there is nothing to choose from. */
export function hasOneRule({ scope, ruleIds }: Draft): boolean {
  return scope === "rules" && ruleIds.length === 1;
}

/** What is previewed; undefined while there is nothing to preview. */
export function previewOf(draft: Draft, sourceAlertId: string | null, now: number): PreviewDraft | undefined {
  const conditions = conditionsOf(draft.conditions);
  if (conditions.length === 0 || (draft.scope === "rules" && draft.ruleIds.length === 0)) return undefined;
  return {
    conditions: conditions.map((condition) => ({ ...condition, values: [...condition.values] })),
    ruleIds: draft.scope === "all" ? [] : [...draft.ruleIds],
    step: hasOneRule(draft) ? draft.step : null,
    expiresAt: expiryOf(draft.lifetime, now),
    sourceAlertId,
  };
}

/** What is saved; undefined while something is missing. */
export function submissionOf(draft: Draft, sourceAlertId: string | null, now: number): ExceptionDraft | undefined {
  const preview = previewOf(draft, sourceAlertId, now);
  return preview && { ...preview, title: draft.title.trim(), reason: draft.reason.trim() };
}

let lastKey = 0;

export function draftCondition(condition: Condition): DraftCondition {
  lastKey++;
  return { key: lastKey, field: condition.field, operator: condition.operator, values: condition.values };
}
