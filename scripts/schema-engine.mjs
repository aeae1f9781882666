#!/usr/bin/env node
// Drop-in for Prisma's native `schema-engine` binary: same argv + JSON-RPC-over-stdio
// protocol, backed by @prisma/schema-engine-wasm + @prisma/adapter-pg (both plain npm packages).
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const argv = process.argv.slice(2);
const require = createRequire(import.meta.url);
if (argv.includes("--version") || argv.includes("-V")) {
  console.log(
    "schema-engine-cli " +
      JSON.parse(fs.readFileSync(path.join(path.dirname(require.resolve("@prisma/schema-engine-wasm")), "package.json"), "utf8"))
        .version.split(".")
        .pop(),
  );
  process.exit(0);
}
let datasource = {},
  datamodels = [],
  cli = null;
for (let i = 0; i < argv.length; i++) {
  if (argv[i] === "--datasource") datasource = JSON.parse(argv[++i]);
  else if (argv[i] === "--datamodels") datamodels.push(argv[++i]);
  else if (argv[i] === "--enabled-preview-features" || argv[i] === "--extension-types") i++;
  else if (argv[i] === "cli") cli = argv[i + 1];
}
const logLine = (level, fields) =>
  process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: "schema_engine::logger" })}\n`);

async function loadWasm() {
  const dir = path.dirname(require.resolve("@prisma/schema-engine-wasm"));
  const bg = await import(pathToFileURL(path.join(dir, "schema_engine_bg.js")).href);
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(path.join(dir, "schema_engine_bg.wasm")), {
    "./schema_engine_bg.js": bg,
  });
  bg.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bg;
}
const pg = (await import("pg")).default;
const { Client } = pg;
function split(url) {
  const u = new URL(url);
  const db = decodeURIComponent(u.pathname.slice(1)) || "postgres";
  u.pathname = "/postgres";
  return { db, admin: u.toString() };
}
async function withAdmin(fn) {
  const { db, admin } = split(datasource.url);
  const c = new Client({ connectionString: admin });
  await c.connect();
  try {
    return await fn(c, db, `"${db.replaceAll('"', '""')}"`);
  } finally {
    await c.end();
  }
}

if (cli) {
  try {
    if (cli === "can-connect-to-database") {
      const c = new Client({ connectionString: datasource.url });
      await c.connect();
      await c.end();
    } else if (cli === "create-database") await withAdmin((c, _db, q) => c.query(`CREATE DATABASE ${q}`));
    else if (cli === "drop-database") await withAdmin((c, _db, q) => c.query(`DROP DATABASE IF EXISTS ${q} WITH (FORCE)`));
    process.exit(0);
  } catch (e) {
    const code =
      { "3D000": "P1003", "28P01": "P1000", 28000: "P1010", "42P04": "P1009" }[e.code] ??
      (e.code === "ECONNREFUSED" || e.code === "ENOTFOUND" ? "P1001" : undefined);
    process.stderr.write("\n");
    logLine("ERROR", { message: e.message || String(e), ...(code && { error_code: code }), is_panic: false });
    process.exit(1);
  }
}

const bg = await loadWasm();
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(m) {
    logLine("ERROR", { message: m });
  },
};
const { ColumnTypeEnum: T, DriverAdapterError, bindMigrationAwareSqlAdapterFactory } = await import("@prisma/driver-adapter-utils");
const OID = {
  16: T.Boolean,
  17: T.Bytes,
  18: T.Character,
  19: T.Text,
  20: T.Int64,
  21: T.Int32,
  23: T.Int32,
  25: T.Text,
  26: T.Int64,
  28: T.Int64,
  700: T.Float,
  701: T.Double,
  1042: T.Text,
  1043: T.Text,
  1082: T.Date,
  1083: T.Time,
  1114: T.DateTime,
  1184: T.DateTime,
  1700: T.Numeric,
  2950: T.Uuid,
  114: T.Json,
  3802: T.Json,
  1000: T.BooleanArray,
  1002: T.CharacterArray,
  1003: T.TextArray,
  1005: T.Int32Array,
  1007: T.Int32Array,
  1009: T.TextArray,
  1015: T.TextArray,
  1016: T.Int64Array,
  1028: T.Int64Array,
};
const keepText = new Set([20, 1082, 1083, 1114, 1184, 1700, 114, 3802, 26]);
const iso = (v) => `${v.replace(" ", "T").replace(/([+-]\d{2})(:?\d{2})?$/, "")}+00:00`; // session time zone is UTC
const typesCfg = {
  getTypeParser: (oid, f) => (oid === 1184 || oid === 1114 ? iso : keepText.has(oid) ? (v) => v : pg.types.getTypeParser(oid, f)),
};
function fail(e) {
  if (!(e instanceof Error) || typeof e.code !== "string") throw e;
  if (e.severity)
    throw new DriverAdapterError({
      kind: "postgres",
      originalCode: e.code,
      originalMessage: e.message,
      code: e.code,
      severity: e.severity,
      message: e.message,
      detail: e.detail,
      column: e.column,
      hint: e.hint,
    });
  throw new DriverAdapterError({ kind: "DatabaseNotReachable", originalCode: e.code, originalMessage: e.message });
}
class Conn {
  provider = "postgres";
  adapterName = "schema-engine-pg";
  constructor(client, schema, onDispose) {
    this.client = client;
    this.schema = schema;
    this.onDispose = onDispose;
  }
  async #io({ sql, args = [] }) {
    try {
      return await this.client.query({ text: sql, values: args, rowMode: "array", types: typesCfg });
    } catch (e) {
      fail(e);
    }
  }
  async queryRaw(q) {
    const r = await this.#io(q);
    return { columnNames: r.fields.map((f) => f.name), columnTypes: r.fields.map((f) => OID[f.dataTypeID] ?? T.Text), rows: r.rows };
  }
  async executeRaw(q) {
    return (await this.#io(q)).rowCount ?? 0;
  }
  async executeScript(s) {
    try {
      await this.client.query(s);
    } catch (e) {
      fail(e);
    }
  } // simple protocol: whole script in one implicit transaction, like the native engine
  async startTransaction(iso) {
    await this.executeScript(`BEGIN${iso ? ` ISOLATION LEVEL ${iso}` : ""}`);
    const tx = new Conn(this.client, this.schema, async () => {});
    tx.options = { usePhantomQuery: true };
    tx.commit = () => this.executeScript("COMMIT");
    tx.rollback = () => this.executeScript("ROLLBACK");
    return tx;
  }
  getConnectionInfo() {
    return { schemaName: this.schema, supportsRelationJoins: true };
  }
  async dispose() {
    await this.onDispose();
  }
}
async function open(url, after = async () => {}) {
  const u = new URL(url);
  const schema = u.searchParams.get("schema") ?? "public";
  for (const k of ["schema", "connection_limit", "pool_timeout", "pgbouncer", "connect_timeout", "socket_timeout"])
    u.searchParams.delete(k);
  const client = new Client({ connectionString: u.toString() });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(`SET TIME ZONE 'UTC'; SET search_path = "${schema.replaceAll('"', '""')}"`);
  } catch (e) {
    fail(e);
  }
  const conn = new Conn(client, schema, async () => {
    if (!open_.delete(conn)) return;
    await client.end();
    await after();
  });
  open_.add(conn);
  return conn;
}
const factory = {
  provider: "postgres",
  adapterName: "schema-engine-pg",
  connect: () => open(datasource.url),
  async connectToShadowDb() {
    if (datasource.shadowDatabaseUrl) return open(datasource.shadowDatabaseUrl);
    const name = `prisma_migrate_shadow_db_${globalThis.crypto.randomUUID()}`;
    await withAdmin((c) => c.query(`CREATE DATABASE "${name}"`));
    const u = new URL(datasource.url);
    u.pathname = `/${name}`;
    return open(u.toString(), () => withAdmin((c) => c.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)));
  },
};
const open_ = new Set();
let engine_;
async function getEngine() {
  const models = datamodels.length ? datamodels.map((p) => [p, fs.readFileSync(p, "utf8")]) : undefined;
  engine_ ??= await bg.SchemaEngine.new(
    { datamodels: models },
    (line) => {
      if (process.env.DEBUG) process.stderr.write(`${line}\n`);
    },
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  return engine_;
}
let printId = 1;
const pending = new Map();
const send = (o) => process.stdout.write(`${JSON.stringify(o)}\n`);
async function call(method, params) {
  const e = await getEngine();
  // The wasm build opens a shadow database only from devDiagnostic/diagnose/diff; these two rely on its cache being warm.
  if (method === "evaluateDataLoss" || method === "createMigration")
    await e.diagnoseMigrationHistory({ migrationsList: params.migrationsList, filters: params.filters, optInToShadowDatabase: true });
  switch (method) {
    case "getDatabaseVersion":
      return e.version(params);
    case "createDatabase":
      return withAdmin(async (c, db, q) => {
        await c.query(`CREATE DATABASE ${q}`);
        return { databaseName: db };
      });
    case "diff": {
      const r = await e.diff(params);
      if (r.stdout != null) {
        const id = `print${printId++}`;
        const p = new Promise((res) => pending.set(id, res));
        send({ jsonrpc: "2.0", id, method: "print", params: { content: r.stdout } });
        await p;
      }
      return { exitCode: r.exitCode, stdout: null };
    }
    default:
      return (await e[method](params)) ?? {};
  }
}
let busy = Promise.resolve();
readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const msg = JSON.parse(line);
    if (!msg.method) {
      pending.get(msg.id)?.();
      pending.delete(msg.id);
      return;
    }
    busy = busy.then(async () => {
      try {
        send({ jsonrpc: "2.0", id: msg.id, result: await call(msg.method, msg.params) });
      } catch (err) {
        let data;
        try {
          const j = JSON.parse(err.message);
          data = j;
        } catch {
          data = { is_panic: false, message: err?.message ?? String(err), error_code: err?.code };
        }
        if (process.env.DEBUG) console.error(err);
        send({ jsonrpc: "2.0", id: msg.id, error: { code: 4466, message: "An error happened. Check the data field for details.", data } });
      }
    });
  })
  .on("close", () =>
    busy.finally(async () => {
      for (const c of [...open_]) await c.dispose().catch(() => {});
      process.exit(0);
    }),
  );
