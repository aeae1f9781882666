"use client";
import { Alert, Button, Group, NativeSelect, SegmentedControl, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { attackerSentence } from "#core/exception/attacker-sentence";
import type { Lint } from "#core/exception/exception";
import { saveException } from "#features/exception/actions";
import type { Proposal } from "#features/exception/types";
import type { RuleChoice } from "#features/rule/types";
import { rememberBatch } from "../alert/last-batch.ts";
import { countText } from "../ingest/counts.ts";
import { useShortcuts } from "../ui/shortcuts.tsx";
import { ConditionEditor } from "./condition-editor.tsx";
import { conditionsOf, type Draft, draftCondition, hasOneRule, previewOf, submissionOf } from "./draft.ts";
import { LintList } from "./lint-list.tsx";
import { PreviewPanel } from "./preview-panel.tsx";
import { ProposalPicker } from "./proposal-picker.tsx";
import { RulePicker } from "./rule-picker.tsx";
import type { RuleSteps } from "./rule-steps.tsx";
import { StepChoice } from "./step-choice.tsx";
import { usePreview } from "./use-preview.ts";
import { LIFETIMES, REASONS } from "./words.ts";

interface ExceptionFormProps {
  readonly sourceAlertId: string | null;
  readonly proposals: readonly Proposal[];
  /** Those that the proposals and the address name. */
  readonly rules: readonly RuleChoice[];
  /** Rule chosen at first when there is no proposal. */
  readonly ruleId: string | null;
  /** The steps of the rule of the alert it is written for, where it has any. */
  readonly steps: RuleSteps | null;
}

function firstDraft(proposal: Proposal | undefined, ruleId: string | null): Draft {
  const ruleIds = proposal?.ruleIds ?? (ruleId ? [ruleId] : []);
  return {
    title: proposal?.title ?? "",
    reason: "",
    conditions: (proposal?.conditions ?? [{ field: "destination.ip", operator: "address", values: [""] }]).map(draftCondition),
    scope: "rules",
    ruleIds,
    step: proposal?.step ?? null,
    lifetime: "30d",
  };
}

/** Writes an exception with what it would do beside it. `1` to `6` fill in the reason, Enter on the button saves. */
export function ExceptionForm({ sourceAlertId, proposals, rules, ruleId, steps }: ExceptionFormProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => firstDraft(proposals[0], ruleId));
  const [chosen, setChosen] = useState<number | null>(proposals.length > 0 ? 0 : null);
  const [refused, setRefused] = useState<readonly Lint[]>([]);
  const [missing, setMissing] = useState<{
    readonly title?: string;
    readonly reason?: string;
    readonly rules?: string;
    readonly form?: string;
  }>({});
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(() => new Map(rules.map(({ id, title }) => [id, title])));
  const [busy, startTransition] = useTransition();
  const conditions = conditionsOf(draft.conditions);
  const preview = usePreview(previewOf(draft, sourceAlertId, Date.now()));
  const lints = preview.result?.lints ?? [];
  const blocked = lints.some((lint) => lint.level === "block") || (preview.result?.truePositives.length ?? 0) > 0;

  // The proposal is written already: what is left is a digit and Enter. The page stays where it is, so that the proposal is read first.
  const save = useRef<HTMLButtonElement>(null);
  const isWritten = proposals.length > 0;
  useEffect(() => {
    if (isWritten) save.current?.focus({ preventScroll: true });
  }, [isWritten]);

  const labels = Object.fromEntries(steps?.steps.map(({ name, label }) => [name, label]) ?? []);

  function change(part: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...part }));
    setRefused([]);
    setMissing({});
  }

  useShortcuts(
    REASONS.map((reason, index) => ({
      keys: String(index + 1),
      does: `Reason: ${reason}`,
      group: "Exception",
      run: () => change({ reason }),
    })),
  );

  function choose(index: number) {
    const proposal = proposals[index];
    if (!proposal) return;
    setChosen(index);
    change({ title: proposal.title, conditions: proposal.conditions.map(draftCondition), ruleIds: proposal.ruleIds, step: proposal.step });
  }

  function editConditions(conditions: Draft["conditions"]) {
    setChosen(null);
    change({ conditions });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = {
      ...(draft.title.trim().length < 3 && { title: "Give it a title" }),
      ...(draft.reason.trim().length < 5 && { reason: "Say why this is benign: the next analyst will want to know" }),
      ...(draft.scope === "rules" && draft.ruleIds.length === 0 && { rules: "Choose a rule, or every rule" }),
    };
    const submission = submissionOf(draft, sourceAlertId, Date.now());
    if (Object.keys(found).length > 0 || !submission) {
      setMissing({ ...found, ...(!submission && { form: "Fill in at least one condition and choose its rules." }) });
      return;
    }
    startTransition(async () => {
      try {
        const outcome = await saveException(submission);
        if (!outcome.ok) {
          setRefused(outcome.lints);
          return;
        }
        rememberBatch(outcome.batchId);
        router.push(`/exceptions/${outcome.id}?saved=${outcome.silenced}`);
      } catch {
        setMissing({ form: "The server did not answer, so it is not known whether this was saved. See the list of exceptions." });
      }
    });
  }

  return (
    <form onSubmit={submit}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack gap="md">
          <ProposalPicker proposals={proposals} chosen={chosen} onChoose={choose} labels={labels} />
          {draft.conditions.map((condition, index) => (
            <ConditionEditor
              key={condition.key}
              index={index}
              condition={condition}
              lints={lints.filter((lint) => lint.condition === index)}
              onChange={(next) => editConditions(draft.conditions.map((old) => (old.key === condition.key ? next : old)))}
              onRemove={
                draft.conditions.length > 1 ? () => editConditions(draft.conditions.filter((old) => old.key !== condition.key)) : undefined
              }
            />
          ))}
          <Group>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() =>
                editConditions([...draft.conditions, draftCondition({ field: "process.command_line", operator: "wildcard", values: [""] })])
              }
            >
              And another condition
            </Button>
          </Group>
          <Stack gap={6}>
            <Text size="sm" fw={500} id="scope-label">
              Applies to
            </Text>
            <SegmentedControl
              size="xs"
              aria-labelledby="scope-label"
              value={draft.scope}
              onChange={(scope) => change({ scope: scope === "all" ? "all" : "rules" })}
              data={[
                { value: "rules", label: "These rules" },
                { value: "all", label: "Every rule" },
              ]}
            />
            {draft.scope === "rules" && (
              <RulePicker
                chosen={draft.ruleIds.map((id) => ({ id, title: titles.get(id) ?? id }))}
                onChange={(chosen) => {
                  setTitles(new Map([...titles, ...chosen.map(({ id, title }) => [id, title] as const)]));
                  change({ ruleIds: chosen.map(({ id }) => id) });
                }}
                error={missing.rules}
              />
            )}
            <StepChoice steps={steps} draft={draft} onChange={(step) => change({ step })} />
          </Stack>
          <NativeSelect
            size="xs"
            label="Ends after"
            data={LIFETIMES.map(({ value, label }) => ({ value, label }))}
            value={draft.lifetime}
            onChange={(event) => {
              const lifetime = LIFETIMES.find(({ value }) => value === event.currentTarget.value)?.value;
              if (lifetime) change({ lifetime });
            }}
          />
          <TextInput
            size="xs"
            label="Title"
            maxLength={120}
            value={draft.title}
            error={missing.title}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
          <Textarea
            size="xs"
            label="Reason"
            description="Why this is benign here"
            autosize
            minRows={2}
            maxLength={2000}
            value={draft.reason}
            error={missing.reason}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
          <Group gap={6} role="group" aria-label="Common reasons">
            {REASONS.map((reason, index) => (
              <Button key={reason} size="compact-xs" variant="default" onClick={() => change({ reason })}>
                {index + 1} {reason}
              </Button>
            ))}
          </Group>
        </Stack>
        <Stack gap="md">
          <PreviewPanel preview={preview} />
          {conditions.length > 0 && (
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {attackerSentence(
                conditions,
                draft.scope === "all" ? [] : draft.ruleIds.map((id) => titles.get(id) ?? id),
                hasOneRule(draft) && draft.step !== null ? (labels[draft.step] ?? draft.step) : null,
              )}
            </Text>
          )}
          {refused.length > 0 && (
            <Alert color="red" title="Not saved" role="alert">
              <LintList lints={refused} />
            </Alert>
          )}
          {missing.form && (
            <Alert color="red" role="alert">
              {missing.form}
            </Alert>
          )}
          <Group>
            <Button ref={save} type="submit" loading={busy} disabled={blocked}>
              {preview.result && !preview.stale
                ? `Save and silence ${countText(preview.result.silencedCount)}${preview.result.partial ? "+" : ""}`
                : "Save"}
            </Button>
            <Button variant="default" onClick={() => router.back()}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </SimpleGrid>
    </form>
  );
}
