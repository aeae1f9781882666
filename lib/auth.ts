import "server-only";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { nextCookies } from "better-auth/next-js";
import { PASSWORD_LENGTH } from "#features/account/constants";
import { db } from "./db/client.ts";
import { env } from "./env.ts";
import { log } from "./log.ts";
import { forgetAttempts, takeAttempt } from "./sign-in-attempts.ts";

const SIGN_IN = "/sign-in/email";

function ownOrigin(request: Request | undefined): string[] {
  const host = request?.headers.get("host");
  if (!host) return [];
  // The page was served under this name; a form on any other origin is refused (CSRF).
  return [`http://${host}`, `https://${host}`];
}

function createAuth() {
  const { CALLOUT_URL, AUTH_SECRET } = env();
  return betterAuth({
    ...(CALLOUT_URL && { baseURL: CALLOUT_URL }),
    secret: AUTH_SECRET,
    database: prismaAdapter(db(), { provider: "postgresql" }),
    trustedOrigins: async (request) => ownOrigin(request),
    emailAndPassword: {
      enabled: true,
      // Accounts are made through the set-up link and by an admin, never by whoever finds the page.
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    session: { expiresIn: 12 * 3600, updateAge: 3600 },
    advanced: { cookiePrefix: "callout", useSecureCookies: CALLOUT_URL?.startsWith("https:") ?? false },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 10,
      max: 100,
      customRules: { [SIGN_IN]: { window: 60, max: 10 } },
    },
    hooks: {
      before: createAuthMiddleware(async ({ path, body }) => {
        if (path !== SIGN_IN || (await takeAttempt(String(body?.email), new Date()))) return;
        throw new APIError("TOO_MANY_REQUESTS", { message: "Too many attempts. Wait a minute and try again." });
      }),
      after: createAuthMiddleware(async ({ path, body, context }) => {
        if (path === SIGN_IN && context.newSession) await forgetAttempts(String(body?.email));
      }),
    },
    plugins: [nextCookies()],
    telemetry: { enabled: false },
    // What it would write by itself is text for people, between lines of JSON.
    logger: {
      level: "error",
      log: (_level, message, ...details) => log.error({ err: details.find((detail) => detail instanceof Error) }, `sign-in: ${message}`),
    },
    onAPIError: {
      onError: (error) => {
        if (error instanceof APIError && error.statusCode < 500) log.warn({ status: error.statusCode }, `sign-in: ${error.message}`);
        else log.error({ err: error }, "sign-in failed");
      },
    },
  });
}

let instance: ReturnType<typeof createAuth> | undefined;

/** Sessions and passwords (better-auth), made on first use so that a build needs no database. */
export function auth(): ReturnType<typeof createAuth> {
  instance ??= createAuth();
  return instance;
}
