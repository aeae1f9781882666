import { KqlRefusal } from "../syntax/refusal.ts";
import { calendarOf } from "../value/calendar.ts";
import { partsOf } from "../value/format.ts";

const SEPARATORS = "/-:,._[] ";

function pad(value: number | bigint, width: number): string {
  return String(value).padStart(width, "0");
}

/** `f…` keeps trailing zeros, `F…` drops them. */
function fraction(ticks: number, specifier: string): string {
  const digits = pad(ticks, 7).slice(0, specifier.length);
  return specifier.startsWith("F") ? digits.replace(/0+$/, "") : digits;
}

/** Specifiers of `format_datetime`; there are no names of days or months, so `dddd` is `dd` twice. */
const DATE = /yyyy|yy|y|MM|M|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|F{1,7}|tt|[\s\S]/g;

export function formatDate(value: bigint, format: string, at: number): string {
  const c = calendarOf(value);
  const half = c.hour % 12 === 0 ? 12 : c.hour % 12;
  return format.replace(DATE, (specifier) => {
    switch (specifier) {
      case "yyyy":
        return pad(c.year, 4);
      case "yy":
        return pad(c.year % 100, 2);
      case "y":
        return String(c.year % 100);
      case "MM":
        return pad(c.month, 2);
      case "M":
        return String(c.month);
      case "dd":
        return pad(c.day, 2);
      case "d":
        return String(c.day);
      case "HH":
        return pad(c.hour, 2);
      case "H":
        return String(c.hour);
      case "hh":
        return pad(half, 2);
      case "h":
        return String(half);
      case "mm":
        return pad(c.minute, 2);
      case "m":
        return String(c.minute);
      case "ss":
        return pad(c.second, 2);
      case "s":
        return String(c.second);
      case "tt":
        return c.hour < 12 ? "AM" : "PM";
    }
    if (/^[fF]+$/.test(specifier)) return fraction(c.fraction, specifier);
    if (SEPARATORS.includes(specifier)) return specifier;
    throw new KqlRefusal("bad-argument", `format_datetime does not know "${specifier}"`, at);
  });
}

const SPAN = /d{1,8}|HH|H|hh|h|mm|m|ss|s|f{1,7}|F{1,7}|[\s\S]/g;

export function formatSpan(value: bigint, format: string, at: number): string {
  const { sign, days, hours, minutes, seconds, fraction: ticks } = partsOf(value);
  const text = format.replace(SPAN, (specifier) => {
    switch (specifier) {
      case "HH":
      case "hh":
        return pad(hours, 2);
      case "H":
      case "h":
        return String(hours);
      case "mm":
        return pad(minutes, 2);
      case "m":
        return String(minutes);
      case "ss":
        return pad(seconds, 2);
      case "s":
        return String(seconds);
    }
    if (specifier.startsWith("d")) return pad(days, specifier.length);
    if (/^[fF]+$/.test(specifier)) return fraction(ticks, specifier);
    if (SEPARATORS.includes(specifier)) return specifier;
    throw new KqlRefusal("bad-argument", `format_timespan does not know "${specifier}"`, at);
  });
  return sign + text;
}
