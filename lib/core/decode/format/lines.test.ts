import { describe, expect, test } from "vitest";
import { bufferSource } from "../source.ts";
import { collect, slowSource } from "../testing/collect.ts";

const AUDIT = 'type=SYSCALL msg=audit(1773046800.123:77): arch=c000003e syscall=59 comm="sh" exe="/bin/sh"';
const ACCESS = '203.0.113.9 - ann [09/Mar/2026:09:00:00 +0100] "GET /a?x=%24{jndi:ldap} HTTP/1.1" 404 12 "-" "curl \\"8\\""';
const ZEEK = [
  "#separator \\x09",
  "#set_separator\t,",
  "#empty_field\t(empty)",
  "#unset_field\t-",
  "#path\tdns",
  "#fields\tts\tuid\tid.resp_p\tquery\tanswers\trejected",
  "#types\ttime\tstring\tport\tstring\tvector[string]\tbool",
  "1773046800.5\tC1\t53\tx.onion\t1.2.3.4,5.6.7.8\tF",
  "1773046801.5\tC2\t53\t-\t(empty)\tT",
  "#close\t2026-03-09-09-00-02",
];
const IIS = [
  "#Software: Microsoft Internet Information Services 10.0",
  "#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username sc-status",
  "2026-03-09 09:00:00 POST /x.aspx a=1 - 200",
];

describe("a log of lines becomes records", () => {
  test.each([
    ["auditd", [AUDIT], [{ ts: 1773046800.123, message: AUDIT }]],
    ["auditd of another node", [`node=web-1 ${AUDIT}`], [{ ts: 1773046800.123, hostname: "web-1", message: `node=web-1 ${AUDIT}` }]],
    [
      "syslog with its priority",
      ["<38>Mar  9 09:00:00 web-1 sshd[4711]: error: x", "<38>Mar  9 09:00:01 web-1 cron: (root) REPLACE"],
      [
        {
          timestamp: "Mar  9 09:00:00",
          hostname: "web-1",
          program: "sshd",
          pid: "4711",
          facility: "4",
          priority: "38",
          message: "error: x",
        },
        { timestamp: "Mar  9 09:00:01", hostname: "web-1", program: "cron", facility: "4", priority: "38", message: "(root) REPLACE" },
      ],
    ],
    [
      "syslog of today",
      ['<165>1 2026-03-09T09:00:00.003Z web-1 app 8 ID47 [x@1 a="\\]"] hello'],
      [
        {
          timestamp: "2026-03-09T09:00:00.003Z",
          hostname: "web-1",
          program: "app",
          pid: "8",
          facility: "20",
          priority: "165",
          message: "hello",
        },
      ],
    ],
    [
      "a file of rsyslog's with a line of nobody's",
      ["2026-03-09T09:00:00.1+01:00 h kernel: a", "2026-03-09T09:00:00.2+01:00 h su[7]: b", "  continued"],
      [
        { timestamp: "2026-03-09T09:00:00.1+01:00", hostname: "h", program: "kernel", message: "a" },
        { timestamp: "2026-03-09T09:00:00.2+01:00", hostname: "h", program: "su", pid: "7", message: "b" },
        { message: "  continued" },
      ],
    ],
    [
      "a web server's access log",
      [ACCESS],
      [
        {
          timestamp: "2026-03-09T09:00:00+0100",
          remote_addr: "203.0.113.9",
          remote_user: "ann",
          request: "GET /a?x=%24{jndi:ldap} HTTP/1.1",
          request_method: "GET",
          request_uri: "/a?x=%24{jndi:ldap}",
          status: 404,
          body_bytes_sent: 12,
          http_referer: "-",
          http_user_agent: 'curl "8"',
          message: ACCESS,
        },
      ],
    ],
    [
      "Zeek's columns",
      ZEEK,
      [
        { _path: "dns", ts: 1773046800.5, uid: "C1", "id.resp_p": 53, query: "x.onion", answers: ["1.2.3.4", "5.6.7.8"], rejected: false },
        { _path: "dns", ts: 1773046801.5, uid: "C2", "id.resp_p": 53, answers: [], rejected: true },
      ],
    ],
    [
      "IIS",
      IIS,
      [
        {
          timestamp: "2026-03-09T09:00:00Z",
          date: "2026-03-09",
          time: "09:00:00",
          "cs-method": "POST",
          "cs-uri-stem": "/x.aspx",
          "cs-uri-query": "a=1",
          "sc-status": "200",
        },
      ],
    ],
  ])("%s", async (_, lines, bodies) => {
    for (const end of ["\n", "\r\n"]) {
      const text = lines.join(end) + end;
      const whole = await collect(text);
      expect([whole.faults, whole.bodies]).toEqual([[], bodies]);
      const pieces = await collect(slowSource(Buffer.from(text), 7));
      expect(pieces.items).toEqual(whole.items);
    }
  });

  test("a line says where it stands", async () => {
    const { records } = await collect(`\n${AUDIT}\n\n${AUDIT}`);
    expect(records.map(({ position }) => [position.record, position.offset])).toEqual([
      [2, 1],
      [4, AUDIT.length + 3],
    ]);
  });

  test("a line that is too long costs itself, however it arrives", async () => {
    const long = `${AUDIT}${"x".repeat(5_000)}`;
    const text = `${AUDIT}\n${long}\n${AUDIT}\n`;
    for (const source of [bufferSource(Buffer.from(text)), slowSource(Buffer.from(text), 100)]) {
      const { codes, records } = await collect(source, { limits: { recordBytes: 1_000 } });
      expect([codes, records.map(({ position }) => position.record)]).toEqual([["record-too-large"], [1, 3]]);
    }
  });

  test("bytes that are not UTF-8 are said, and the line is kept", async () => {
    const { codes, bodies } = await collect(Buffer.concat([Buffer.from(`${AUDIT} key="`), Buffer.from([0xff]), Buffer.from('"\n')]));
    expect([codes, bodies.length]).toEqual([["invalid-utf8"], 1]);
  });

  test.each([
    ["a"],
    ["a "],
    ['"a" '],
    ['"'],
    ["[a] "],
    ["<1>"],
    ["\\"],
    ["-"],
    ["09/Mar/2026:09:00:00 +0100] "],
    ["date=2026-03-09 time=09:00:00 "],
  ])("a line of nothing but %j is read at once", async (seed) => {
    const began = process.cpuUsage().user;
    const starts = [
      AUDIT,
      ACCESS,
      "<38>1 2026-03-09T09:00:00Z h p - - -",
      "Mar  9 09:00:00 h p: x",
      ZEEK.slice(0, 8).join("\n"),
      IIS.join("\n"),
    ];
    for (const start of starts) {
      const lines = ["", start, "<38>1 a b c d e [", "Mar  9 09:00:00 "].map((begin) => begin + seed.repeat(200_000 / seed.length));
      const { records } = await collect(`${start}\n${start}\n${start}\n${start}\n${start}\n${start}\n${lines.join("\n")}\n`);
      expect(records.length).toBeGreaterThan(4);
    }
    expect((process.cpuUsage().user - began) / 1_000).toBeLessThan(4_000);
  });

  test.each([["Dear Ann,\nI was in Paris on Mar  9 09:00:00 and it rained.\n"], ["# a list\n# of words\none\ntwo\n"]])(
    "prose is no log: %j",
    async (text) => {
      expect((await collect(text)).codes).toEqual(["unknown-format"]);
    },
  );
});
