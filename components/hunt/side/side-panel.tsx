"use client";
import { ActionIcon, Tabs } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { SavedQuery } from "#features/hunt/saved/types";
import type { Knowledge } from "../editor/knowledge.ts";
import { HistoryList } from "./history-list.tsx";
import { SavedList } from "./saved-list.tsx";
import { SchemaList } from "./schema-list.tsx";
import classes from "./side-panel.module.css";

export type SideTab = "tables" | "saved" | "history";

interface SidePanelProps {
  readonly tab: SideTab;
  readonly queries: readonly SavedQuery[];
  readonly current: string | null;
  readonly knowledge: Knowledge;
  /** Changes when a hunt was started or ended, so that the history is read again. */
  readonly turn: string;
  readonly onTab: (tab: SideTab) => void;
  readonly onClose: () => void;
  readonly onInsert: (text: string) => void;
  readonly onQuery: (query: SavedQuery) => void;
  readonly onQueries: (change: (before: readonly SavedQuery[]) => readonly SavedQuery[]) => void;
  readonly onEdit: (query: SavedQuery) => void;
  readonly onHunt: (id: string) => void;
}

/** What can be asked, what is kept, and what was asked before. */
export function SidePanel(props: SidePanelProps) {
  return (
    <aside className={classes.panel} aria-label="Tables, saved queries and history">
      <Tabs
        value={props.tab}
        onChange={(value) => props.onTab(value === "saved" || value === "history" ? value : "tables")}
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List className={classes.list}>
          <Tabs.Tab value="tables">Tables</Tabs.Tab>
          <Tabs.Tab value="saved">Saved</Tabs.Tab>
          <Tabs.Tab value="history">History</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tables" className={classes.body}>
          <SchemaList knowledge={props.knowledge} onInsert={props.onInsert} />
        </Tabs.Panel>
        <Tabs.Panel value="saved" className={classes.body}>
          <SavedList
            queries={props.queries}
            current={props.current}
            onQuery={props.onQuery}
            onQueries={props.onQueries}
            onEdit={props.onEdit}
          />
        </Tabs.Panel>
        <Tabs.Panel value="history" className={classes.body}>
          <HistoryList turn={props.turn} onHunt={props.onHunt} />
        </Tabs.Panel>
      </Tabs>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        className={classes.close}
        aria-label="Close the side panel"
        onClick={props.onClose}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </aside>
  );
}
