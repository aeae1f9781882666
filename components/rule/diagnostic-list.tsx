import { Text } from "@mantine/core";
import Link from "next/link";
import type { Diagnostic } from "#core/detection/diagnostic";

interface DiagnosticListProps {
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the rule's text is on the same page, its lines being targets of links. */
  readonly linked?: boolean;
}

/** What is wrong with a rule's text, with its place. */
export function DiagnosticList({ diagnostics, linked = false }: DiagnosticListProps) {
  return (
    <ul style={{ margin: 0, paddingInlineStart: "1.2em" }}>
      {diagnostics.map((diagnostic) => {
        const place = `line ${diagnostic.line}, column ${diagnostic.column}`;
        return (
          <li key={`${diagnostic.line}:${diagnostic.column} ${diagnostic.code} ${diagnostic.message}`}>
            <Text size="sm" span>
              <strong>{diagnostic.severity === "error" ? "Error" : "Warning"}</strong>{" "}
              {linked ? <a href={`#L${diagnostic.line}`}>{place}</a> : place}: {diagnostic.message}{" "}
              <Text span size="xs" c="dimmed">
                ({diagnostic.code})
              </Text>
              {diagnostic.code === "unresolved-placeholder" && (
                <>
                  {" "}
                  <Link href={placeholderHref(diagnostic.message)} prefetch={false}>
                    Give it values
                  </Link>
                </>
              )}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}

/** Where the name that a message tells of is given its values. */
function placeholderHref(message: string): string {
  const name = /%([\w.-]+)%/.exec(message)?.[1];
  return name === undefined ? "/rules/placeholders" : `/rules/placeholders#placeholder-${name}`;
}
