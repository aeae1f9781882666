import { Alert, Anchor } from "@mantine/core";
import { Entrance } from "#components/account/entrance";
import { SetUpForm } from "#components/account/set-up-form";
import { loadSetup } from "#features/account/loaders";

export const metadata = { title: "Set up", referrer: "no-referrer" };

export default async function SetupPage({ searchParams }: PageProps<"/setup">) {
  const { token } = await searchParams;
  const text = typeof token === "string" ? token : "";
  const { open, hasAccounts } = await loadSetup(text);
  if (open)
    return (
      <Entrance title="Create the first account" lead="It may do everything. The link works once.">
        <SetUpForm token={text} />
      </Entrance>
    );
  return (
    <Entrance title="This link is closed">
      <Alert color={hasAccounts ? "blue" : "yellow"}>
        {hasAccounts
          ? "An account exists already, so set-up is over."
          : "The link was used, has expired or was copied incompletely. Restart Callout to print a new one."}
      </Alert>
      {hasAccounts && <Anchor href="/sign-in">Sign in</Anchor>}
    </Entrance>
  );
}
