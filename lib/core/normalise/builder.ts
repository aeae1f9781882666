import { canonicalAddress } from "../event/address.ts";
import type { EventFields } from "../event/event.ts";
import { formatTimestamp, parseTimestamp } from "../event/timestamp.ts";
import type { FieldValue, JsonValue, Scalar } from "../event/value.ts";
import { asText } from "./document.ts";
import { baseName, directoryOf, extensionOf, parseInteger, splitAccount, splitCommandLine } from "./text.ts";

/** What a source writes when it does not know (telemetry.md §1.5.8): absent in the canonical document. */
const UNKNOWN: ReadonlySet<string> = new Set(["", "-", "{00000000-0000-0000-0000-000000000000}", "00000000-0000-0000-0000-000000000000"]);

/**
 * Builds a canonical document. Values arrive raw; what cannot be read becomes a warning, never an exception, and
 * leaves its field absent. The first value of a field stays: native members are set before derived ones.
 */
export class FieldBuilder {
  readonly fields: Record<string, FieldValue> = {};
  readonly warnings: string[] = [];
  /** The only fields that are kept; absent: all. */
  readonly kept: ReadonlySet<string> | undefined;

  constructor(kept?: ReadonlySet<string>) {
    this.kept = kept;
  }

  keeps(name: string): boolean {
    return this.kept === undefined || this.kept.has(name);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.fields, name);
  }

  set(name: string, value: FieldValue | undefined): void {
    if (value !== undefined && value !== null && this.keeps(name) && !this.has(name)) this.fields[name] = value;
  }

  /** The canonical text of a raw value, or undefined when the source says it does not know. */
  known(value: JsonValue | undefined): string | undefined {
    const text = asText(value);
    // The longest of them is a GUID in braces: longer texts need no hashing.
    return text === undefined || (text.length <= 38 && UNKNOWN.has(text)) ? undefined : text;
  }

  text(name: string, value: JsonValue | undefined): void {
    this.set(name, this.known(value));
  }

  lower(name: string, value: JsonValue | undefined): void {
    this.set(name, this.known(value)?.toLowerCase());
  }

  /** Decimal or `0x` hexadecimal: Security 4688 counts pids in hex and 5156 in decimal. */
  long(name: string, value: JsonValue | undefined): void {
    const text = this.known(value);
    if (text === undefined) return;
    const number = parseInteger(text);
    if (number === undefined) this.warnings.push(`bad_number ${name}`);
    else this.set(name, number);
  }

  /** v4-mapped IPv6 becomes IPv4; the raw text of a bad address is kept in `<side>.address`. */
  ip(name: string, value: JsonValue | undefined): void {
    const text = this.known(value);
    if (text === undefined) return;
    const address = canonicalAddress(text);
    if (address !== undefined) {
      this.set(name, address);
      return;
    }
    this.warnings.push(`bad_ip ${name}`);
    if (name.endsWith(".ip")) this.set(`${name.slice(0, -3)}.address`, text);
  }

  date(name: string, value: JsonValue | undefined): void {
    const text = this.known(value);
    if (text === undefined) return;
    const time = parseTimestamp(text);
    if (time === undefined) this.warnings.push(`bad_date ${name}`);
    else this.set(name, formatTimestamp(time.micros));
  }

  /** "true", "True", "1", 1 and true are all true (telemetry.md §1.5.5). */
  boolean(name: string, value: JsonValue | undefined): void {
    const text = this.known(value)?.toLowerCase();
    if (text === "true" || text === "1") this.set(name, true);
    else if (text === "false" || text === "0") this.set(name, false);
    else if (text !== undefined) this.warnings.push(`bad_boolean ${name}`);
  }

  /** `<prefix>.executable` and its name. */
  image(prefix: string, value: JsonValue | undefined): void {
    const path = this.known(value);
    if (path === undefined) return;
    this.set(`${prefix}.executable`, path);
    this.set(`${prefix}.name`, baseName(path));
  }

  /** `<prefix>.path`, name, directory and extension. */
  path(prefix: string, value: JsonValue | undefined): void {
    const path = this.known(value);
    if (path === undefined) return;
    this.set(`${prefix}.path`, path);
    this.set(`${prefix}.name`, baseName(path));
    this.set(`${prefix}.directory`, directoryOf(path));
    this.set(`${prefix}.extension`, extensionOf(path));
  }

  commandLine(prefix: string, value: JsonValue | undefined): void {
    const line = this.known(value);
    if (line === undefined) return;
    this.set(`${prefix}.command_line`, line);
    if (this.keeps(`${prefix}.args`)) this.list(`${prefix}.args`, splitCommandLine(line));
  }

  list(name: string, values: readonly Scalar[]): void {
    if (values.length > 0) this.set(name, values);
  }

  /** `DOMAIN\name` into `<prefix>.domain` and `<prefix>.name`. */
  account(prefix: string, value: JsonValue | undefined): void {
    const account = this.known(value);
    if (account === undefined) return;
    const { domain, name } = splitAccount(account);
    this.set(`${prefix}.name`, name);
    this.set(`${prefix}.domain`, domain);
  }

  build(): EventFields {
    return this.fields;
  }
}
