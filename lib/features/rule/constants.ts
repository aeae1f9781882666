/** One upload of rule files, as sent and (a zip) expanded. */
export const RULE_UPLOAD_BYTES = 64 * 1024 * 1024;
export const RULE_EXPANDED_BYTES = 256 * 1024 * 1024;
export const RULE_FILES = 20_000;
/** One rule file. SigmaHQ's longest is under 100 KiB. */
export const RULE_FILE_BYTES = 1024 * 1024;
