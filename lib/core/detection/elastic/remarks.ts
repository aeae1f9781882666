import type { Diagnostic } from "../diagnostic.ts";
import type { Locate, MemberPath } from "./locate.ts";

/** Collects what is said about one rule, each at the member it is about. */
export interface Remarks {
  error(code: string, message: string, path: MemberPath, index?: number): void;
  warning(code: string, message: string, path: MemberPath, index?: number): void;
  readonly diagnostics: readonly Diagnostic[];
}

/** Of one rule; a hundred help nobody. */
const MOST = 50;

export function remarksAt(locate: Locate): Remarks {
  const diagnostics: Diagnostic[] = [];
  const add = (severity: Diagnostic["severity"], code: string, message: string, path: MemberPath, index?: number): void => {
    if (diagnostics.length < MOST || severity === "error") diagnostics.push({ severity, code, message, ...locate(path, index) });
  };
  return {
    error: (...rest) => add("error", ...rest),
    warning: (...rest) => add("warning", ...rest),
    diagnostics,
  };
}
