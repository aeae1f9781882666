import { Text } from "@mantine/core";
import type { Diagnostic } from "#core/detection/diagnostic";

/** What is wrong with a rule's text, with its place. */
export function DiagnosticList({ diagnostics, file }: { readonly diagnostics: readonly Diagnostic[]; readonly file?: string }) {
  return (
    <ul style={{ margin: 0, paddingInlineStart: "1.2em" }}>
      {diagnostics.map((diagnostic) => (
        <li key={`${diagnostic.line}:${diagnostic.column} ${diagnostic.code} ${diagnostic.message}`}>
          <Text size="sm" span>
            <strong>{diagnostic.severity === "error" ? "Error" : "Warning"}</strong> {file && `${file}, `}line {diagnostic.line}, column{" "}
            {diagnostic.column}: {diagnostic.message}{" "}
            <Text span size="xs" c="dimmed">
              ({diagnostic.code})
            </Text>
          </Text>
        </li>
      ))}
    </ul>
  );
}
