"use client";
import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useMemo, useRef, useState, useTransition } from "react";
import { SEVERITIES } from "#core/detection/finding";
import type { RuleFacets } from "#features/rule/filter/types";
import type { RuleQuery } from "#features/rule/schema";
import { SeverityMark } from "../alert/severity-mark.tsx";
import { useShortcuts } from "../ui/shortcuts.tsx";
import { FacetFilter } from "./facet-filter.tsx";
import classes from "./rule-filters.module.css";
import { changed, LIST_KEYS, type ListKey, rulesHref } from "./rule-url.ts";

const STATES = ["enabled", "disabled", "refused", "warned"] as const;
const STATE_WORD: { readonly [S in (typeof STATES)[number]]: string } = {
  enabled: "Enabled",
  disabled: "Disabled",
  refused: "Refused",
  warned: "With warnings",
};

/** The list's filters; what is chosen is in the address. */
export function RuleFilters({ query, facets }: { readonly query: RuleQuery; readonly facets: RuleFacets }) {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  const go = (patch: Partial<RuleQuery>) => startTransition(() => router.push(rulesHref(changed(query, patch)), { scroll: false }));
  const choose = (key: ListKey, chosen: readonly string[]) =>
    go({ [key]: key === "severity" ? SEVERITIES.filter((level) => chosen.includes(level)) : [...chosen] });
  return (
    <search aria-label="Filter rules" className={classes.bar} aria-busy={busy}>
      <SearchField value={query.q ?? ""} onSearch={(q) => go({ q: q === "" ? undefined : q })} />
      {LIST_KEYS.filter((key) => (key !== "language" && key !== "kind") || facets[key].length > 1).map((key) => (
        <FacetFilter
          key={key}
          label={LABEL[key]}
          choices={facets[key]}
          chosen={query[key]}
          onChange={(chosen) => choose(key, chosen)}
          {...(key === "severity" && { render: renderSeverity })}
        />
      ))}
      <FacetFilter
        label="State"
        choices={facets.state}
        chosen={query.state ? [query.state] : []}
        onChange={(chosen) => go({ state: STATES.find((state) => state === chosen.at(-1)) })}
        render={(value) => STATE_WORD[STATES.find((state) => state === value) ?? "enabled"]}
      />
      <FacetFilter
        label="Origin"
        choices={facets.origin}
        chosen={query.origin ? [query.origin] : []}
        onChange={(chosen) => go({ origin: (["built-in", "uploaded"] as const).find((origin) => origin === chosen.at(-1)) })}
      />
    </search>
  );
}

const LABEL: { readonly [K in ListKey]: string } = {
  severity: "Level",
  status: "Status",
  product: "Product",
  category: "Category",
  service: "Service",
  tag: "Tag",
  language: "Language",
  kind: "Type",
};

function renderSeverity(value: string) {
  const severity = SEVERITIES.find((level) => level === value);
  return severity ? <SeverityMark severity={severity} word /> : value;
}

function SearchField({ value, onSearch }: { readonly value: string; readonly onSearch: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  // The address is the state: going back brings the old text back too.
  useEffect(() => setText(value), [value]);
  useShortcuts(useMemo(() => [{ keys: "/", does: "Search the rules", group: "Rules", run: () => field.current?.focus() }], []));
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
        aria-label="Search title, id, tag, log source, description, file"
        placeholder="Search  /"
        value={text}
        maxLength={300}
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
