import { Alert } from "@mantine/core";
import { redirect } from "next/navigation";
import { Entrance } from "#components/account/entrance";
import { SignInForm } from "#components/account/sign-in-form";
import { loadActor, loadSetup } from "#features/account/loaders";
import { ownPath } from "./own-path.ts";

export const metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const next = ownPath((await searchParams).next);
  if (await loadActor()) redirect(next);
  const { hasAccounts } = await loadSetup("");
  return (
    <Entrance title="Sign in">
      {hasAccounts ? (
        <SignInForm next={next} />
      ) : (
        <Alert color="blue">Nobody has an account yet. Open the set-up link that Callout printed where it was started.</Alert>
      )}
    </Entrance>
  );
}
