"use client";
import { closeCompletion } from "@codemirror/autocomplete";
import { openLintPanel } from "@codemirror/lint";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import type { HuntLanguage } from "#features/hunt/schema";
import classes from "./code-editor.module.css";
import { editorExtensions, languageExtension } from "./extensions.ts";
import type { Knowledge } from "./knowledge.ts";

/** What the page can do to the editor. */
export interface EditorHandle {
  readonly focus: () => void;
  /** Replaces everything, as one step that can be undone. */
  readonly replace: (text: string) => void;
  readonly insert: (text: string) => void;
  /** Puts the cursor at a place; both count from 1. */
  readonly goTo: (line: number, column: number) => void;
  readonly showProblems: () => void;
}

interface CodeEditorProps {
  readonly initial: string;
  readonly language: HuntLanguage;
  readonly knowledge: Knowledge;
  readonly handle: RefObject<EditorHandle | null>;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

/** The editor itself; fetched with everything it needs when the page that has one is opened. */
export function CodeEditor({ initial, language, knowledge, handle, onChange, onRun }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, onRun });
  const compartment = useRef(new Compartment());
  const begin = useRef({ initial, language, knowledge });
  useEffect(() => {
    latest.current = { onChange, onRun };
  });

  useEffect(() => {
    if (!host.current) return;
    const run = (editing: EditorView) => {
      closeCompletion(editing);
      latest.current.onRun();
      return true;
    };
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: begin.current.initial,
        selection: { anchor: begin.current.initial.length },
        extensions: [
          Prec.highest(
            keymap.of([
              { key: "Mod-Enter", run },
              { key: "Shift-Enter", run },
            ]),
          ),
          editorExtensions(),
          compartment.current.of(languageExtension(begin.current.language, begin.current.knowledge)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          EditorView.contentAttributes.of({ "aria-label": "Query", spellcheck: "false", autocapitalize: "off" }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: compartment.current.reconfigure(languageExtension(language, knowledge)) });
  }, [language, knowledge]);

  useImperativeHandle(handle, () => ({
    focus: () => view.current?.focus(),
    replace: (text) => {
      const editor = view.current;
      if (!editor) return;
      editor.dispatch({
        changes: { from: 0, to: editor.state.doc.length, insert: text },
        selection: { anchor: text.length },
        scrollIntoView: true,
      });
    },
    insert: (text) => {
      const editor = view.current;
      if (!editor) return;
      editor.dispatch(editor.state.replaceSelection(text));
      editor.focus();
    },
    goTo: (line, column) => {
      const editor = view.current;
      if (!editor) return;
      const at = editor.state.doc.line(Math.min(Math.max(line, 1), editor.state.doc.lines));
      editor.dispatch({ selection: { anchor: Math.min(at.from + Math.max(column - 1, 0), at.to) }, scrollIntoView: true });
      editor.focus();
    },
    showProblems: () => {
      if (view.current) openLintPanel(view.current);
    },
  }));

  return <div ref={host} className={classes.editor} />;
}
