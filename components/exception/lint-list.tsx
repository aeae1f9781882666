import { Text } from "@mantine/core";
import type { Lint } from "#core/exception/exception";

const WORDS: { readonly [L in Lint["level"]]: { readonly word: string; readonly colour: string } } = {
  block: { word: "Cannot be saved", colour: "var(--bad)" },
  warn: { word: "Consider", colour: "var(--warn)" },
  info: { word: "Note", colour: "dimmed" },
};
const RANK: { readonly [L in Lint["level"]]: number } = { block: 0, warn: 1, info: 2 };

/** What stands against a draft, or is worth knowing; what refuses it comes first. */
export function LintList({ lints }: { readonly lints: readonly Lint[] }) {
  if (lints.length === 0) return null;
  return (
    <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
      {[...lints]
        .sort((a, b) => RANK[a.level] - RANK[b.level])
        .map((lint) => (
          <li key={`${lint.code} ${lint.condition ?? ""} ${lint.message}`}>
            <Text size="xs" {...(lint.level === "block" && { role: "alert" })}>
              <Text span inherit fw={600} c={WORDS[lint.level].colour}>
                {WORDS[lint.level].word}:
              </Text>{" "}
              {lint.message}
            </Text>
          </li>
        ))}
    </ul>
  );
}
