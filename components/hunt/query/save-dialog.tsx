"use client";
import { Button, Group, Stack, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useState, useTransition } from "react";
import { saveQuery } from "#features/hunt/saved/actions";
import type { SavedQuery } from "#features/hunt/saved/types";
import type { HuntLanguage } from "#features/hunt/schema";
import { Dialog } from "../../ui/dialog.tsx";

interface SaveDialogProps {
  /** The query that is changed; null: a new one. */
  readonly saved: SavedQuery | null;
  readonly language: HuntLanguage;
  readonly text: string;
  readonly range: string;
  /** Folders and tags that exist, to choose from. */
  readonly known: { readonly folders: readonly string[]; readonly tags: readonly string[] };
  readonly onSaved: (query: SavedQuery) => void;
  readonly onClose: () => void;
}

const REASONS = {
  "changed-meanwhile": "It was changed in another tab since you opened it. Open it again, or save this as a new query.",
  "not-yours": "It belongs to somebody else. Save it as a new query of your own.",
  gone: "It was deleted meanwhile. Save it as a new query.",
} as const;

/** Keeps the query under a name. */
export function SaveDialog({ saved, language, text, range, known, onSaved, onClose }: SaveDialogProps) {
  const [name, setName] = useState(saved?.name ?? "");
  const [description, setDescription] = useState(saved?.description ?? "");
  const [folder, setFolder] = useState(saved?.folder ?? "");
  const [tags, setTags] = useState<string[]>([...(saved?.tags ?? [])]);
  const [isShared, setShared] = useState(saved?.isShared ?? false);
  const [errors, setErrors] = useState<{ readonly [field: string]: string }>({});
  const [isPending, startTransition] = useTransition();

  function save(id: string | null) {
    startTransition(async () => {
      const version = id === null ? null : (saved?.version ?? null);
      const outcome = await saveQuery({ id, version, name, description, folder, tags, language, text, range, isShared });
      if (outcome.ok) onSaved(outcome.query);
      else setErrors(outcome.reason === "invalid" ? outcome.fields : { query: REASONS[outcome.reason] });
    });
  }

  return (
    <Dialog onClose={onClose} title={saved ? "Change the saved query" : "Save the query"}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save(saved?.id ?? null);
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            required
            data-autofocus
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="What it looks for"
            autosize
            minRows={2}
            maxRows={6}
            value={description}
            error={errors.description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TextInput
            label="Folder"
            description="Parts between slashes: Network/Rare"
            list="hunt-folders"
            value={folder}
            error={errors.folder}
            onChange={(event) => setFolder(event.currentTarget.value)}
          />
          <datalist id="hunt-folders">
            {known.folders.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
          <TagsInput label="Tags" data={[...known.tags]} value={tags} onChange={setTags} error={errors.tags} clearable={false} />
          <Switch
            label="Shared"
            description="Everybody who signs in may read and run it; only you change it"
            checked={isShared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          {(errors.query ?? errors.text ?? errors.range) !== undefined && <p role="alert">{errors.query ?? errors.text ?? errors.range}</p>}
          <Group justify="flex-end">
            {saved && (
              <Button variant="default" disabled={isPending} onClick={() => save(null)}>
                Save as a new query
              </Button>
            )}
            <Button type="submit" loading={isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
