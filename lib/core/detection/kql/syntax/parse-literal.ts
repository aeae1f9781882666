import { REAL } from "../value/cast.ts";
import type { Dynamic } from "../value/dynamic.ts";
import { parseGuid } from "../value/guid.ts";
import { parseLong } from "../value/long.ts";
import { parseDatetime, parseTimespan } from "../value/parse-time.ts";
import { type KqlType, typeNamed } from "../value/type.ts";
import { KqlRefusal } from "./refusal.ts";
import type { Token } from "./tokens.ts";

export interface LiteralValue {
  readonly type: KqlType;
  readonly value: Dynamic;
}

/** The value of a typed literal such as `datetime(2024-01-01)` or `real(nan)`; refuses text that is none. */
export function typedLiteral(token: Token): LiteralValue {
  const name = /^\w+/.exec(token.text)?.[0] ?? "";
  const type = typeNamed(name) ?? "string";
  const raw = token.value.trim();
  if (/^null$/i.test(raw)) return { type, value: null };
  const value = READERS[type](raw);
  if (value === undefined) throw new KqlRefusal("bad-literal", `${token.text} is not a ${type}`, token.at);
  return { type, value };
}

const READERS: { readonly [T in KqlType]: (raw: string) => Dynamic | undefined } = {
  string: (raw) => raw,
  long: (raw) => parseLong(raw, 64) ?? undefined,
  int: (raw) => parseLong(raw, 32) ?? undefined,
  real: readReal,
  decimal: readReal,
  bool: readBool,
  datetime: readDatetime,
  timespan: (raw) => parseTimespan(raw, true) ?? (/^-?\d*\.\d+$/.test(raw) ? BigInt(Math.round(Number(raw) * 864e9)) : undefined),
  guid: parseGuid,
  dynamic: () => undefined,
};

/** Also `datetime(2024, 6, 14)`. */
function readDatetime(raw: string): bigint | undefined {
  if (raw === "") return undefined;
  return parseDatetime(raw.replace(/^(\d{4}),\s*(\d{1,2}),\s*(\d{1,2})$/, "$1-$2-$3"));
}

function readReal(raw: string): number | undefined {
  const special = /^([+-]?)(inf|nan)$/i.exec(raw);
  if (special) return special[2]?.toLowerCase() === "nan" ? Number.NaN : special[1] === "-" ? -Infinity : Infinity;
  return REAL.test(raw) ? Number(raw) : undefined;
}

function readBool(raw: string): boolean | undefined {
  if (/^(true|1)$/i.test(raw)) return true;
  return /^(false|0)$/i.test(raw) ? false : undefined;
}

/** The value of a number or unit token. */
export function plainLiteral(token: Token, sign = ""): LiteralValue {
  if (token.kind === "real") return { type: "real", value: Number(token.text) };
  if (token.kind === "timespan") {
    const ticks = parseTimespan(token.text, false);
    if (ticks === undefined) throw new KqlRefusal("bad-literal", `${token.text} is not a timespan`, token.at);
    return { type: "timespan", value: ticks };
  }
  const value = parseLong(sign + token.text, 64);
  if (value === null) throw new KqlRefusal("bad-literal", `${token.text} does not fit a 64-bit integer`, token.at);
  return { type: "long", value };
}
