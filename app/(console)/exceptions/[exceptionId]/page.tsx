import { Alert, Group, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { ConditionText } from "#components/exception/condition-text";
import { ExceptionActions } from "#components/exception/exception-actions";
import { ExceptionStatusBadge } from "#components/exception/exception-status";
import { ExceptionTitle } from "#components/exception/exception-title";
import { Instant } from "#components/ui/instant";
import { Panel } from "#components/ui/panel";
import { TextLink } from "#components/ui/text-link";
import { loadException } from "#features/exception/loaders";

export const metadata = { title: "Exception" };

export default async function ExceptionPage({ params, searchParams }: PageProps<"/exceptions/[exceptionId]">) {
  const exception = await loadException((await params).exceptionId);
  const { saved } = await searchParams;
  const silencedNow = typeof saved === "string" && /^\d{1,9}$/.test(saved) ? Number(saved) : null;
  return (
    <Stack gap="md" p="md" maw={1100}>
      <TextLink href="/exceptions">Exceptions</TextLink>
      <Group justify="space-between" align="start">
        <Stack gap={4}>
          <ExceptionTitle exception={exception} />
          <Group gap="sm">
            <ExceptionStatusBadge exception={exception} />
            <Text size="sm" c="dimmed">
              {exception.createdBy}, <Instant at={exception.createdAt} show="full" />
            </Text>
          </Group>
        </Stack>
        <ExceptionActions exceptionId={exception.id} active={exception.status === "active"} />
      </Group>
      {silencedNow !== null && exception.status === "active" && (
        <Alert color="green" role="status">
          Saved. {silencedNow} {silencedNow === 1 ? "alert" : "alerts"} went to Silenced; undo takes it all back.{" "}
          <TextLink href="/alerts">Back to the queue</TextLink>
        </Alert>
      )}
      {exception.error && (
        <Alert color="red" title="It does not run, so it hides nothing" role="alert">
          {exception.error}
        </Alert>
      )}
      <Panel id="conditions" title="Silences findings where" aside="all must hold on the same event">
        <ConditionText conditions={exception.conditions} />
        <Text size="sm" mt="sm">
          Of{" "}
          {exception.rules.length === 0
            ? "every rule"
            : exception.rules.map((rule, index) => (
                <span key={rule.id}>
                  {index > 0 && ", "}
                  <Link href={`/rules/${encodeURIComponent(rule.id)}`}>{rule.title}</Link>
                </span>
              ))}
          {exception.step !== null && (
            <>
              , at its step <strong>{exception.step}</strong> only
            </>
          )}
          .
        </Text>
      </Panel>
      <Panel id="reason" title="Reason">
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
          {exception.reason}
        </Text>
        {exception.sourceAlertId && (
          <Text size="sm" mt="xs">
            Written for <Link href={`/alerts/${exception.sourceAlertId}`}>this alert</Link>.
          </Text>
        )}
      </Panel>
      <Panel id="effect" title="Effect">
        <Text size="sm">
          {exception.silencedFindings} findings silenced,{" "}
          <Link href={`/alerts?status=silenced&exception=${exception.id}`}>{exception.silencedAlerts} alerts wholly</Link>. Last:{" "}
          {exception.lastSilencedAt ? <Instant at={exception.lastSilencedAt} /> : "never"}.{" "}
          {exception.endedAt ? (
            <>
              Ended <Instant at={exception.endedAt} show="full" />.
            </>
          ) : exception.expiresAt ? (
            <>
              Ends <Instant at={exception.expiresAt} show="full" />.
            </>
          ) : (
            "It does not end by itself."
          )}
        </Text>
      </Panel>
      <Panel id="history" title="History" aside={exception.history.length}>
        <ul>
          {exception.history.map((entry) => (
            <li key={`${entry.at} ${entry.action} ${entry.batchId}`}>
              <Text size="sm" span>
                <Instant at={entry.at} show="full" /> {entry.actor}: {entry.summary}
              </Text>
            </li>
          ))}
        </ul>
      </Panel>
    </Stack>
  );
}
