import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventOf, evtxBody, securityBody } from "../normalise/testing/event-of.ts";
import type { IdentifiedProcess, Rank } from "./mention.ts";
import { processMentions } from "./mentions.ts";
import { mergeProcess } from "./merge.ts";
import { choosePidCandidate } from "./pid-candidate.ts";

const GUID = "{b669e388-4a98-5ee0-1704-000000000300}";
const PARENT = "{b669e388-4a90-5ee0-1704-000000000200}";
const KEY = "sysmon:b669e388-4a98-5ee0-1704-000000000300";
const PARENT_KEY = "sysmon:b669e388-4a90-5ee0-1704-000000000200";

describe("what an event says of processes", () => {
  test("a Sysmon start tells the process and its parent, whose start the GUID gives to the second", () => {
    const event = eventOf(
      evtxBody(1, {
        UtcTime: "2026-03-09 09:00:00.120",
        ProcessGuid: GUID,
        ProcessId: "4863",
        Image: "C:\\MSBuild.exe",
        ParentProcessGuid: PARENT,
        ParentProcessId: "100",
        ParentImage: "C:\\cmd.exe",
        ParentUser: "CORP\\ann",
      }),
      "windows-event",
    );
    const [subject, parent, ...rest] = processMentions(event);
    expect(rest).toEqual([]);
    expect(subject).toMatchObject({
      key: KEY,
      entityId: GUID,
      rank: 100,
      isStart: true,
      startedAt: 1773046800120000,
      parentKey: PARENT_KEY,
      parentPid: 100,
    });
    expect(parent).toEqual({
      kind: "identified",
      key: PARENT_KEY,
      entityId: PARENT,
      role: "parent",
      hostKey: "ws-07.corp.example",
      pid: 100,
      startedAt: 1591757456000000,
      executable: "C:\\cmd.exe",
      name: "cmd.exe",
      user: "CORP\\ann",
      parentLink: "missing",
      rank: 50,
      isStart: false,
    });
  });

  test("an end closes its process", () => {
    const [subject] = processMentions(eventOf(evtxBody(5, { UtcTime: "2026-03-09 09:00:00.120", ProcessGuid: GUID }), "windows-event"));
    expect(subject).toMatchObject({ key: KEY, endedAt: 1773046800120000, rank: 40, isStart: false });
  });

  test("4688 identifies the new process and knows its creator by pid", () => {
    const event = eventOf(
      securityBody(4688, {
        NewProcessId: "0x1a4",
        NewProcessName: "C:\\a.exe",
        ProcessId: "0x10",
        ParentProcessName: "C:\\p.exe",
        SubjectUserName: "svc",
        TargetUserName: "ann",
      }),
      "windows-event",
    );
    expect(processMentions(event)).toMatchObject([
      { kind: "identified", pid: 420, rank: 100, user: "ann", parentPid: 16, parentLink: "inferred" },
      { kind: "by-pid", pid: 16, name: "p.exe", role: "parent", childKey: "pid:ws-07.corp.example:420:1773046800123456" },
    ]);
  });

  test("5156 knows no more than a pid and a name", () => {
    const event = eventOf(securityBody(5156, { ProcessID: "420", Application: "\\device\\harddiskvolume2\\a.exe" }), "windows-event");
    expect(processMentions(event)).toEqual([
      {
        kind: "by-pid",
        pid: 420,
        at: event.timestamp,
        role: "subject",
        hostKey: "ws-07.corp.example",
        name: "a.exe",
        executable: "\\device\\harddiskvolume2\\a.exe",
        parentLink: "missing",
        rank: 40,
        isStart: false,
      },
    ]);
  });

  test("the user of a logon is not the user of its process", () => {
    const event = eventOf(securityBody(4624, { TargetUserName: "ann", ProcessId: "0x10", ProcessName: "C:\\lsass.exe" }), "windows-event");
    expect(processMentions(event)[0]).not.toHaveProperty("user");
  });

  test.each([
    ["the all-zero GUID", evtxBody(3, { ProcessGuid: "{00000000-0000-0000-0000-000000000000}" })],
    ["a record without a process", evtxBody(4, { State: "Started" })],
    ["the idle process", securityBody(5156, { ProcessID: "0" })],
  ])("%s mentions nobody", (_, body) => {
    expect(processMentions(eventOf(body, "windows-event"))).toEqual([]);
  });

  test("a process that names itself its parent has none", () => {
    const mentions = processMentions(eventOf(evtxBody(1, { ProcessGuid: GUID, ParentProcessGuid: GUID.toUpperCase() }), "windows-event"));
    expect(mentions).toMatchObject([{ key: KEY, parentLink: "missing" }]);
    expect(mentions[0]).not.toHaveProperty("parentKey");
  });

  test("cross-process events mention the target too", () => {
    const event = eventOf(
      evtxBody(10, { SourceProcessGUID: GUID, TargetProcessGUID: PARENT, TargetImage: "C:\\lsass.exe" }),
      "windows-event",
    );
    expect(processMentions(event)).toMatchObject([
      { key: KEY, role: "subject" },
      { key: PARENT_KEY, role: "target", name: "lsass.exe" },
    ]);
  });
});

const process = (rank: Rank, facts: Partial<IdentifiedProcess> = {}): IdentifiedProcess => ({
  kind: "identified",
  key: "k",
  entityId: "k",
  hostKey: "h",
  role: "subject",
  parentLink: "missing",
  rank,
  isStart: false,
  ...facts,
});

describe("mergeProcess", () => {
  test.each([
    ["a higher rank overwrites", process(40, { name: "a" }), process(100, { name: "b" }), { name: "b", rank: 100 }],
    ["a lower rank does not", process(100, { name: "a" }), process(40, { name: "b" }), { name: "a", rank: 100 }],
    ["between equals the earlier stays", process(40, { name: "a" }), process(40, { name: "b" }), { name: "a" }],
    ["nothing never overwrites something", process(40, { user: "u" }), process(100, { name: "b" }), { user: "u", name: "b" }],
    ["a lower rank fills a gap", process(100, { name: "a" }), process(40, { endedAt: 5 }), { name: "a", endedAt: 5 }],
    [
      "an exact parent beats a better witness's guess",
      process(100, { parentLink: "inferred", parentPid: 4 }),
      process(20, { parentLink: "exact", parentKey: "p" }),
      { parentLink: "exact", parentKey: "p", parentPid: 4, rank: 100 },
    ],
    ["a start seen once stays a start", process(100, { isStart: true }), process(40), { isStart: true }],
  ])("%s", (_, a, b, expected) => {
    expect(mergeProcess(a, b)).toMatchObject(expected);
  });

  const arbitrary = fc
    .record({ name: fc.string(), pid: fc.nat(), user: fc.string(), startedAt: fc.nat(), endedAt: fc.nat() }, { requiredKeys: [] })
    .chain((facts) => fc.constantFrom<Rank>(100, 60, 50, 40, 20).map((rank) => process(rank, facts)));

  test("loses no fact, is its own fixed point, and groups as it likes", () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
        const merged = mergeProcess(a, b);
        for (const fact of Object.keys({ ...a, ...b })) expect(merged).toHaveProperty(fact);
        expect(mergeProcess(merged, b)).toEqual(merged);
        expect(mergeProcess(a, a)).toEqual(a);
        const ranks = new Set([a.rank, b.rank, c.rank]);
        if (ranks.size === 3) expect(mergeProcess(mergeProcess(a, b), c).rank).toBe(mergeProcess(a, mergeProcess(b, c)).rank);
      }),
    );
  });
});

describe("choosePidCandidate", () => {
  const S = 1_000_000;
  const old = { key: "old", startedAt: 10 * S, endedAt: 20 * S, name: "a.exe" };
  const reused = { key: "reused", startedAt: 30 * S, name: "b.exe" };
  test.each([
    ["while the first ran", 15, undefined, "old"],
    ["after the pid was reused", 40, undefined, "reused"],
    ["between the two", 25, undefined, undefined],
    ["before either", 5, undefined, undefined],
    ["just before the start is written", 29.5, undefined, "reused"],
    ["just after the end", 20.9, undefined, "old"],
    ["another name is another process", 40, "a.exe", undefined],
    ["names fold", 40, "B.EXE", "reused"],
  ])("%s (%s s, %s): %s", (_, seconds, name, expected) => {
    expect(choosePidCandidate([reused, old], seconds * S, name)?.process.key).toBe(expected);
  });

  test("network events may be two seconds early", () => {
    expect(choosePidCandidate([reused], 28.5 * S, undefined, 2 * S)?.process.key).toBe("reused");
    expect(choosePidCandidate([reused], 28.5 * S, undefined)).toBeUndefined();
  });

  test("a process that should have ended by now is believed less", () => {
    expect(choosePidCandidate([reused], 40 * S, undefined)?.confidence).toBe(0.7);
    expect(choosePidCandidate([reused], 90_000 * S, undefined)?.confidence).toBe(0.5);
    expect(choosePidCandidate([{ ...reused, endedAt: 99_000 * S }], 90_000 * S, undefined)?.confidence).toBe(0.7);
  });

  test("a process nobody saw start is no candidate", () => {
    expect(choosePidCandidate([{ key: "stub", name: "a.exe" }], 10 * S, "a.exe")).toBeUndefined();
  });
});
