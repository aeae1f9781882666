import path from "node:path";
import { defineConfig } from "prisma/config";

// The CLI would download a native schema engine; the shim runs the same engine's WebAssembly build from npm instead.
if (process.platform !== "win32") {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, "scripts/schema-engine.mjs");
}

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://callout@127.0.0.1:5432/callout" },
});
