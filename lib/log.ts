import pino from "pino";

/** Structured log, one JSON object a line on stdout. Credentials never reach it: they are redacted by name, wherever they stand. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { service: process.env.CALLOUT_PROCESS ?? "callout" },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: {
    paths: ["*.password", "*.token", "*.secret", "*.authorization", "*.cookie", "password", "token", "secret", "authorization", "cookie"],
    censor: "[redacted]",
  },
});
