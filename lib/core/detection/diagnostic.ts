/** What is wrong with a rule's text, and where. Collected, never thrown. Lines and columns are 1-based. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** Stable kebab-case name: `unknown-modifier`. */
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
