import type { Expr } from "../ir/expr.ts";
import { simplify } from "../ir/simplify.ts";
import { KueryFault } from "./ast.ts";
import { lowerKuery } from "./lower.ts";
import { parseKuery } from "./parse.ts";

/** What is said about a query; `at` is the index in its text. */
export interface KueryRemark {
  readonly code: string;
  readonly message: string;
  readonly at: number;
}

export interface KueryQuery {
  readonly where: Expr;
  /** What is allowed but hardly meant. */
  readonly warnings: readonly KueryRemark[];
}

/** Of one query; more help nobody. */
const MOST_WARNINGS = 20;

/** Compiles a query of Kibana's language, or says what is wrong with it and where. Never throws on bad text. */
export function compileKuery(text: string): KueryQuery | KueryRemark {
  const warnings: KueryRemark[] = [];
  const warn = (code: string, message: string, at: number): void => {
    if (warnings.length < MOST_WARNINGS) warnings.push({ code, message, at });
  };
  try {
    const { query, controls } = parseKuery(text);
    for (const at of controls) {
      const written = text.slice(at, at + 2);
      warn("escape-in-quotes", `${written} inside quotes is a tab or a line break to Kibana: write \\${written} for a backslash`, at);
    }
    return { where: simplify(lowerKuery(query, warn)), warnings };
  } catch (error) {
    if (!(error instanceof KueryFault)) throw error;
    return { code: error.code, message: error.message, at: error.at };
  }
}
