import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { RuleId } from "#core/detection/finding";
import type { Exception, ExceptionId } from "#core/exception/exception";
import { ConditionInput } from "#features/exception/schema";
import { messageOf } from "#lib/errors";
import { UsageError } from "./usage.ts";

/** `expiresAt` is milliseconds since the epoch or ISO 8601. */
const StoredException = z.object({
  id: z.string().min(1),
  rules: z.array(z.string().transform((id) => id.toLowerCase() as RuleId)).default([]),
  conditions: z.array(ConditionInput).min(1),
  step: z.string().min(1).nullish(),
  expiresAt: z.union([z.number(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]).nullish(),
});

/** Reads a JSON array of exceptions. Throws UsageError when it is none: to scan without them would be another scan than asked for. */
export async function readExceptions(file: string | undefined): Promise<readonly Exception[]> {
  if (file === undefined) return [];
  const text = await readFile(file, "utf8").catch((error: Error) => refuse(file, error.message));
  const parsed = z.array(StoredException).safeParse(parseJson(file, text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(file, `${issue?.path.join(".")}: ${issue?.message}`);
  }
  return parsed.data.map(({ id, rules, conditions, step, expiresAt }) => ({
    id: id as ExceptionId,
    rules,
    conditions,
    ...(typeof step === "string" ? { step } : {}),
    ...(typeof expiresAt === "number" ? { expiresAt } : {}),
  }));
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(file, messageOf(error));
  }
}

function refuse(file: string, reason: string): never {
  throw new UsageError(`${file} is no list of exceptions: ${reason}`);
}
