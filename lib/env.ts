import path from "node:path";
import { z } from "zod";

const Environment = z.object({
  /** Set by the launcher when it starts the embedded Postgres; yours otherwise. */
  DATABASE_URL: z.string().min(1, "DATABASE_URL is not set: start Callout with `npm start`, or name your Postgres"),
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  /** Address people type into their browser, when it is not http://localhost:PORT. */
  CALLOUT_URL: z.url().optional(),
  /** Signs sessions; the launcher makes one and keeps it beside the database. */
  AUTH_SECRET: z.string().min(32, "AUTH_SECRET must have at least 32 characters"),
  /** Uploaded files wait here until a worker has read them. */
  SPOOL_DIR: z.string().default(path.resolve(".data/spool")),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
  /** Largest upload, in bytes. */
  UPLOAD_LIMIT: z.coerce
    .number()
    .int()
    .positive()
    .default(16 * 1024 ** 3),
});
export type Environment = z.infer<typeof Environment>;

let parsed: Environment | undefined;

/** The process's settings, read once. Throws with every wrong setting named. */
export function env(): Environment {
  if (parsed) return parsed;
  const result = Environment.safeParse(process.env);
  if (!result.success) throw new Error(`wrong settings:\n${z.prettifyError(result.error)}`);
  parsed = result.data;
  return parsed;
}
