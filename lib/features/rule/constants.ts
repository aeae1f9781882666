/** One upload of rule files, as sent and (a zip) expanded. */
export const RULE_UPLOAD_BYTES = 64 * 1024 * 1024;
export const RULE_EXPANDED_BYTES = 256 * 1024 * 1024;
export const RULE_FILES = 20_000;
/** One rule file. SigmaHQ's longest is under 100 KiB. */
export const RULE_FILE_BYTES = 1024 * 1024;
/** A JSON file with many rules in it, read as one. */
export const RULE_LISTING_BYTES = 32 * 1024 * 1024;
/** An upload up to this size and without a zip is imported while the sender waits: some tens of milliseconds. */
export const RULE_INLINE_BYTES = 64 * 1024;
/** Statuses by which an author says that a rule should not run (any more). */
export const RESTING_STATUSES: readonly string[] = ["deprecated", "unsupported"];
/** Dearer than this for every event, a rule is worth looking at: 200 of its like would take a core at 1,000 events a second. */
export const DEAR_NANOSECONDS = 5_000;
/** Rules a picker offers at once. */
export const RULE_CHOICES = 50;

/** Alerts that a rule's page lists. */
export const RECENT_ALERTS = 10;
