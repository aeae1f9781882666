import { type Datum, type FunctionDefinition, numberOf, strict, textOf } from "./definition.ts";

type Operation = (left: number, right: number) => number;

function arithmetic(operation: Operation): FunctionDefinition["run"] {
  return ([left, right]) => {
    const a = numberOf(left);
    const b = numberOf(right);
    if (a === null || b === null) return null;
    const result = operation(a, b);
    // No number is the result of dividing by zero: a comparison with it must not hold either way.
    return Number.isFinite(result) ? result + 0 : null;
  };
}

/** Between whole numbers the quotient is whole, rounded towards zero; with a fraction on either side it is exact. */
function divide(a: number, b: number): number {
  return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
}

function numberIn([source, base]: readonly Datum[]): Datum {
  if (typeof source === "number") return source;
  const text = textOf(source)?.trim() ?? "";
  const radix = base === undefined || base === null ? undefined : numberOf(base);
  const hexadecimal = /^([+-]?)0x([0-9a-f]+)$/i.exec(text);
  if (hexadecimal && (radix === undefined || radix === 16)) return Number.parseInt(`${hexadecimal[1]}${hexadecimal[2]}`, 16);
  if (radix === undefined || radix === null || radix === 10) return numberOf(text);
  if (!Number.isInteger(radix) || radix < 2 || radix > 36) return null;
  const digits = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, radix);
  return new RegExp(`^[+-]?[${digits}]+$`, "i").test(text) ? Number.parseInt(text, radix) : null;
}

/** Numbers: Elasticsearch's EQL function reference. */
export const NUMBER_FUNCTIONS: readonly FunctionDefinition[] = [
  strict({
    name: "add",
    signature: "add(left, right)",
    summary: "The sum.",
    arity: [2, 2],
    run: arithmetic((a, b) => a + b),
    examples: [
      { args: [4, 0.5], gives: 4.5 },
      { args: [4, null], gives: null },
    ],
  }),
  strict({
    name: "subtract",
    signature: "subtract(left, right)",
    summary: "The difference.",
    arity: [2, 2],
    run: arithmetic((a, b) => a - b),
    examples: [{ args: [10, 2], gives: 8 }],
  }),
  strict({
    name: "multiply",
    signature: "multiply(left, right)",
    summary: "The product.",
    arity: [2, 2],
    run: arithmetic((a, b) => a * b),
    examples: [{ args: [-2, 2], gives: -4 }],
  }),
  strict({
    name: "divide",
    signature: "divide(left, right)",
    summary: "The quotient; of two whole numbers a whole one, rounded towards zero.",
    arity: [2, 2],
    run: arithmetic(divide),
    examples: [
      { args: [83, 2], gives: 41 },
      { args: [-7, 2], gives: -3 },
      { args: [4.5, 3], gives: 1.5 },
      { args: [1, 0], gives: null },
    ],
  }),
  strict({
    name: "divideExactly",
    signature: "left / 2.0",
    summary: "The quotient with its fraction: what division is once one side is written with a point.",
    arity: [2, 2],
    run: arithmetic((a, b) => a / b),
    examples: [
      { args: [83, 2], gives: 41.5 },
      { args: [30, 4], gives: 7.5 },
    ],
  }),
  strict({
    name: "modulo",
    signature: "modulo(left, right)",
    summary: "What division leaves over, with the sign of the left side.",
    arity: [2, 2],
    run: arithmetic((a, b) => a % b),
    examples: [
      { args: [10, 6], gives: 4 },
      { args: [-10, 6], gives: -4 },
      { args: [10, 0], gives: null },
    ],
  }),
  strict({
    name: "number",
    signature: "number(text[, base])",
    summary: "The number a text spells; 0x is understood in base 16 and where no base is given.",
    arity: [1, 2],
    run: numberIn,
    examples: [
      { args: ["1337"], gives: 1337 },
      { args: ["42.5"], gives: 42.5 },
      { args: ["0x32", 16], gives: 50 },
      { args: ["32", 16], gives: 50 },
      { args: ["0xdeadbeef"], gives: 3735928559 },
      { args: ["abc"], gives: null },
      { args: ["12", 2], gives: null },
    ],
  }),
];
