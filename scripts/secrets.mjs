import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/**
 * The installation's own secrets, made once and readable by its user only. Losing the file signs everybody out;
 * the embedded database's password is in it as well, so it lies beside the data and is backed up with it.
 */
export function loadSecrets(dataDir) {
  const file = path.join(dataDir, "secrets.json");
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8"));
  const secrets = {
    authSecret: crypto.randomBytes(32).toString("base64url"),
    databasePassword: crypto.randomBytes(24).toString("base64url"),
  };
  fs.mkdirSync(dataDir, { recursive: true });
  fs.writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
  return secrets;
}
