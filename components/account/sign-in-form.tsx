"use client";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";

const MESSAGES: { readonly [status: number]: string } = {
  401: "The email address or the password is wrong.",
  403: "This page was opened under another address than the server's own. Open it under the address Callout printed.",
  429: "Too many attempts. Wait a minute and try again.",
};

/** Email and password; `next` is where to go afterwards, a path of this console. */
export function SignInForm({ next }: { readonly next: string }) {
  const router = useRouter();
  const [message, setMessage] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setMessage(null);
    try {
      const response = await fetch("/api/auth/sign-in/email", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: form.get("email"), password: form.get("password") }),
      });
      if (response.ok) {
        router.replace(next);
        router.refresh();
        return;
      }
      setMessage(MESSAGES[response.status] ?? `Signing in failed (${response.status}). Try again.`);
    } catch {
      setMessage("The server did not answer. Is Callout still running?");
    }
    setBusy(false);
  }

  return (
    <form method="post" onSubmit={submit}>
      <Stack gap="sm">
        {message && (
          <Alert color="red" role="alert">
            {message}
          </Alert>
        )}
        <TextInput name="email" type="email" label="Email" autoComplete="username" required autoFocus />
        <PasswordInput name="password" label="Password" autoComplete="current-password" required />
        <Button type="submit" loading={busy} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
