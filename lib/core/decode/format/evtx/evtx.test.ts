import { describe, expect, test } from "vitest";
import { CHUNK_SIZE } from "./chunk-header.ts";
import type { ElementMarkup, Markup, ValueBytes } from "./testing/binxml-writer.ts";
import { buildEvtx, eventRecord, int16, int32, int64, textValue, utf16 } from "./testing/build-evtx.ts";
import { collect } from "./testing/collect.ts";

const inEvent = (...content: Markup[]): Markup => ({ element: "Event", content });
const body = async (...event: Markup[]) => {
  const { records, faults } = await collect(buildEvtx({ chunks: [[{ id: 7, event }]] }));
  expect(faults).toEqual([]);
  return records[0]?.body;
};
const template = (definition: readonly Markup[], ...values: ValueBytes[]): Markup => ({ template: "t", definition, values });
const data = (name: string | null, ...content: Markup[]): ElementMarkup => ({
  element: "Data",
  content,
  ...(name === null ? {} : { attributes: [["Name", [name]]] as const }),
});

test("a record has the shape, position and members that record.ts promises", async () => {
  const file = buildEvtx({ chunks: [[eventRecord(41, [["Image", textValue("C:\\a.exe")]]), eventRecord(42, [["Image", textValue("")]])]] });
  const { records, faults } = await collect(file);
  expect(faults).toEqual([]);
  expect(records.map(({ position }) => position.record)).toEqual([41, 42]);
  expect(records[0]).toEqual({
    position: { file: "test.evtx", record: 41, offset: 4096 + 512 },
    shape: "windows-event",
    body: { System: { Provider: { Name: "Test" }, EventID: "1", EventRecordID: "41" }, EventData: { Image: "C:\\a.exe" } },
  });
  expect(records[1]?.body).toMatchObject({ EventData: { Image: "" } });
});

test.each([1, 7, 4096, 65_537])("pieces of %d bytes give the same as the whole file", async (piece) => {
  const chunks = [1, 2, 3].map((chunk) => [1, 2].map((id) => eventRecord(chunk * 10 + id, [["A", textValue(`v${id}`)]])));
  const file = buildEvtx({ chunks, minorVersion: 2 });
  const { records, faults } = await collect(file, {}, piece);
  expect(faults).toEqual([]);
  expect(records.map(({ position }) => position.record)).toEqual([11, 12, 21, 22, 31, 32]);
});

describe("System", () => {
  test("elements of attributes are objects, EventID's Qualifiers stand beside it, absent optional attributes are left out", async () => {
    const system: Markup = {
      element: "System",
      content: [
        {
          element: "Provider",
          attributes: [
            ["Name", ["P"]],
            ["Guid", [{ substitution: 0 }]],
            ["EventSourceName", ["S"]],
          ],
        },
        { element: "EventID", attributes: [["Qualifiers", [{ substitution: 1, optional: true }]]], content: ["1102"] },
        { element: "TimeCreated", attributes: [["SystemTime", [{ substitution: 2 }]]] },
        { element: "Correlation", attributes: [["ActivityID", [{ substitution: 3, optional: true }]]] },
        { element: "Security", attributes: [["UserID", [{ substitution: 3, optional: true }]]] },
        { element: "Computer" },
      ],
    };
    const values = [
      { type: 0x0f, bytes: Buffer.alloc(16, 0x11) },
      { type: 0x06, bytes: int16(16_384) },
      { type: 0x11, bytes: int64(132_028_039_204_829_823n) },
      { type: 0x00, bytes: Buffer.alloc(0) },
    ];
    expect(await body(template([inEvent(system)], ...values))).toEqual({
      System: {
        Provider: { Name: "P", Guid: "{11111111-1111-1111-1111-111111111111}", EventSourceName: "S" },
        EventID: "1102",
        Qualifiers: "16384",
        TimeCreated: { SystemTime: "2019-05-20T05:32:00.4829823Z" },
        Correlation: {},
        Security: {},
        Computer: "",
      },
    });
  });
});

describe("EventData and UserData", () => {
  test.each<[what: string, content: readonly Markup[], eventData: object]>([
    ["names that come again are a list", [data("A", "1"), data("A", "2"), data("A", "3")], { A: ["1", "2", "3"] }],
    ["unnamed data are a list, even alone", [data(null, "x")], { Data: ["x"] }],
    ["unnamed data keep their order and empties", [data(null, "x"), data(null), data(null, "y")], { Data: ["x", "", "y"] }],
    ["a Data named Data joins the unnamed", [data(null, "x"), data("Data", "n")], { Data: ["n", "x"] }],
    ["other children stand by their name", [{ element: "Binary", content: ["00FF"] }], { Binary: "00FF" }],
    ["names may hold blanks and dots", [data("Threat Name", "x"), data("a.b", "y")], { "Threat Name": "x", "a.b": "y" }],
    ["lines and blanks stay as they are", [data("L", " a\r\n\t\tb\n ")], { L: " a\r\n\t\tb\n " }],
    ["pieces of text are joined", [data("A", "a", { cdata: "<b>" }, { charReference: 0x41 }, { entity: "amp" }, "c")], { A: "a<b>A&c" }],
    ["an entity nobody knows stays as written", [data("A", { entity: "bomb" })], { A: "&bomb;" }],
    ["processing instructions are no data", [data("A", { instruction: ["x", "y"] }, "v")], { A: "v" }],
    ["no data at all", [], {}],
  ])("%s", async (_, content, eventData) => {
    expect(await body(inEvent({ element: "EventData", content }))).toEqual({ EventData: eventData });
  });

  test("a name from the file cannot reach an object's prototype", async () => {
    const result = JSON.stringify(
      await body(inEvent({ element: "EventData", content: [data("__proto__", "x"), data("constructor", "y")] })),
    );
    expect(result).toBe('{"EventData":{"__proto__":"x","constructor":"y"}}');
  });

  test("an attribute of EventData is kept apart from the fields", async () => {
    const eventData: Markup = { element: "EventData", attributes: [["Name", ["TaskDisabled"]]], content: [data("Name", "n")] };
    expect(await body(inEvent(eventData))).toEqual({ EventData: { "@Name": "TaskDisabled", Name: "n" } });
  });

  test("UserData nests by element name, repeated elements are lists, namespaces are dropped", async () => {
    const userData: Markup = {
      element: "UserData",
      content: [
        {
          element: "Op",
          attributes: [
            ["xmlns:a", ["urn:x"]],
            ["xmlns", ["urn:y"]],
            ["Id", ["5"]],
          ],
          content: [
            { element: "Item", content: ["1"] },
            { element: "Item", attributes: [["K", ["v"]]], content: ["2"] },
            { element: "Empty" },
            { element: "Deep", content: [{ element: "Er", content: ["3"] }] },
          ],
        },
      ],
    };
    const expected = { Op: { Id: "5", Item: ["1", { K: "v", "#text": "2" }], Empty: "", Deep: { Er: "3" } } };
    expect(await body(inEvent(userData))).toEqual({ UserData: expected });
  });

  test("other children of the event are kept", async () => {
    const rendering: Markup = {
      element: "RenderingInfo",
      attributes: [["Culture", ["en-US"]]],
      content: [{ element: "Level", content: ["Error"] }],
    };
    expect(await body(inEvent(rendering))).toEqual({ RenderingInfo: { Culture: "en-US", Level: "Error" } });
  });
});

describe("substitution", () => {
  const eventData = (...content: Markup[]): readonly Markup[] => [inEvent({ element: "EventData", content })];
  const nothing: ValueBytes = { type: 0x00, bytes: Buffer.alloc(0) };

  test("an array stands as one element for each of its members", async () => {
    const list: ValueBytes = { type: 0x81, bytes: utf16("a\0b\0") };
    expect(await body(template(eventData({ element: "Data", content: [{ substitution: 0 }] }), list))).toEqual({
      EventData: { Data: ["a", "b"] },
    });
  });

  test("a null is an empty text, and an element that depends on it is left out", async () => {
    const content = [
      data("Empty", { substitution: 0 }),
      { ...data("Gone", { substitution: 0 }), dependency: 0 },
      data("Missing", { substitution: 9 }),
    ];
    expect(await body(template(eventData(...content), nothing))).toEqual({ EventData: { Empty: "", Missing: "" } });
  });

  test("BinXML as a value puts its elements in place, templates included", async () => {
    const inner: Markup = { template: "inner", definition: [data("I", { substitution: 0 })], values: [textValue("deep")] };
    const nested: ValueBytes = { type: 0x21, bytes: [inner] };
    expect(await body(template(eventData(data("A", "1"), { substitution: 0 }), nested))).toEqual({ EventData: { A: "1", I: "deep" } });
  });

  test("a value after a boolean is not shifted: booleans are four bytes", async () => {
    const values = [{ type: 0x0d, bytes: int32(1) }, textValue("10.0.2.15"), { type: 0x06, bytes: int16(443) }];
    const content = ["Initiated", "SourceIp", "Port"].map((name, index) => data(name, { substitution: index }));
    expect(await body(template(eventData(...content), ...values))).toEqual({
      EventData: { Initiated: "true", SourceIp: "10.0.2.15", Port: "443" },
    });
  });

  test("a value of an unknown type is shown in hexadecimal, and a fault names the type", async () => {
    const event = [template(eventData(data("H", { substitution: 0 }), data("A", "kept")), { type: 0x22, bytes: int16(0xabcd) })];
    const { records, faults } = await collect(buildEvtx({ chunks: [[{ id: 7, event }]] }));
    expect(records[0]?.body).toEqual({ EventData: { H: "CDAB", A: "kept" } });
    expect(faults).toMatchObject([{ code: "bad-record", position: { record: 7, offset: 4608 }, detail: expect.stringContaining("0x22") }]);
  });
});

describe("limits", () => {
  const deep = (levels: number): Markup => (levels === 0 ? "x" : { element: "D", content: [deep(levels - 1)] });
  const two: readonly Markup[] = [{ substitution: 0 }, { substitution: 0 }];
  const doubled = (levels: number): Markup =>
    levels === 0 ? "x" : { template: "two", definition: two, values: [{ type: 0x21, bytes: [doubled(levels - 1)] }] };
  const big = textValue("y".repeat(20_000));

  test.each<[what: string, code: string, event: Markup]>([
    ["elements nest without end", "too-deep", inEvent(deep(500))],
    [
      "a value doubles at every level",
      "too-many-fields",
      { template: "e", definition: [inEvent(...two)], values: [{ type: 0x21, bytes: [doubled(14)] }] },
    ],
    ["a large value is repeated", "record-too-large", template([inEvent(...Array<Markup>(200).fill({ substitution: 0 }))], big)],
    ["there are too many elements", "too-many-fields", inEvent(...Array<Markup>(4_001).fill({ element: "a" }))],
    ["a template contains itself", "too-deep", { template: "r", definition: [{ template: "r", definition: [], values: [] }], values: [] }],
  ])("%s", async (_, code, event) => {
    const chunks = [[{ id: 1, event: [event] }, eventRecord(2, [["A", textValue("kept")]])]];
    const { records, faults } = await collect(buildEvtx({ chunks }));
    expect(faults).toMatchObject([{ code, position: { record: 1, offset: 4608 } }]);
    expect(records.map(({ position }) => position.record)).toEqual([2]);
  });

  test("all records of a chunk together are limited too", async () => {
    const definition = [inEvent(...Array<Markup>(90).fill({ substitution: 0 }))];
    const records = Array.from({ length: 200 }, (_, index) => ({
      id: index + 1,
      event: [template(definition, textValue("z".repeat(100)))],
    }));
    const result = await collect(buildEvtx({ chunks: [records] }), { recordBytes: 10_000 });
    expect(result.records).toHaveLength(55);
    expect(new Set(result.faults.map(({ code }) => code))).toEqual(new Set(["record-too-large"]));
  });
});

test("an aborted signal stops the reading between chunks and closes the source", async () => {
  const file = buildEvtx({ chunks: [[eventRecord(1, [])], [eventRecord(2, [])]] });
  const { decodeEvtx } = await import("./evtx.ts");
  const { DECODE_LIMITS } = await import("../../source.ts");
  const controller = new AbortController();
  let isClosed = false;
  async function* source() {
    try {
      for (let at = 0; at < file.length; at += CHUNK_SIZE) yield file.subarray(at, at + CHUNK_SIZE);
    } finally {
      isClosed = true;
    }
  }
  const seen: number[] = [];
  const read = async () => {
    for await (const item of decodeEvtx(source(), { file: "f", limits: DECODE_LIMITS, signal: controller.signal })) {
      seen.push(item.position.record);
      controller.abort();
    }
  };
  await expect(read()).rejects.toThrow("aborted");
  expect({ seen, isClosed }).toEqual({ seen: [1], isClosed: true });
});
