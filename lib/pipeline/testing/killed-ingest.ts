import { disconnect } from "#lib/db/client";
import { closeQueue } from "#lib/jobs/queue";
import { ingestFile } from "../ingest.ts";

/** `killed-ingest.ts INGEST`: reads a spooled file as the worker does, in a process of its own that a test may kill. */
const [ingestId = ""] = process.argv.slice(2);
await ingestFile(ingestId, new AbortController().signal);
await closeQueue();
await disconnect();
