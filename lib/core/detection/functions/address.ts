import { inRange, parseAddress, parseCidr } from "../../event/address.ts";
import { type FunctionDefinition, strict, textOf } from "./definition.ts";

/** Addresses: Elasticsearch's EQL function reference. */
export const ADDRESS_FUNCTIONS: readonly FunctionDefinition[] = [
  strict({
    name: "cidrMatch",
    signature: "cidrMatch(address, block[, block…])",
    summary: "Whether an IP address lies in one of the blocks.",
    arity: [2, 1_000],
    run([source, ...blocks]) {
      const address = parseAddress(textOf(source) ?? "");
      if (!address) return null;
      return blocks.some((block) => {
        const range = parseCidr(textOf(block) ?? "");
        return typeof range !== "string" && inRange(address, range);
      });
    },
    examples: [
      { args: ["10.6.48.157", "10.0.0.0/8"], gives: true },
      { args: ["10.6.48.157", "192.168.0.0/16", "10.6.48.157/8"], gives: true },
      { args: ["192.169.0.1", "192.168.0.0/16"], gives: false },
      { args: ["::1", "::1"], gives: true },
      { args: [null, "10.0.0.0/8"], gives: null },
    ],
  }),
];
