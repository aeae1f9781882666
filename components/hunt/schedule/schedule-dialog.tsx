"use client";
import { Alert, Button, Group, MultiSelect, NativeSelect, NumberInput, Stack, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Severity } from "#core/detection/finding";
import type { HuntLanguage } from "#features/hunt/schema";
import type { HuntColumn } from "#features/hunt/types";
import { Dialog } from "../../ui/dialog.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { ENTITY_KINDS, type EntityKind, ruleFile } from "./rule-text.ts";
import classes from "./schedule-dialog.module.css";
import { likelyColumn, readTechniques, TACTICS, tacticLabel } from "./tactics.ts";
import { uploadRule } from "./upload-rule.ts";
import { newUuid } from "./uuid.ts";

interface ScheduleDialogProps {
  readonly language: HuntLanguage;
  readonly query: string;
  /** Of the last run; null when it was not run. */
  readonly columns: readonly HuntColumn[] | null;
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly onClose: () => void;
}

const SEVERITIES: readonly Severity[] = ["informational", "low", "medium", "high", "critical"];
const EVERY = [
  ["5m", "Every 5 minutes"],
  ["15m", "Every 15 minutes"],
  ["1h", "Every hour"],
  ["4h", "Every 4 hours"],
  ["12h", "Every 12 hours"],
  ["1d", "Every day"],
] as const;
const LOOK_BACK = [
  ["5m", "5 minutes"],
  ["15m", "15 minutes"],
  ["1h", "1 hour"],
  ["4h", "4 hours"],
  ["1d", "1 day"],
  ["7d", "7 days"],
  ["14d", "14 days"],
  ["30d", "30 days"],
] as const;
const ENTITY_WORD: { readonly [K in EntityKind]: string } = { host: "Host", account: "User", process: "Process", address: "Address" };
const MINUTES: { readonly [unit: string]: number } = { m: 1, h: 60, d: 1440 };
const minutes = (span: string): number => Number.parseInt(span, 10) * (MINUTES[span.at(-1) ?? ""] ?? 0);

type State =
  | { readonly kind: "editing" }
  | { readonly kind: "saving" }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "stored"; readonly ruleId: string; readonly warnings: readonly string[] };

/** The query as a detection: how severe, how often, over how long, what names what. Stored through the same door as any rule. */
export function ScheduleDialog({ language, query, columns, name, description, author, onClose }: ScheduleDialogProps) {
  const names = (columns ?? []).map((column) => column.name);
  const [title, setTitle] = useState(name);
  const [about, setAbout] = useState(description);
  const [severity, setSeverity] = useState<Severity>("medium");
  const [every, setEvery] = useState("1h");
  const [lookBack, setLookBack] = useState("1d");
  const [mostAlerts, setMostAlerts] = useState(100);
  const [tactics, setTactics] = useState<string[]>([]);
  const [techniques, setTechniques] = useState<string[]>([]);
  const [entities, setEntities] = useState<{ readonly [K in EntityKind]: string }>(() => ({
    host: likelyColumn("host", names) ?? "",
    account: likelyColumn("account", names) ?? "",
    process: likelyColumn("process", names) ?? "",
    address: likelyColumn("address", names) ?? "",
  }));
  const [state, setState] = useState<State>({ kind: "editing" });
  const { techniques: read, wrong } = readTechniques(techniques);
  const leavesGap = minutes(lookBack) < minutes(every);
  const runs = language !== "sigma";

  async function save() {
    setState({ kind: "saving" });
    const mapped = ENTITY_KINDS.flatMap((kind) => (entities[kind] === "" ? [] : [{ kind, column: entities[kind] }]));
    const draft = {
      id: newUuid(),
      language,
      query,
      title: title.trim(),
      description: about.trim(),
      author,
      severity,
      every,
      lookBack,
      mostAlerts,
    };
    const outcome = await uploadRule(ruleFile({ ...draft, entities: mapped, tactics, techniques: read, date: new Date().toISOString() }));
    setState(
      outcome.ok ? { kind: "stored", ruleId: outcome.ruleId, warnings: outcome.warnings } : { kind: "refused", message: outcome.message },
    );
  }

  if (state.kind === "stored")
    return (
      <Dialog onClose={onClose} title="The detection is stored">
        <Stack gap="sm">
          <Text size="sm">{runs ? "It runs for the first time at its next interval." : "It looks at every event from now on."}</Text>
          {state.warnings.map((warning) => (
            <Alert key={warning} color="yellow">
              {warning}
            </Alert>
          ))}
          <Group justify="space-between">
            <TextLink href={`/rules/${encodeURIComponent(state.ruleId)}`}>Open the rule</TextLink>
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Dialog>
    );
  return (
    <Dialog onClose={onClose} size="lg" title="Schedule as a detection">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Title of its alerts"
            required
            data-autofocus
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Textarea
            label="What it finds, and what to do"
            autosize
            minRows={2}
            maxRows={6}
            value={about}
            onChange={(event) => setAbout(event.currentTarget.value)}
          />
          <div className={classes.fields}>
            <NativeSelect
              label="Severity"
              value={severity}
              data={[...SEVERITIES]}
              onChange={(event) => setSeverity(SEVERITIES.find((known) => known === event.currentTarget.value) ?? "medium")}
            />
            {runs && (
              <>
                <NativeSelect
                  label="Runs"
                  value={every}
                  data={EVERY.map(([value, label]) => ({ value, label }))}
                  onChange={(event) => setEvery(event.currentTarget.value)}
                />
                <NativeSelect
                  label="Looks back"
                  value={lookBack}
                  data={LOOK_BACK.map(([value, label]) => ({ value, label }))}
                  onChange={(event) => setLookBack(event.currentTarget.value)}
                  error={leavesGap ? "Events between two runs would be missed" : undefined}
                />
                <NumberInput
                  label="Most alerts a run"
                  min={1}
                  max={1000}
                  clampBehavior="strict"
                  allowDecimal={false}
                  value={mostAlerts}
                  onChange={(value) => setMostAlerts(Number(value) || 1)}
                />
              </>
            )}
          </div>
          {!runs && <Text size="sm">A Sigma rule looks at every event as it arrives: it needs no schedule.</Text>}
          {language === "kql" && names.length > 0 && (
            <fieldset className={classes.group}>
              <legend>Which column names what</legend>
              <div className={classes.fields}>
                {ENTITY_KINDS.map((kind) => (
                  <NativeSelect
                    key={kind}
                    label={ENTITY_WORD[kind]}
                    value={entities[kind]}
                    data={[{ value: "", label: "none" }, ...names.map((value) => ({ value, label: value }))]}
                    onChange={(event) => {
                      const { value } = event.currentTarget;
                      setEntities((before) => ({ ...before, [kind]: value }));
                    }}
                  />
                ))}
              </div>
            </fieldset>
          )}
          {language === "kql" && names.length === 0 && (
            <Text size="sm" c="dimmed">
              Run the query once to choose which of its columns name the host, the user, the process and the address.
            </Text>
          )}
          <MultiSelect
            label="ATT&CK tactics"
            data={TACTICS.map((value) => ({ value, label: tacticLabel(value) }))}
            value={tactics}
            onChange={setTactics}
          />
          <TagsInput
            label="ATT&CK techniques"
            placeholder={techniques.length === 0 ? "T1071.001" : ""}
            value={techniques}
            onChange={setTechniques}
            clearable={false}
            error={wrong.length > 0 ? `${wrong.join(", ")}: a technique is T and four digits` : undefined}
          />
          {state.kind === "refused" && (
            <Alert color="red" role="alert" title="It was not stored">
              <span className={classes.message}>{state.message}</span>
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={state.kind === "saving"} disabled={leavesGap || wrong.length > 0}>
              Store the detection
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
