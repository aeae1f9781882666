const [BASE, LEAST, MOST, SKEW, DAMP] = [36, 1, 26, 38, 700];
const [FIRST_BIAS, FIRST_CODE] = [72, 128];

/** The digits of the code are letters, then numerals. */
function digitOf(char: string): number {
  const at = "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(char.toLowerCase());
  return at < 0 ? BASE : at;
}

function adapted(delta: number, points: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - LEAST) * MOST) >> 1; k += BASE) rest = Math.floor(rest / (BASE - LEAST));
  return k + Math.floor(((BASE - LEAST + 1) * rest) / (rest + SKEW));
}

const thresholdAt = (k: number, bias: number): number => Math.min(MOST, Math.max(LEAST, k - bias));

/** Undefined for what is no punycode. RFC 3492, 6.2. */
export function decodePunycode(text: string): string | undefined {
  const cut = text.lastIndexOf("-");
  const points = [...text.slice(0, Math.max(0, cut))].map((char) => char.codePointAt(0) ?? 0);
  if (points.some((point) => point >= FIRST_CODE)) return undefined;
  let [code, bias, place] = [FIRST_CODE, FIRST_BIAS, 0];
  const digits = text.slice(cut < 0 ? 0 : cut + 1);
  for (let at = 0; at < digits.length; ) {
    const before = place;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(digits[at++] ?? "");
      if (digit >= BASE) return undefined;
      place += digit * weight;
      const threshold = thresholdAt(k, bias);
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (weight > Number.MAX_SAFE_INTEGER / BASE) return undefined;
    }
    const size = points.length + 1;
    bias = adapted(place - before, size, before === 0);
    code += Math.floor(place / size);
    place %= size;
    if (code > 0x10ffff) return undefined;
    points.splice(place++, 0, code);
  }
  return String.fromCodePoint(...points);
}

/** RFC 3492, 6.3. */
export function encodePunycode(text: string): string {
  const points = [...text].map((char) => char.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < FIRST_CODE);
  let out = String.fromCodePoint(...basic) + (basic.length > 0 ? "-" : "");
  let [code, bias, delta, done] = [FIRST_CODE, FIRST_BIAS, 0, basic.length];
  while (done < points.length) {
    const next = points.reduce((least, point) => (point >= code && point < least ? point : least), Number.POSITIVE_INFINITY);
    delta += (next - code) * (done + 1);
    code = next;
    for (const point of points) {
      if (point < code) delta++;
      if (point !== code) continue;
      let rest = delta;
      for (let k = BASE; ; k += BASE) {
        const threshold = thresholdAt(k, bias);
        if (rest < threshold) break;
        out += letterOf(threshold + ((rest - threshold) % (BASE - threshold)));
        rest = Math.floor((rest - threshold) / (BASE - threshold));
      }
      out += letterOf(rest);
      bias = adapted(delta, done + 1, done === basic.length);
      delta = 0;
      done++;
    }
    delta++;
    code++;
  }
  return out;
}

const letterOf = (digit: number): string => "abcdefghijklmnopqrstuvwxyz0123456789"[digit] ?? "";

/** Label by label; undefined when one that says it is encoded is not. */
export function decodeDomain(domain: string): string | undefined {
  const labels = domain.split(".").map((label) => (/^xn--/i.test(label) ? decodePunycode(label.slice(4)) : label));
  return labels.includes(undefined) ? undefined : labels.join(".");
}

export function encodeDomain(domain: string): string {
  return domain
    .split(".")
    .map((label) => ([...label].some((char) => (char.codePointAt(0) ?? 0) >= FIRST_CODE) ? `xn--${encodePunycode(label)}` : label))
    .join(".");
}
