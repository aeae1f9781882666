"use client";
import { Alert, Button, Group, NativeSelect, Progress, Stack, Tabs, Text, TextInput } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { addFetchedList } from "#features/list/actions";
import type { ListOutcome } from "#features/list/types";
import { outcomeWords, type SendState, sendList } from "./send-list.ts";

const REFRESH = [
  { value: "0", label: "Only when somebody asks" },
  { value: "60", label: "Every hour" },
  { value: "1440", label: "Every day" },
  { value: "10080", label: "Every week" },
];

/** Adds a list: a file under the URL by which queries name it, or a URL that Callout fetches itself. */
export function ListUpload({ hosts, url: given = "" }: { readonly hosts: readonly string[]; readonly url?: string }) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [url, setUrl] = useState(given);
  const [name, setName] = useState("");
  const [refresh, setRefresh] = useState("1440");
  const [state, setState] = useState<SendState>({ kind: "idle" });
  const [isFetching, setFetching] = useState(false);

  function ended(outcome: ListOutcome) {
    setState({ kind: "ended", outcome });
    router.refresh();
  }

  async function upload(file: File) {
    setState({ kind: "sending", sent: 0, size: file.size });
    ended(await sendList(file, { url, name }, (sent) => setState({ kind: "sending", sent, size: file.size })));
  }

  async function fetchNow() {
    setFetching(true);
    const refreshMinutes = refresh === "0" ? null : Number(refresh);
    const outcome = await addFetchedList({ url, ...(name.trim() !== "" && { name: name.trim() }), refreshMinutes }).catch(
      (): ListOutcome => ({ ok: false, reason: "The server does not answer. Try again." }),
    );
    setFetching(false);
    ended(outcome);
  }

  const host = URL.canParse(url) ? new URL(url).hostname : null;
  const isReady = host !== null && /^https?:/.test(url);
  return (
    <Stack gap="sm">
      <Group gap="sm" align="end">
        <TextInput
          label="URL by which queries name it"
          placeholder="https://example.com/asn.csv.zip"
          style={{ flex: "1 1 320px" }}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label="Name"
          placeholder="What people call it"
          style={{ flex: "0 1 220px" }}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Group>
      <Tabs defaultValue="upload">
        <Tabs.List>
          <Tabs.Tab value="upload">Upload a file</Tabs.Tab>
          <Tabs.Tab value="fetch">Let Callout fetch it</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="upload" pt="sm">
          <Group gap="sm">
            <Button
              leftSection={<IconUpload size={14} aria-hidden />}
              disabled={!isReady}
              loading={state.kind === "sending"}
              onClick={() => input.current?.click()}
            >
              Choose the file
            </Button>
            <Text size="xs" c="dimmed">
              CSV, TSV, text or JSON, also in a zip or gzip. Queries with this URL in externaldata read it; nothing is fetched.
            </Text>
          </Group>
          <input
            ref={input}
            type="file"
            hidden
            aria-label="List file"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = "";
              if (file) void upload(file);
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="fetch" pt="sm">
          <Group gap="sm" align="end">
            <NativeSelect
              label="Fetch it again"
              data={REFRESH}
              value={refresh}
              onChange={(event) => setRefresh(event.currentTarget.value)}
            />
            <Button
              leftSection={<IconDownload size={14} aria-hidden />}
              disabled={!isReady}
              loading={isFetching}
              onClick={() => void fetchNow()}
            >
              Fetch it now
            </Button>
            {host !== null && !hosts.includes(host) && <Text size="xs">{host} is not among the allowed hosts below: allow it first.</Text>}
          </Group>
        </Tabs.Panel>
      </Tabs>
      {state.kind === "sending" && (
        <Progress.Root size="sm" aria-label="Upload">
          <Progress.Section value={state.size === 0 ? 100 : (state.sent / state.size) * 100} aria-label="Bytes sent" />
        </Progress.Root>
      )}
      {state.kind === "ended" && (
        <Alert
          color={state.outcome.ok ? "green" : "red"}
          role={state.outcome.ok ? "status" : "alert"}
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={() => setState({ kind: "idle" })}
        >
          {outcomeWords(state.outcome)}{" "}
          {state.outcome.ok && (
            <Link href={`/lists/${state.outcome.id}`} style={{ color: "inherit" }}>
              Look at it
            </Link>
          )}
        </Alert>
      )}
    </Stack>
  );
}
