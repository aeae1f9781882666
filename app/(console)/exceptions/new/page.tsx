import { Stack, Text, Title } from "@mantine/core";
import { notFound } from "next/navigation";
import { z } from "zod";
import { ExceptionForm } from "#components/exception/exception-form";
import { ruleSteps } from "#components/exception/rule-steps";
import { TextLink } from "#components/ui/text-link";
import { loadAlert } from "#features/alert/loaders";
import { loadProposals } from "#features/exception/loaders";
import { loadRuleTitles } from "#features/rule/loaders";

export const metadata = { title: "New exception" };

export default async function NewExceptionPage({ searchParams }: PageProps<"/exceptions/new">) {
  const { alert: alertId, rule } = await searchParams;
  if (alertId !== undefined && !z.uuid().safeParse(alertId).success) notFound();
  const id = typeof alertId === "string" ? alertId : null;
  const [alert, proposals] = await Promise.all([id ? loadAlert(id) : null, id ? loadProposals(id) : []]);
  const ruleId = alert?.ruleId ?? (typeof rule === "string" ? rule : null);
  const rules = await loadRuleTitles([...(ruleId === null ? [] : [ruleId]), ...proposals.flatMap((proposal) => proposal.ruleIds)]);
  return (
    <Stack gap="md" p="md" maw={1400}>
      <TextLink href={alert ? `/alerts/${alert.id}` : "/exceptions"}>{alert ? "Back to the alert" : "Exceptions"}</TextLink>
      <Title order={1} size="h3">
        New exception
      </Title>
      {alert && <Text size="sm">For: {alert.summary}</Text>}
      <ExceptionForm
        sourceAlertId={alert?.id ?? null}
        proposals={proposals}
        rules={rules}
        steps={alert && ruleSteps(alert)}
        ruleId={ruleId}
      />
    </Stack>
  );
}
