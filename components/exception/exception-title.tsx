import { Title } from "@mantine/core";
import type { ExceptionRow } from "#features/exception/types";
import { exceptionName } from "./words.ts";

export function ExceptionTitle({ exception }: { readonly exception: Pick<ExceptionRow, "number" | "title"> }) {
  return (
    <Title order={1} size="h3">
      {exceptionName(exception.number)} {exception.title}
    </Title>
  );
}
