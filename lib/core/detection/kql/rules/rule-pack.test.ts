import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readZipTexts } from "#lib/cli/zip";
import { compileFile, isRuleFile } from "../../compile.ts";
import type { CompiledRule } from "../../rule.ts";
import { TABLES } from "../tables/schema.ts";

/** Two public collections of hunting pages, as their users download them. */
const FOLDER = path.resolve(import.meta.dirname, "../../../../../../shared/data/10-rule-packs");
const PACKS = ["bert-janp-hunting-queries-7a0d998.zip", "securityaura-de-th-aura-b3e2314.zip"];

/** Tables of mail, identities, clouds and vulnerabilities: what a sensor on an endpoint does not see. */
const ELSEWHERE =
  /\b(?:Email\w+|Identity\w+|CloudAppEvents|CloudAuditEvents|AAD\w+|Entra\w+|Signin\w+|AuditLogs|OfficeActivity|Azure\w+|Security(?:Incident|Alert)|Alert(?:Info|Evidence)|DeviceTvm\w+|DeviceBaseline\w+|ExposureGraph\w+|Behavior\w+|GraphAPI\w+|MicrosoftGraph\w+|OAuthAppInfo|ThreatIntelligenceIndicator|UrlClickEvents|Usage|LAQueryLogs|IntuneDevices|Anomalies|Resources|arg\()/;

describe.runIf(existsSync(FOLDER))("public hunting pages", () => {
  const rules: CompiledRule[] = [];
  beforeAll(async () => {
    for (const pack of PACKS) {
      for await (const entry of readZipTexts(path.join(FOLDER, pack), (name) => /\.(?:md|txt|kql)$/.test(name), 4_000_000)) {
        if (!("text" in entry) || !isRuleFile({ file: entry.name, text: entry.text })) continue;
        rules.push(...compileFile({ file: entry.name, text: entry.text }).rules);
      }
    }
  });

  const endpoint = () =>
    rules.filter(({ source }) => {
      const query = queryOf(source);
      return [...TABLES.keys()].some((table) => new RegExp(`\\b${table}\\b`).test(query)) && !ELSEWHERE.test(query);
    });

  test("are read: every query a rule with a title, and every refusal has a place in its page", () => {
    expect(rules.length).toBeGreaterThan(700);
    for (const { title, plan, diagnostics } of rules) {
      expect(title).not.toBe("");
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.length > 0).toBe(plan === null);
      for (const { line, column } of errors) expect([line > 0, column > 0]).toEqual([true, true]);
    }
  });

  test("over endpoint tables compile, but for what their authors mistyped", () => {
    const failed = endpoint().filter(({ plan }) => plan === null);
    const part = 1 - failed.length / endpoint().length;
    expect(endpoint().length).toBeGreaterThan(350);
    expect(part).toBeGreaterThanOrEqual(0.95);
    // What is left is broken in the page itself: nothing is refused for want of support.
    expect(failed.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)).filter((code) => code === "unsupported")).toEqual([]);
  });
});

/** The query within the page that holds it alone. */
function queryOf(source: string): string {
  return /```[^\n]*\n(?=[\s\S]*?(?:\||let ))([\s\S]*?)```/.exec(source)?.[1] ?? source;
}
