"use client";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { setUp } from "#features/account/actions";
import { PASSWORD_LENGTH } from "#features/account/constants";

/** The first account. What was typed stays in the fields when something is refused. */
export function SetUpForm({ token }: { readonly token: string }) {
  const router = useRouter();
  const [errors, setErrors] = useState<{ readonly message: string | null; readonly fields: { readonly [field: string]: string } }>({
    message: null,
    fields: {},
  });
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (form.get("password") !== form.get("again")) {
      setErrors({ message: null, fields: { again: "The two passwords differ" } });
      return;
    }
    setBusy(true);
    try {
      const outcome = await setUp({ token, name: form.get("name"), email: form.get("email"), password: form.get("password") });
      if (outcome.ok) {
        router.replace("/alerts");
        return;
      }
      setErrors(outcome);
    } catch {
      setErrors({ message: "The server did not answer. Is Callout still running?", fields: {} });
    }
    setBusy(false);
  }

  return (
    <form method="post" onSubmit={submit}>
      <Stack gap="sm">
        {errors.message && (
          <Alert color="red" role="alert">
            {errors.message}
          </Alert>
        )}
        <TextInput
          name="name"
          label="Your name"
          description="Shown beside what you change"
          autoComplete="name"
          required
          error={errors.fields.name}
          autoFocus
        />
        <TextInput name="email" type="email" label="Email" autoComplete="username" required error={errors.fields.email} />
        <PasswordInput
          name="password"
          label="Password"
          description={`At least ${PASSWORD_LENGTH.min} characters`}
          autoComplete="new-password"
          minLength={PASSWORD_LENGTH.min}
          required
          error={errors.fields.password}
        />
        <PasswordInput name="again" label="Password again" autoComplete="new-password" required error={errors.fields.again} />
        <Button type="submit" loading={busy} fullWidth>
          Create account
        </Button>
      </Stack>
    </form>
  );
}
