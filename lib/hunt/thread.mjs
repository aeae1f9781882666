// Node 20 does not hand the parent's TypeScript loader on to its threads: this one installs its own, then is thread.ts.
import { register } from "tsx/esm/api";

register();
await import("./thread.ts");
