/**
 * Every advisory lock of Postgres that Callout takes. They are here together because two with one number would wait for each other
 * without reason, or for ever. 720_418 is taken by the function that makes partitions (prisma/migrations).
 */
export const LOCK = {
  /** The audit chain has one order. */
  audit: 720_417,
  /** Shared by who writes evidence, alone by who changes what is silenced. */
  exceptions: 720_419,
  /** With the bucket of an alert's key. */
  alertKeys: 720_420,
  /** Uploads of rules, one after the other. */
  rules: 720_421,
  /** With the bucket of a part of a rule over several events. */
  hitParts: 720_422,
  /** Which plans are watched. */
  plans: 720_423,
  /** Turns of background work: one worker at a time reads stored events for new rules, runs what waits, counts files. */
  fillHitsTurn: 720_424,
  runPendingTurn: 720_425,
  fillFilesTurn: 720_426,
} as const;
