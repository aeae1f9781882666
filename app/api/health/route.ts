import { countWaitingIngests, getWorkerAge } from "#features/ingest/worker/data";
import { log } from "#lib/log";
import { VERSION } from "#lib/version";

/** A worker that has not been heard of for this long is not there. */
const WORKER_LOST_MS = 30_000;

export const dynamic = "force-dynamic";

/** Whether this server can do its work; open to everybody, so it names no host, address or account. 503 without its database. */
export async function GET(): Promise<Response> {
  try {
    const [age, queue] = await Promise.all([getWorkerAge(new Date()), countWaitingIngests()]);
    const isWorking = age !== null && age < WORKER_LOST_MS;
    const worker = { status: isWorking ? "ok" : "missing", lastHeartbeatSeconds: age === null ? null : Math.round(age / 100) / 10 };
    return Response.json({ status: isWorking ? "ok" : "degraded", version: VERSION, database: "ok", worker, queue }, { headers: NO_STORE });
  } catch (error) {
    log.warn({ err: error }, "health: the database does not answer");
    return Response.json(
      { status: "down", version: VERSION, database: "down", worker: null, queue: null },
      { status: 503, headers: NO_STORE },
    );
  }
}

const NO_STORE = { "cache-control": "no-store" };
