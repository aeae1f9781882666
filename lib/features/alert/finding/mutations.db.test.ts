import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { disconnect, pool } from "#lib/db/client";
import { onClient } from "#lib/db/query";
import { inClient } from "#lib/db/testing/in-client";
import type { ActorId } from "../../account/types.ts";
import { recountAlerts } from "../count/mutations.ts";
import { getAlertDetail } from "../detail/data.ts";
import { listEvidence } from "../evidence/data.ts";
import { alertKeyOf, raiseAlerts } from "../evidence/mutations.ts";
import { getQueuePage } from "../queue/data.ts";
import { AlertQuery } from "../schema.ts";
import { severalStory, WINDOW } from "../testing/several-story.ts";
import type { RaisedFinding, RaisedPiece } from "../types.ts";
import { listFindings, listPieces } from "./data.ts";
import { withdrawFindings } from "./mutations.ts";

afterAll(disconnect);

const idOf = (row: Record<string, unknown> | undefined): string => String(row?.id);

describe("a finding of several events", () => {
  test("is one finding of one alert, shows its steps in order, and names who did what to whom", async () => {
    const story = await severalStory();
    const found = await story.sequence("ws", 7, 0, "203.0.113.7");
    expect(await story.raise(found)).toEqual({ raised: 1, alerts: 1 });
    const [alert] = await story.queue();
    expect(alert).toMatchObject({
      status: "open",
      shape: "sequence",
      count: 1,
      total_count: 1,
      event_count: 2,
      host_count: 1,
      destination: "203.0.113.7",
      destination_count: 1,
      group_cells: Object.entries(found.group ?? {}),
    });
    const detail = await getAlertDetail(idOf(alert));
    expect(detail).toMatchObject({ evidenceTotal: 2, eventCount: 2, outline: found.outline, group: found.group, truncated: null });
    const [finding] = detail?.findings.items ?? [];
    expect(finding).toMatchObject({ id: found.findingId, counts: true, withdrawn: null, kept: 2, total: 2, next: null });
    expect(finding?.pieces.map(({ step, host, process, remote }) => [step?.name, host, process, remote?.context.address ?? null])).toEqual([
      ["1 process", story.hostName("ws"), "MSBuild.exe", null],
      ["2 network", story.hostName("ws"), "MSBuild.exe", "203.0.113.7"],
    ]);
    expect(finding?.pieces[1]?.summary).toContain("203.0.113.7");
    expect(detail?.processes).toHaveLength(1);
    expect(detail?.processes[0]?.steps.map((step) => step.index)).toEqual([0, 1]);
  });

  test("raised again changes nothing; an event may be in several findings of one alert and is listed once", async () => {
    const story = await severalStory();
    const first = await story.sequence("ws", 7, 0, "203.0.113.7");
    const later = await story.connect("ws", 7, 9, "203.0.113.8");
    const [begun] = first.pieces;
    const second = await story.finding([later], { group: first.group, silencing: "any" });
    const shared = { ...second, pieces: [begun, ...second.pieces].filter((piece) => piece !== undefined), total: 2 };
    await story.raise(first);
    expect(await story.raise(shared, first)).toEqual({ raised: 1, alerts: 0 });
    expect(await story.raise(first, shared)).toEqual({ raised: 0, alerts: 0 });
    const [alert] = await story.queue();
    expect(alert).toMatchObject({ count: 2, total_count: 2, event_count: 4, destination_count: 2 });
    const evidence = await listEvidence(idOf(alert), null, 50);
    expect(evidence.items.map((item) => item.eventId)).toEqual([later.event.id, first.pieces[1]?.eventId, begun?.eventId]);
  });

  test("of several hosts is shown by the first event's, and by the last process there", async () => {
    const story = await severalStory();
    const events = [await story.start("first", 5, 0), await story.start("second", 6, 3), await story.connect("first", 8, 5, "203.0.113.9")];
    await story.raise(await story.finding(events, { group: { user: "alice" }, silencing: "all", outline: WINDOW }));
    const [alert] = await story.queue();
    expect(alert).toMatchObject({ host_name: story.hostName("first"), host_count: 2, event_count: 3 });
    expect(alert?.process_key).toBe(events[2]?.event.fields["callout.process.key"]);
    const detail = await getAlertDetail(idOf(alert));
    expect(detail).toMatchObject({ host: story.hostName("first"), otherHosts: 1 });
    expect(detail?.processes).toHaveLength(3);
  });

  test("keys ignore how the values are spelt, and nothing else", () => {
    const of = (group: RaisedFinding["group"]): string =>
      alertKeyOf({ rule: { id: "r" }, group, pieces: [{ hostId: 1, process: null }] } as unknown as RaisedFinding);
    expect(of({ User: "ALICE", n: 1 })).toBe(of({ n: 1, User: "alice" }));
    expect(of({ User: "alice" })).not.toBe(of({ User: "bob" }));
    expect(of({ User: null })).not.toBe(of({ User: "null" }));
    expect(of({ User: "alice" })).not.toBe(of({ Host: "alice" }));
    expect(of({})).not.toBe(of(null));
  });

  test("for a closed alert opens the next generation", async () => {
    const story = await severalStory();
    const first = await story.sequence("ws", 7, 0, "203.0.113.7");
    await story.raise(first);
    await pool().query("UPDATE alert SET status = 'closed', verdict = 'false_positive' WHERE rule_id = $1", [story.rule]);
    expect(await story.raise(first)).toEqual({ raised: 0, alerts: 0 });
    const again = await story.sequence("ws", 7, 60, "203.0.113.7", { group: first.group });
    expect(await story.raise(again)).toEqual({ raised: 1, alerts: 1 });
    expect((await story.queue()).map((row) => [row.generation, row.status])).toEqual([
      [1, "closed"],
      [2, "open"],
    ]);
  });

  test("says that its execution stopped at its most alerts, until another one raises", async () => {
    const story = await severalStory();
    const cut = await story.sequence("ws", 7, 0, "203.0.113.7", { truncated: { most: 100, left: 7 } });
    await story.raise(cut);
    const [alert] = await story.queue();
    expect((await getAlertDetail(idOf(alert)))?.truncated).toEqual({ most: 100, left: 7 });
    await story.raise(await story.sequence("ws", 7, 60, "203.0.113.7", { group: cut.group }));
    expect((await getAlertDetail(idOf(alert)))?.truncated).toBeNull();
  });
});

describe("a withdrawn finding", () => {
  test("no longer counts, says why, and counts again when it is found again", async () => {
    const story = await severalStory();
    const first = await story.sequence("ws", 7, 0, "203.0.113.7");
    const second = await story.sequence("ws", 7, 60, "203.0.113.8", { group: first.group });
    await story.raise(first, second);
    const before = await story.queue();
    await inClient((client) => withdrawFindings(client, [{ findingId: second.findingId, reason: "superseded" }]));
    expect(await story.queue()).toMatchObject([{ status: "open", count: 1, total_count: 2, event_count: 2, destination_count: 1 }]);
    await inClient((client) =>
      withdrawFindings(client, [
        { findingId: first.findingId, reason: "refuted" },
        { findingId: randomUUID(), reason: "refuted" },
      ]),
    );
    const [alert] = await story.queue();
    expect(alert).toMatchObject({ status: "silenced", count: 0, total_count: 2, event_count: 4 });
    const { items } = await listFindings(idOf(alert), null, 10);
    expect(items.map((item) => [item.id, item.counts, item.withdrawn?.reason])).toEqual([
      [second.findingId, false, "superseded"],
      [first.findingId, false, "refuted"],
    ]);
    expect(await story.raise(first, second)).toEqual({ raised: 0, alerts: 0 });
    expect(await story.queue()).toEqual(before);
  });
});

test("the queue finds an alert of several events by any of its hosts and processes, not only by those it is shown by", async () => {
  const story = await severalStory();
  const first = await story.start("first", 5, 0, "MSBuild.exe plain.csproj");
  const second = await story.start("second", 6, 3, `MSBuild.exe ${story.scope}-needle.csproj`);
  await story.raise(await story.finding([first, second], { group: { User: "alice" }, silencing: "any" }));
  const found = async (input: object): Promise<number> =>
    (await getQueuePage(AlertQuery.parse({ rule: story.rule, ...input }), "nobody" as ActorId)).total;
  expect(await found({})).toBe(1);
  expect(await found({ host: story.hostName("first") })).toBe(1);
  expect(await found({ host: story.hostName("second") })).toBe(1);
  expect(await found({ host: `second-${story.scope}*` })).toBe(1);
  expect(await found({ host: story.hostName("third") })).toBe(0);
  expect(await found({ q: `${story.scope}-needle` })).toBe(1);
  expect(await found({ q: `${story.scope}-haystack` })).toBe(0);
  expect(await found({ process: "msbuild.exe" })).toBe(1);
  expect(await found({ process: "cmd.exe" })).toBe(0);
  expect(await found({ user: "corp\\alice" })).toBe(1);
  const [row] = (await getQueuePage(AlertQuery.parse({ rule: story.rule }), "nobody" as ActorId)).rows;
  expect(row).toMatchObject({ shape: "sequence", host: story.hostName("first"), otherHosts: 1, eventCount: 2 });
});

test("findings and their events come in pages that never overlap and leave none out", async () => {
  const story = await severalStory();
  const starts = [];
  for (let n = 0; n < 30; n++) starts.push(await story.connect("ws", 7, n, "203.0.113.7"));
  const group = { User: "alice" };
  const wide = await story.finding(starts, { group, silencing: "all", outline: WINDOW });
  const small = await Promise.all(starts.slice(0, 4).map((event) => story.finding([event], { group, silencing: "all", outline: WINDOW })));
  await story.raise(wide, ...small);
  const [alert] = await story.queue();
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listFindings(idOf(alert), cursor, 2);
    ids.push(...page.items.map((item) => item.id));
    cursor = page.next;
  } while (cursor !== null);
  expect(ids).toHaveLength(5);
  expect(new Set(ids)).toEqual(new Set([wide, ...small].map((finding) => finding.findingId)));

  const [newest] = (await listFindings(idOf(alert), null, 1)).items;
  expect(newest?.pieces).toHaveLength(25);
  const rest = await listPieces(idOf(alert), wide.findingId, newest?.next ?? null, 3);
  const last = await listPieces(idOf(alert), wide.findingId, rest.next, 3);
  expect([...(newest?.pieces ?? []), ...rest.pieces, ...last.pieces].map((piece) => piece.eventId)).toEqual(
    starts.map(({ event }) => event.id),
  );
  expect(last.next).toBeNull();
  const first = await listEvidence(idOf(alert), null, 20);
  const second = await listEvidence(idOf(alert), first.next, 20);
  expect([...first.items, ...second.items].map((item) => item.eventId)).toEqual(starts.map(({ event }) => event.id).reverse());
  // Another alert's finding is not shown through this one.
  expect((await listPieces(randomUUID(), wide.findingId, null, 3)).pieces).toEqual([]);
});

test("counting what a batch adds equals counting everything again, whatever is silenced, cut or withdrawn", async () => {
  const piece = fc.record({
    at: fc.integer({ min: 0, max: 50 }),
    host: fc.integer({ min: 0, max: 2 }),
    address: fc.constantFrom(null, "198.51.100.1", "198.51.100.2"),
    silenced: fc.boolean(),
  });
  const finding = fc.record({
    silencing: fc.constantFrom("any" as const, "all" as const),
    pieces: fc.array(piece, { minLength: 1, maxLength: 3 }),
    cut: fc.integer({ min: 0, max: 1 }),
    withdrawn: fc.boolean(),
  });
  const batches = fc.array(fc.array(finding, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(batches, async (generated) => {
      const scope = randomUUID();
      const { rows: hosts } = await pool().query(
        "INSERT INTO host (key, name) SELECT $1 || n, $1 || n FROM generate_series(0, 2) n RETURNING id",
        [scope],
      );
      const made = ({ silencing, pieces, cut }: (typeof generated)[number][number]): RaisedFinding => {
        const built = pieces.map(
          ({ at, host, address, silenced }): RaisedPiece => ({
            hostId: hosts[host].id,
            hostName: `${scope}${host}`,
            eventId: randomUUID(),
            at: new Date(Date.UTC(2026, 0, 5, 8, at)).toISOString(),
            why: [],
            user: null,
            process: null,
            destination: address === null ? null : { context: { address, kind: "public" }, port: 443 },
            silencedBy: silenced ? [randomUUID()] : [],
            step: null,
          }),
        );
        return {
          rule: { id: `rule-${scope}`, title: "t", language: "sigma", severity: "low", tags: [] },
          findingId: randomUUID(),
          group: { g: 1 },
          at:
            built
              .map((one) => one.at)
              .sort()
              .at(-1) ?? "",
          why: [],
          cells: {},
          silencing,
          pieces: built,
          total: built.length + cut,
          outline: WINDOW,
        };
      };
      for (const batch of generated) {
        const findings = batch.map(made);
        await inClient((client) => raiseAlerts(client, findings));
        const withdrawn = findings.flatMap(({ findingId }, at) =>
          batch[at]?.withdrawn ? [{ findingId, reason: "refuted" as const }] : [],
        );
        await inClient((client) => withdrawFindings(client, withdrawn));
      }
      const read = async (): Promise<readonly Record<string, unknown>[]> =>
        (
          await pool().query(
            `SELECT id, status, count, total_count, event_count, host_count, first_seen, last_seen, host(destination_address) AS destination,
                    destination_port, destination_count FROM alert WHERE rule_id = $1`,
            [`rule-${scope}`],
          )
        ).rows;
      const incremental = await read();
      await inClient((client) =>
        recountAlerts(
          onClient(client),
          incremental.map((row) => String(row.id)),
        ),
      );
      expect(await read()).toEqual(incremental);
    }),
    { numRuns: 40 },
  );
});
