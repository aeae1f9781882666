import type { Diagnostic } from "../diagnostic.ts";
import type { Place } from "../place.ts";
import type { YamlScalar } from "../yaml.ts";

/** Collects what is wrong with one rule text, each with its place. */
export interface Report {
  error(code: string, message: string, offset: number): void;
  warning(code: string, message: string, offset: number): void;
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
}

/** Diagnostics a text can have before the rest is left out: a thousand of them help nobody. */
const MOST = 100;

export function createReport(places: (offset: number) => Place): Report {
  const diagnostics: Diagnostic[] = [];
  let hasErrors = false;
  const add = (severity: Diagnostic["severity"], code: string, message: string, offset: number) => {
    if (severity === "error") hasErrors = true;
    if (diagnostics.length < MOST) diagnostics.push({ severity, code, message, ...places(offset) });
  };
  return {
    error: (code, message, offset) => add("error", code, message, offset),
    warning: (code, message, offset) => add("warning", code, message, offset),
    diagnostics,
    get hasErrors() {
      return hasErrors;
    },
  };
}

/** Where the character at `index` of a scalar stands; the scalar's start when it is quoted or folded out of shape. */
export function within(scalar: YamlScalar, index: number): number {
  return scalar.isVerbatim ? scalar.offset + index : scalar.offset;
}
