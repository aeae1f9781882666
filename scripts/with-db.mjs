import path from "node:path";
import { bin, install, root, run } from "./lib.mjs";
install();
const { startPostgres } = await import("./embedded-pg.mjs");
const db = process.env.DATABASE_URL
  ? { url: process.env.DATABASE_URL, stop: async () => {} }
  : await startPostgres({ dataDir: path.join(root, ".data/pg"), port: 54329 });
const [cmd, ...a] = process.argv.slice(2);
const p = run([cmd === "prisma" ? bin("prisma", "build/index.js") : cmd, ...a], { DATABASE_URL: db.url });
p.once("exit", async (c) => {
  await db.stop();
  process.exit(c ?? 1);
});
