import packageJson from "../package.json" with { type: "json" };

/** Callout's version, as its package says. */
export const VERSION = packageJson.version;
