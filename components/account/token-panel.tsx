"use client";
import { Alert, Badge, Button, Code, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState, useTransition } from "react";
import { createToken, revokeToken } from "#features/account/actions";
import { NEEDS } from "#features/account/role/types";
import type { ServiceTokenRow } from "#features/account/types";
import { CopyButton } from "../ui/copy-button.tsx";
import { Empty } from "../ui/empty.tsx";
import { Instant } from "../ui/instant.tsx";
import { NotOffered } from "../ui/not-offered.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";

const LIFETIMES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "Never expires" },
];

function stateOf(token: ServiceTokenRow, now: number): "live" | "expired" | "revoked" {
  if (token.revokedAt) return "revoked";
  return token.expiresAt && Date.parse(token.expiresAt) <= now ? "expired" : "live";
}

/** A new token's text: shown once, because only its hash is kept. */
function FreshToken({ text }: { readonly text: string }) {
  return (
    <Alert color="green" title="Copy the token now" role="status">
      <Stack gap="xs">
        <Text size="sm">It is not kept and cannot be shown again.</Text>
        <Group gap="xs" wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{text}</Code>
          <CopyButton text={text} what="token" />
        </Group>
      </Stack>
    </Alert>
  );
}

function NewToken({ onMade }: { readonly onMade: (text: string) => void }) {
  const [message, setMessage] = useState<string | null>(null);
  const [busy, startTransition] = useTransition();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const days = data.get("days");
    startTransition(async () => {
      const outcome = await createToken({ name: data.get("name"), scopes: ["events:write"], days: days === "never" ? null : days });
      setMessage(outcome.ok ? null : outcome.message);
      if (!outcome.ok) return;
      onMade(outcome.text);
      form.reset();
    });
  }

  return (
    <form onSubmit={submit}>
      <Group align="end" gap="sm">
        <TextInput name="name" label="Used by" placeholder="forwarder on WEC-01" required maxLength={100} error={message} w={280} />
        <NativeSelect name="days" label="Expires" data={LIFETIMES} defaultValue="90" w={160} />
        <Button type="submit" loading={busy}>
          Make a token
        </Button>
      </Group>
    </form>
  );
}

interface TokenPanelProps {
  readonly tokens: readonly ServiceTokenRow[];
  /** Server time, so that what is expired does not depend on the browser's clock. */
  readonly now: number;
  /** Whoever looks may make and revoke tokens. */
  readonly isOffered: boolean;
}

/** Tokens for scripts that send events: make, see when they were last used, revoke. */
export function TokenPanel({ tokens, now, isOffered }: TokenPanelProps) {
  const [fresh, setFresh] = useState<string | null>(null);
  const [busy, startTransition] = useTransition();
  return (
    <Stack gap="lg">
      {isOffered ? <NewToken onMade={setFresh} /> : <NotOffered>{NEEDS.tokens}</NotOffered>}
      {fresh && <FreshToken text={fresh} />}
      {tokens.length === 0 ? (
        <Empty title="No tokens yet">A script or shipper needs one to send events to POST /api/v1/events.</Empty>
      ) : (
        <TableScroll minWidth={720}>
          <Table highlightOnHover aria-label="Service tokens">
            <thead>
              <tr>
                <Th>Used by</Th>
                <Th>Begins with</Th>
                <Th>State</Th>
                <Th>Last used</Th>
                <Th>Made</Th>
                <Th>Expires</Th>
                <Th>
                  <span className="visually-hidden">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {tokens.map((token) => {
                const state = stateOf(token, now);
                return (
                  <tr key={token.id}>
                    <Td>{token.name}</Td>
                    <Td>
                      <Code>{token.start}…</Code>
                    </Td>
                    <Td>
                      <Badge variant="light" color={state === "live" ? "green" : "gray"}>
                        {state}
                      </Badge>
                    </Td>
                    <Td>{token.lastUsedAt ? <Instant at={token.lastUsedAt} /> : "never"}</Td>
                    <Td>
                      <Instant at={token.createdAt} />
                    </Td>
                    <Td>{token.expiresAt ? <Instant at={token.expiresAt} /> : "never"}</Td>
                    <Td>
                      {state === "live" && isOffered && (
                        <Button
                          size="compact-xs"
                          variant="light"
                          color="red"
                          disabled={busy}
                          aria-label={`Revoke the token of ${token.name}`}
                          onClick={() => startTransition(() => revokeToken({ tokenId: token.id }))}
                        >
                          Revoke
                        </Button>
                      )}
                    </Td>
                  </tr>
                );
              })}
            </tbody>
          </Table>
        </TableScroll>
      )}
    </Stack>
  );
}
