import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { disconnect, pool } from "#lib/db/client";
import { inClient } from "#lib/db/testing/in-client";
import type { Actor, ActorId } from "../../account/types.ts";
import { undoBatch } from "../../alert/batch/mutations.ts";
import { refreshAlertContext } from "../../alert/context/mutations.ts";
import { getAlertDetail } from "../../alert/detail/data.ts";
import { severalStory, WINDOW } from "../../alert/testing/several-story.ts";
import { judgeAlerts } from "../../alert/triage/mutations.ts";
import { getExceptionDetail } from "../data.ts";
import { expireExceptions, extendException, removeException, saveException } from "../mutations.ts";
import { previewDraft } from "../preview/data.ts";
import type { ExceptionDraft } from "../schema.ts";

afterAll(disconnect);

const now = new Date("2026-01-10T12:00:00Z");
const actor: Actor = { type: "user", id: "analyst" as ActorId, name: "Ana" };
const FEED = "20.37.0.8";
const OTHER = "203.0.113.7";

async function save(draft: ExceptionDraft) {
  const outcome = await saveException(actor, draft, now);
  if (!outcome.ok) throw new Error(outcome.lints.map((lint) => lint.message).join(" "));
  return outcome;
}

const commandLine = (value: string, part: Partial<ExceptionDraft> = {}): Partial<ExceptionDraft> => ({
  conditions: [{ field: "process.command_line", operator: "exact", values: [value] }],
  ...part,
});

describe("an exception on a sequence", () => {
  test("silences it by any of its events; removal, extension and undo follow", async () => {
    const story = await severalStory();
    const feed = await story.sequence("ws", 1, 0, FEED);
    const other = await story.sequence("ws", 2, 60, OTHER);
    await story.raise(feed, other);
    const before = await story.queue();
    const preview = await previewDraft(story.draft(), now);
    expect(preview).toMatchObject({ silencedCount: 1, reducedCount: 0 });
    expect(preview.silenced).toMatchObject([{ silenced: 1, total: 1 }]);

    const saved = await save(story.draft());
    expect(await story.queue()).toMatchObject([
      { status: "silenced", count: 0, total_count: 1, event_count: 2 },
      { status: "open", count: 1 },
    ]);
    await removeException(actor, saved.id, now);
    expect(await story.queue()).toEqual(before);
    const again = await save(story.draft());
    await undoBatch(actor, again.batchId, now);
    expect(await story.queue()).toEqual(before);
  });

  test("one of two findings of an alert: it stays in the queue with what is silenced beside the count", async () => {
    const story = await severalStory();
    const first = await story.sequence("ws", 1, 0, FEED);
    const second = await story.sequence("ws", 1, 60, OTHER, { group: first.group });
    await story.raise(first, second);
    expect(await previewDraft(story.draft(), now)).toMatchObject({ silencedCount: 0, reduced: [{ silenced: 1, total: 2 }] });
    await save(story.draft());
    // The start at second 0 is of the silenced finding: what is shown begins with the other one.
    expect(await story.queue()).toMatchObject([
      {
        status: "open",
        count: 1,
        total_count: 2,
        event_count: 2,
        destination: OTHER,
        destination_count: 1,
        first_seen: new Date("2026-01-05T08:01:00Z"),
      },
    ]);
  });

  test("bound to a step matches at that step only, stored and arriving", async () => {
    const story = await severalStory();
    // Both events have the command line: the connection has it from its process.
    const sequence = await story.sequence("ws", 1, 0, OTHER);
    await story.raise(sequence);
    const [alert] = await story.queue();
    const atNetwork = story.draft(commandLine("MSBuild.exe a.csproj", { step: "2 network", sourceAlertId: String(alert?.id) }));
    expect(await previewDraft(atNetwork, now)).toMatchObject({ silencedCount: 1, sourceMatches: true });
    const saved = await save(atNetwork);
    const { rows } = await pool().query(
      "SELECT step_name, cardinality(silenced_by) AS n FROM alert_evidence WHERE alert_id = $1 ORDER BY step_index",
      [alert?.id],
    );
    expect(rows).toEqual([
      { step_name: "1 process", n: 0 },
      { step_name: "2 network", n: 1 },
    ]);
    expect(await getExceptionDetail(saved.id)).toMatchObject({ step: "2 network", silencedFindings: 1, silencedAlerts: 1 });
    const detail = await getAlertDetail(String(alert?.id));
    expect(detail?.status).toBe("silenced");
    expect(detail?.findings.items[0]?.pieces.map((piece) => piece.silencedBy.length)).toEqual([0, 1]);

    await story.raise(await story.sequence("ws", 1, 120, OTHER, { group: sequence.group }));
    expect(await story.queue()).toMatchObject([{ status: "silenced", count: 0, total_count: 2 }]);

    // The same conditions at a step of which this is not true leave everything where it is.
    const elsewhere = await severalStory();
    const quiet = await elsewhere.sequence("ws", 1, 0, OTHER);
    await elsewhere.raise(quiet);
    await save(elsewhere.draft({ step: "1 process" }));
    await save(elsewhere.draft({ conditions: [{ field: "destination.ip", operator: "address", values: [OTHER] }], step: "1 process" }));
    expect(await elsewhere.queue()).toMatchObject([{ status: "open", count: 1 }]);
  });

  test("a step that cannot be meant is refused, with the steps there are", async () => {
    const story = await severalStory();
    await story.raise(await story.sequence("ws", 1, 0, OTHER));
    const [alert] = await story.queue();
    const refused = async (part: Partial<ExceptionDraft>): Promise<readonly string[]> => {
      const outcome = await saveException(actor, story.draft(part), now);
      return outcome.ok ? [] : outcome.lints.filter((lint) => lint.level === "block").map((lint) => lint.code);
    };
    expect(await refused({ step: "2 netwrok" })).toEqual(["no-such-step"]);
    expect(await refused({ step: "2 network", ruleIds: [] })).toEqual(["step-of-no-rule"]);
    expect(await refused({ step: "2 network", ruleIds: [story.rule, "another"] })).toEqual(["step-of-no-rule"]);
    expect(await refused({ step: "3 file", sourceAlertId: String(alert?.id) })).toEqual(["no-evidence"]);
    const address = { conditions: [{ field: "destination.ip", operator: "address", values: [OTHER] }] } as const;
    expect(await refused({ ...address, step: "1 process", sourceAlertId: String(alert?.id) })).toEqual(["misses-source"]);
    expect(await refused({ ...address, step: "2 network", sourceAlertId: String(alert?.id) })).toEqual([]);
  });

  test("that would have hidden a confirmed sequence is refused", async () => {
    const story = await severalStory();
    await story.raise(await story.sequence("ws", 1, 0, FEED));
    const [alert] = await story.queue();
    await judgeAlerts(actor, { alertIds: [String(alert?.id)], verdict: "true_positive", reason: "malicious" }, now);
    const outcome = await saveException(actor, story.draft({ step: "2 network" }), now);
    expect(outcome.ok ? [] : outcome.lints.filter((lint) => lint.level === "block").map((lint) => lint.code)).toEqual(["true-positive"]);
    expect((await saveException(actor, story.draft({ step: "1 process" }), now)).ok).toBe(true);
  });
});

describe("an exception on what is counted", () => {
  test("silences a finding only when all its events are excepted", async () => {
    const story = await severalStory();
    const some = [await story.connect("ws", 1, 0, FEED), await story.connect("ws", 1, 1, FEED), await story.connect("ws", 1, 2, OTHER)];
    const all = [await story.connect("ws", 1, 60, FEED), await story.connect("ws", 1, 61, FEED)];
    const part = { group: { User: "alice" }, silencing: "all" as const, outline: WINDOW };
    await story.raise(await story.finding(some, part), await story.finding(all, part));
    expect(await previewDraft(story.draft(), now)).toMatchObject({ silencedCount: 0, reduced: [{ silenced: 1, total: 2 }] });
    const saved = await save(story.draft());
    expect(await story.queue()).toMatchObject([{ status: "open", count: 1, total_count: 2, event_count: 3, destination_count: 2 }]);
    const rest = story.draft({ conditions: [{ field: "destination.ip", operator: "address", values: [OTHER] }] });
    expect(await previewDraft(rest, now)).toMatchObject({ silencedCount: 1, silenced: [{ silenced: 1, total: 1 }] });
    await save(rest);
    expect(await story.queue()).toMatchObject([{ status: "silenced", count: 0, total_count: 2, event_count: 5 }]);
    await removeException(actor, saved.id, now);
    expect(await story.queue()).toMatchObject([{ status: "open", count: 2, total_count: 2, event_count: 5 }]);
  });

  test("does not silence a finding whose events were not all kept", async () => {
    const story = await severalStory();
    const events = [await story.connect("ws", 1, 0, FEED), await story.connect("ws", 1, 1, FEED)];
    await story.raise(await story.finding(events, { group: { User: "alice" }, silencing: "all", outline: WINDOW, total: 9 }));
    expect(await previewDraft(story.draft(), now)).toMatchObject({ silencedCount: 0, reduced: [{ silenced: 0, total: 1 }] });
    await save(story.draft());
    expect(await story.queue()).toMatchObject([{ status: "open", count: 1, event_count: 9 }]);
    // Judged as it arrives, too.
    await story.raise(await story.finding(events, { group: { User: "bob" }, silencing: "all", outline: WINDOW, total: 9 }));
    await story.raise(await story.finding(events, { group: { User: "eve" }, silencing: "all", outline: WINDOW }));
    expect((await story.queue()).map((row) => row.status).sort()).toEqual(["open", "open", "silenced"]);
  });

  test("expiry brings back what it silenced, extending silences again", async () => {
    const story = await severalStory();
    const events = [await story.connect("ws", 1, 0, FEED), await story.connect("ws", 1, 1, FEED)];
    await story.raise(await story.finding(events, { group: { User: "alice" }, silencing: "all", outline: WINDOW }));
    const saved = await save(story.draft({ expiresAt: "2026-01-11T00:00:00Z" }));
    expect(await story.queue()).toMatchObject([{ status: "silenced" }]);
    await expireExceptions(new Date("2026-01-12T00:00:00Z"));
    expect(await story.queue()).toMatchObject([{ status: "open", count: 1 }]);
    await extendException(actor, { exceptionId: saved.id, expiresAt: "2026-02-01T00:00:00Z" }, new Date("2026-01-12T00:00:00Z"));
    expect(await story.queue()).toMatchObject([{ status: "silenced", count: 0 }]);
  });
});

test("a process that becomes known later is judged at its step, whatever process the alert is shown by", async () => {
  const story = await severalStory();
  const known = await story.start("ws", 2, 3, "MSBuild.exe other.csproj");
  // The connection of a process whose start has not come yet: nothing tells its command line.
  const call = await story.connect("ws", 9, 5, OTHER);
  const steps = { group: { user: randomUUID() }, silencing: "any" as const };
  await story.raise(await story.finding([call, known], steps));
  await save(story.draft(commandLine("MSBuild.exe late.csproj", { step: "1 process" })));
  await save(story.draft(commandLine("MSBuild.exe late.csproj", { step: "2 network", title: "Not this one" })));
  expect(await story.queue()).toMatchObject([{ status: "open", count: 1 }]);
  const late = await story.start("ws", 9, 4, "MSBuild.exe late.csproj");
  const key = String(late.event.fields["callout.process.key"]);
  await inClient((client) => refreshAlertContext(client, [{ hostId: late.hostId, key }]));
  expect(await story.queue()).toMatchObject([{ status: "silenced", count: 0 }]);
  const { rows } = await pool().query(
    `SELECT e.step_name, x.title FROM alert_evidence e JOIN alert a ON a.id = e.alert_id CROSS JOIN unnest(e.silenced_by) s(id)
     JOIN exception x ON x.id = s.id WHERE a.rule_id = $1`,
    [story.rule],
  );
  expect(rows).toEqual([{ step_name: "1 process", title: story.draft().title }]);
});
