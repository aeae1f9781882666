export type AppErrorCode =
  | "not-found"
  | "unauthenticated"
  | "forbidden"
  | "invalid"
  | "too-large"
  | "conflict"
  | "rate-limited"
  | "unavailable";

/** HTTP status of each; the one place that knows. */
export const STATUS_OF: { readonly [C in AppErrorCode]: number } = {
  "not-found": 404,
  unauthenticated: 401,
  forbidden: 403,
  invalid: 400,
  "too-large": 413,
  conflict: 409,
  "rate-limited": 429,
  unavailable: 503,
};

/** What went wrong, in words. Anything can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** This request cannot be served. The message is for the person who made it and holds no secret. */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(
    readonly code: AppErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
