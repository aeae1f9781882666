import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ELASTICSEARCH, type EqlDialect } from "#core/detection/eql/dialect";
import { compileEql, type EqlQuery } from "#core/detection/eql/eql";
import { fieldRef } from "#core/event/field";
import { UsageError } from "../usage.ts";
import type { QueryCommand } from "./command.ts";

export interface QueryError {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** A query and what it is called in a batch. */
export interface Question {
  readonly id: string | number | undefined;
  readonly query: EqlQuery | QueryError;
}

const BatchLine = z.object({ id: z.union([z.string(), z.number()]), query: z.string() });

/** The queries a command asks, compiled. A batch line that is none is a UsageError: its answer would have no name. */
export async function questionsOf(command: QueryCommand): Promise<readonly Question[]> {
  const dialect = dialectOf(command);
  if (command.batch === undefined) return [{ id: undefined, query: compiled(await textOf(command.text ?? ""), dialect) }];
  const lines = (await read(command.batch)).split(/\r?\n/);
  return lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    const { id, query } = batchLine(line, `${command.batch}:${at + 1}`);
    return [{ id, query: compiled(query, dialect) }];
  });
}

function batchLine(line: string, place: string): z.infer<typeof BatchLine> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UsageError(`${place}: ${error instanceof Error ? error.message : "no JSON"}`);
  }
  const parsed = BatchLine.safeParse(value);
  if (!parsed.success) throw new UsageError(`${place}: a line of a batch is {"id", "query"}`);
  return parsed.data;
}

function dialectOf({ dialect, isCaseSensitive, categoryField, versionField }: QueryCommand): EqlDialect {
  const category = categoryField === undefined ? ELASTICSEARCH.category : fieldRef("ecs", categoryField);
  return {
    ...ELASTICSEARCH,
    name: dialect,
    fold: dialect === "endgame" && !isCaseSensitive,
    category,
    versions: new Set(versionField === undefined ? [] : [versionField]),
  };
}

function compiled(text: string, dialect: EqlDialect): EqlQuery | QueryError {
  const result = compileEql(text, dialect);
  if (!("code" in result)) return result;
  const { code, message, line, column } = result;
  return { code, message, line, column };
}

async function textOf(text: string): Promise<string> {
  return text.startsWith("@") ? read(text.slice(1)) : text;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  }
}
