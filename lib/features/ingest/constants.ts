/** Rows of one page of ingests. */
export const INGESTS_PER_PAGE = 50;
/** Faults shown on an ingest's page; the rest are downloaded. */
export const FIRST_FAULTS = 20;
/** Faults kept of one ingest. They are counted on beyond it, and the report says so. */
export const STORED_FAULTS = 100_000;
/** Names of unread fields kept of one ingest, the most frequent first. */
export const UNREAD_FIELDS = 100;
/** Hosts and members of archives named in a report. */
export const REPORTED_HOSTS = 1_000;
export const REPORTED_FILES = 1_000;
/** One delivery to `POST /api/v1/events`, after decompression. */
export const PUSH_BYTES = 32 * 1024 * 1024;
export const PUSH_LINES = 20_000;
