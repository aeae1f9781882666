import { defineConfig } from "vitest/config";

// `server-only` throws outside a React server; tests and workers are servers without one.
export default defineConfig({
  resolve: { alias: { "server-only": new URL("./node_modules/server-only/empty.js", import.meta.url).pathname } },
  test: {
    include: ["{lib,components,app,scripts}/**/*.test.{ts,tsx}"],
    setupFiles: ["./scripts/fixed-seed.mjs"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
