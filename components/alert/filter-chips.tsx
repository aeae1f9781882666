import { IconX } from "@tabler/icons-react";
import Link from "next/link";
import { readLeftOut } from "#features/alert/left-out/types";
import type { AlertQuery } from "#features/alert/schema";
import type { QueueOptions } from "#features/alert/types";
import { utcText } from "../ui/relative-time.ts";
import { countryName } from "./country.ts";
import classes from "./filter-chips.module.css";
import { activeFilters, changed, type FilterKey, queueHref, withoutFilters } from "./queue-url.tsx";

/** What narrows the queue, each with the way out of it. */
export function FilterChips({ query, rules }: { readonly query: AlertQuery; readonly rules: QueueOptions["rules"] }) {
  const active = activeFilters(query);
  if (active.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label="Filters in force">
      {active.flatMap((key) =>
        key === "not"
          ? query.not.map((text) => (
              <Chip key={text} href={queueHref(changed(query, { not: query.not.filter((each) => each !== text) }))}>
                {leftOutWords(text, rules)}
              </Chip>
            ))
          : [
              <Chip key={key} href={queueHref(changed(query, { [key]: key === "severity" ? [] : undefined }))}>
                {chipText(query, key, rules)}
              </Chip>,
            ],
      )}
      {active.filter((key) => key !== "not").length + query.not.length > 1 && (
        <li>
          <Link href={queueHref(withoutFilters(query))} className={classes.clear}>
            Clear all
          </Link>
        </li>
      )}
    </ul>
  );
}

function Chip({ href, children: text }: { readonly href: string; readonly children: string }) {
  return (
    <li>
      <Link href={href} className={classes.chip} title={`Remove: ${text}`} aria-label={`Remove the filter ${text}`}>
        <span className={classes.text}>{text}</span>
        <IconX size={12} aria-hidden />
      </Link>
    </li>
  );
}

function leftOutWords(text: string, rules: QueueOptions["rules"]): string {
  const leftOut = readLeftOut(text);
  if (leftOut === null) return text;
  const { key, value } = leftOut;
  switch (key) {
    case "rule":
      return `not rule: ${rules.find((rule) => rule.id === value)?.title ?? value}`;
    case "country":
      return `not country: ${countryName(value)}`;
    case "asn":
      return `not network: AS${value}`;
    case "host":
    case "user":
    case "process":
    case "destination":
      return `not ${key}: ${value}`;
  }
}

function chipText(query: AlertQuery, key: Exclude<FilterKey, "not">, rules: QueueOptions["rules"]): string {
  switch (key) {
    case "severity":
      return `severity: ${query.severity.join(", ")}`;
    case "q":
      return `text: ${query.q}`;
    case "rule":
      return `rule: ${rules.find((rule) => rule.id === query.rule)?.title ?? query.rule}`;
    case "country":
      return `country: ${countryName(query.country ?? "")}`;
    case "asn":
      return `network: AS${query.asn}`;
    case "assignee":
      return query.assignee === "me" ? "taken by me" : "taken by nobody";
    case "exception":
      return "silenced by one exception";
    case "from":
      return `since ${utcText(query.from ?? "").slice(0, 16)} UTC`;
    case "to":
      return `until ${utcText(query.to ?? "").slice(0, 16)} UTC`;
    case "host":
    case "user":
    case "process":
    case "destination":
      return `${key}: ${query[key]}`;
  }
}
