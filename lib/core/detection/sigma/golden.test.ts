import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { compileFile } from "../compile.ts";
import { print } from "../ir/print.ts";

const FOLDER = path.join(import.meta.dirname, "golden");

describe("what rules become", () => {
  test.each(readdirSync(FOLDER).filter((name) => name.endsWith(".yml")))("%s", async (file) => {
    const { rules, diagnostics } = compileFile({ file, text: readFileSync(path.join(FOLDER, file), "utf8") });
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === "error")).toEqual([]);
    const plans = rules.map((rule) => `${rule.title}\n\n${rule.plan ? print(rule.plan) : "refused"}\n`);
    await expect(plans.join("\n")).toMatchFileSnapshot(path.join(FOLDER, file.replace(/yml$/, "plan.txt")));
  });
});
