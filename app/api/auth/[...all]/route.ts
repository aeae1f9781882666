import { auth } from "#lib/auth";
import { AppError } from "#lib/errors";
import { answer, requireSameOrigin } from "#lib/http";

/** What the console asks of better-auth. The rest of what it can do would change accounts without a row in the audit. */
const PATHS: ReadonlySet<string> = new Set(["/api/auth/sign-in/email", "/api/auth/sign-out"]);

/** Sign-in and sign-out, as better-auth answers them: rate-limited, and refused from any other origin. */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    if (!PATHS.has(new URL(request.url).pathname)) throw new AppError("not-found", "there is no such address");
    return auth().handler(request);
  });
}
