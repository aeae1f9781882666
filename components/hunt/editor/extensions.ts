import { autocompletion, type CompletionSource, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic as EditorDiagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import type { Extension, Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Diagnostic } from "#core/detection/diagnostic";
import type { HuntLanguage } from "#features/hunt/schema";
import { eqlCompletion } from "./eql-completion.ts";
import { eqlMode } from "./eql-mode.ts";
import type { Knowledge } from "./knowledge.ts";
import { kqlCompletion } from "./kql-completion.ts";
import { kqlMode } from "./kql-mode.ts";
import { sigmaCompletion } from "./sigma-completion.ts";
import { sigmaMode } from "./sigma-mode.ts";

/** Colours are variables of the page, so that light and dark need no second theme. */
const COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.operatorKeyword, color: "var(--code-keyword)" },
  { tag: tags.className, color: "var(--code-table)", fontWeight: "600" },
  { tag: tags.typeName, color: "var(--code-table)" },
  { tag: tags.function(tags.variableName), color: "var(--code-function)" },
  { tag: tags.propertyName, color: "var(--code-table)" },
  { tag: [tags.operator, tags.punctuation], color: "var(--code-mark)" },
]);

const HINTS: { readonly [L in HuntLanguage]: string } = {
  kql: 'DeviceProcessEvents\n| where FileName =~ "powershell.exe"\n| take 100',
  eql: 'process where process.name : "powershell.exe"',
  sigma: "title: …\nlogsource: …\ndetection: …",
};

/** What one language brings. */
export function languageExtension(language: HuntLanguage, knowledge: Knowledge): Extension {
  const modes = { kql: StreamLanguage.define(kqlMode), eql: StreamLanguage.define(eqlMode), sigma: StreamLanguage.define(sigmaMode) };
  const sources: { readonly [L in HuntLanguage]: CompletionSource } = {
    kql: kqlCompletion(knowledge),
    eql: eqlCompletion(knowledge),
    sigma: sigmaCompletion,
  };
  return [
    modes[language],
    placeholder(HINTS[language]),
    indentUnit.of(language === "kql" ? "    " : "  "),
    autocompletion({ override: [sources[language]], icons: false, activateOnTypingDelay: 60, maxRenderedOptions: 60 }),
    linter((view) => diagnosticsOf(view, language, knowledge), { delay: 350 }),
  ];
}

/** What does not change with the language. */
export function editorExtensions(): Extension {
  return [
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    lintGutter(),
    syntaxHighlighting(COLOURS),
    EditorView.lineWrapping,
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
  ];
}

async function diagnosticsOf(view: EditorView, language: HuntLanguage, knowledge: Knowledge): Promise<readonly EditorDiagnostic[]> {
  const text = view.state.doc.toString();
  if (text.trim() === "") return [];
  const answer = await knowledge.check(language, text, AbortSignal.timeout(10_000));
  if (!answer || view.state.doc.toString() !== text) return [];
  return answer.diagnostics.map((diagnostic) => ({ ...spanOf(view.state.doc, diagnostic), ...said(diagnostic) }));
}

function said({ severity, message, code }: Diagnostic): Pick<EditorDiagnostic, "severity" | "message" | "source"> {
  return { severity, message, source: code };
}

/** The word at the place a diagnostic names; the server tells where it begins. */
export function spanOf(doc: Text, { line, column }: Pick<Diagnostic, "line" | "column">): { readonly from: number; readonly to: number } {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(at.from + Math.max(column - 1, 0), at.to);
  const word = /^(?:[\w$]+|"[^"]*"?|'[^']*'?|\S)/.exec(doc.sliceString(from, at.to))?.[0] ?? "";
  if (word !== "") return { from, to: from + word.length };
  // At the end of a line there is nothing to underline but what stands before it.
  return { from: Math.max(at.from, from - 1), to: Math.max(from, at.from) };
}
