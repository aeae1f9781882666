import { Group, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { EventContents } from "#components/alert/event-contents";
import { ProcessTree } from "#components/alert/process-tree";
import { eventQuery, huntHref } from "#components/hunt/query/hunt-link";
import { LinkButton } from "#components/ui/link-button";
import { Panel } from "#components/ui/panel";
import { TextLink } from "#components/ui/text-link";
import { loadEvent } from "#features/event/loaders";

interface EventPageProps {
  readonly params: Promise<{ readonly hostId: string; readonly timestamp: string; readonly eventId: string }>;
}

async function eventOf({ params }: EventPageProps) {
  const { hostId, timestamp, eventId } = await params;
  return loadEvent(hostId, decodeURIComponent(timestamp), eventId);
}

export async function generateMetadata(props: EventPageProps): Promise<Metadata> {
  const event = await eventOf(props);
  return { title: `${event.class.replaceAll("_", " ")} on ${event.host}` };
}

/** One event: its process chain, its fields, and what else there is about it. */
export default async function EventPage(props: EventPageProps) {
  const event = await eventOf(props);
  const subject = event.chain.ancestors.at(-1);
  return (
    <Stack gap="md" p="md" maw={1200}>
      <Group justify="space-between" align="start">
        <Stack gap={4}>
          <Title order={1} size="h3">
            {event.class.replaceAll("_", " ")} on {event.host}
          </Title>
          <Text size="sm" c="dimmed">
            {event.at.replace("T", " ").replace(/0+Z$|Z$/, "")} UTC · {event.source} · {event.file}, record{" "}
            {event.record.toLocaleString("en")}
          </Text>
        </Stack>
        <Group gap="xs">
          <LinkButton href={huntHref(eventQuery(event))} variant="default">
            Hunt around it
          </LinkButton>
          <TextLink href={`/alerts?${new URLSearchParams({ host: event.host, status: "open,in_progress,closed,silenced" })}`}>
            Alerts of {event.host}
          </TextLink>
          <TextLink href={`/ingests/${event.ingestId}`}>The file it came with</TextLink>
        </Group>
      </Group>
      <Panel id="chain" title="Process chain" aside={event.chain.rootNote ?? undefined}>
        {subject ? (
          <ProcessTree ancestors={event.chain.ancestors} subject={subject.key} subjectWord="this event" />
        ) : (
          <p>
            {event.processKey === null
              ? "The event names no process, so there is no chain to show."
              : "Its process is not in the data: neither its start nor a child that names it was uploaded."}
          </p>
        )}
      </Panel>
      <Panel id="event" title="Event">
        <EventContents item={event} />
      </Panel>
    </Stack>
  );
}
