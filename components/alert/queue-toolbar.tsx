"use client";
import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconChevronDown, IconFilter, IconSearch } from "@tabler/icons-react";
import { type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import { SEVERITIES } from "#core/detection/finding";
import type { AlertQuery } from "#features/alert/schema";
import type { QueueOptions } from "#features/alert/types";
import { Check } from "../ui/check.tsx";
import { Popup } from "../ui/popup.tsx";
import { useShortcuts } from "../ui/shortcuts.tsx";
import { countryName } from "./country.ts";
import classes from "./queue-toolbar.module.css";
import { SeverityMark } from "./severity-mark.tsx";
import { TimeRange } from "./time-range.tsx";

interface QueueToolbarProps {
  readonly query: AlertQuery;
  readonly options: QueueOptions;
  readonly onChange: (patch: Partial<AlertQuery>) => void;
}

/** The filters one sets without a value to click on. */
export function QueueToolbar({ query, options, onChange }: QueueToolbarProps) {
  // On a narrow screen the filters would push the table out of sight.
  const [open, setOpen] = useState(false);
  const rules = [...options.rules].sort((a, b) => a.title.localeCompare(b.title));
  const known = <T,>(values: readonly T[], value: T | undefined) =>
    value === undefined || values.includes(value) ? values : [value, ...values];
  return (
    <search className={classes.bar}>
      <SearchField value={query.q ?? ""} onSearch={(q) => onChange({ q: q === "" ? undefined : q })} />
      <Button
        className={classes.narrow}
        variant="default"
        aria-expanded={open}
        leftSection={<IconFilter size={14} aria-hidden />}
        onClick={() => setOpen(!open)}
      >
        Filters
      </Button>
      <div className={classes.filters} data-open={open}>
        <SeverityFilter chosen={query.severity} onChange={(severity) => onChange({ severity })} />
        <NativeSelect
          aria-label="Rule"
          size="xs"
          className={classes.wide}
          value={query.rule ?? ""}
          onChange={(event) => onChange({ rule: event.currentTarget.value || undefined })}
        >
          <option value="">Any rule</option>
          {query.rule !== undefined && !rules.some((rule) => rule.id === query.rule) && <option value={query.rule}>{query.rule}</option>}
          {rules.map((rule) => (
            <option key={rule.id} value={rule.id}>
              {rule.title}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          aria-label="Host"
          size="xs"
          className={classes.select}
          value={query.host ?? ""}
          onChange={(event) => onChange({ host: event.currentTarget.value || undefined })}
        >
          <option value="">Any host</option>
          {known(options.hosts, query.host).map((host) => (
            <option key={host} value={host}>
              {host}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          aria-label="Country of the destination"
          size="xs"
          className={classes.select}
          value={query.country ?? ""}
          onChange={(event) => onChange({ country: event.currentTarget.value || undefined })}
        >
          <option value="">Any country</option>
          {known(options.countries, query.country).map((code) => (
            <option key={code} value={code}>
              {countryName(code)}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          aria-label="Taken by"
          size="xs"
          className={classes.select}
          value={query.assignee ?? ""}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChange({ assignee: value === "me" || value === "nobody" ? value : undefined });
          }}
        >
          <option value="">Anyone’s</option>
          <option value="me">Mine</option>
          <option value="nobody">Nobody’s</option>
        </NativeSelect>
        {(options.hasBuildingBlocks || query.blocks !== "hidden") && (
          <NativeSelect
            aria-label="Alerts of building block rules"
            size="xs"
            className={classes.select}
            value={query.blocks}
            onChange={(event) => {
              const { value } = event.currentTarget;
              onChange({ blocks: value === "shown" || value === "only" ? value : "hidden" });
            }}
          >
            <option value="hidden">No building blocks</option>
            <option value="shown">Building blocks too</option>
            <option value="only">Only building blocks</option>
          </NativeSelect>
        )}
        <TimeRange from={query.from} to={query.to} onChange={onChange} />
      </div>
    </search>
  );
}

function SearchField({ value, onSearch }: { readonly value: string; readonly onSearch: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  // The address is the state: going back brings the old text back too.
  useEffect(() => setText(value), [value]);
  useShortcuts(useMemo(() => [{ keys: "/", does: "Search the alerts", group: "In the queue", run: () => field.current?.focus() }], []));
  function submit(event: FormEvent) {
    event.preventDefault();
    onSearch(text.trim());
  }
  return (
    <form onSubmit={submit} className={classes.search}>
      <TextInput
        ref={field}
        size="xs"
        type="search"
        aria-label="Search rule, process, command line, host, user, destination"
        placeholder="Search  /"
        value={text}
        maxLength={500}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={
          text !== "" && (
            <CloseButton
              size="sm"
              aria-label="Clear the search"
              onClick={() => {
                setText("");
                onSearch("");
              }}
            />
          )
        }
      />
    </form>
  );
}

function SeverityFilter({
  chosen,
  onChange,
}: {
  readonly chosen: AlertQuery["severity"];
  readonly onChange: (severity: AlertQuery["severity"]) => void;
}) {
  return (
    <Popup
      position="bottom-start"
      button={
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {chosen.length === 0 ? "Any severity" : `Severity: ${chosen.length}`}
        </Button>
      }
    >
      <fieldset className={classes.severities}>
        <legend className="visually-hidden">Severity</legend>
        {[...SEVERITIES].reverse().map((severity) => (
          <Check
            key={severity}
            label={<SeverityMark severity={severity} word />}
            checked={chosen.includes(severity)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? SEVERITIES.filter((each) => each === severity || chosen.includes(each))
                  : chosen.filter((each) => each !== severity),
              )
            }
          />
        ))}
      </fieldset>
    </Popup>
  );
}
