import { auth } from "#lib/auth";

/** Sign-in and sign-out, as better-auth answers them: rate-limited, and refused from any other origin. */
export async function POST(request: Request): Promise<Response> {
  return auth().handler(request);
}
