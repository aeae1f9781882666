import type { RuleVersionRow } from "#features/rule/types";
import { Instant } from "../ui/instant.tsx";
import { TextLink } from "../ui/text-link.tsx";

interface VersionListProps {
  readonly ruleId: string;
  readonly versions: readonly RuleVersionRow[];
  readonly current: number;
}

/** Every text the rule has had, each with what it changed and how it differs from today's. */
export function VersionList({ ruleId, versions, current }: VersionListProps) {
  const href = (from: number, to: number): string => `/rules/${encodeURIComponent(ruleId)}/versions?from=${from}&to=${to}`;
  return (
    <ul>
      {versions.map(({ version, authorVersion, createdAt, createdBy, restoredFrom }) => (
        <li key={version}>
          Version {version}
          {authorVersion !== null && ` (the author's ${authorVersion})`}, <Instant at={createdAt} show="full" />, {createdBy}
          {restoredFrom !== null && `, restored from version ${restoredFrom}`}
          {version > 1 && (
            <>
              {" · "}
              <TextLink href={href(version - 1, version)}>What it changed</TextLink>
            </>
          )}
          {version < current && (
            <>
              {" · "}
              <TextLink href={href(version, current)}>Compare with today's</TextLink>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
