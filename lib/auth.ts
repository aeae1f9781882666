import "server-only";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { nextCookies } from "better-auth/next-js";
import { db } from "./db/client.ts";
import { env } from "./env.ts";

/** Shortest password accepted (NIST SP 800-63B asks for 8; a console full of evidence asks for more). */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;

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
      customRules: { "/sign-in/email": { window: 60, max: 10 } },
    },
    plugins: [nextCookies()],
    telemetry: { enabled: false },
    logger: { level: "error" },
  });
}

let instance: ReturnType<typeof createAuth> | undefined;

/** Sessions and passwords (better-auth), made on first use so that a build needs no database. */
export function auth(): ReturnType<typeof createAuth> {
  instance ??= createAuth();
  return instance;
}
