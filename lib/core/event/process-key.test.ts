import { expect, test } from "vitest";
import { decodeEndpointEntity, defenderKey, sysmonGuidStart, sysmonKey } from "./process-key.ts";
import { formatTimestamp } from "./timestamp.ts";

test.each([
  ["{b669e388-4a98-5ee0-1704-000000000300}", "sysmon:b669e388-4a98-5ee0-1704-000000000300"],
  ["{B669E388-4A98-5EE0-1704-000000000300}", "sysmon:b669e388-4a98-5ee0-1704-000000000300"],
  ["B669E388-4A98-5EE0-1704-000000000300", "sysmon:b669e388-4a98-5ee0-1704-000000000300"],
  ["{00000000-0000-0000-0000-000000000000}", undefined],
  ["-", undefined],
  ["", undefined],
])("the key of %s is %s", (guid, key) => {
  expect(sysmonKey(guid)).toBe(key);
});

test("a ProcessGuid holds the second its process started", () => {
  const start = sysmonGuidStart("{b669e388-4a98-5ee0-1704-000000000300}");
  expect(start && formatTimestamp(start)).toBe("2020-06-10T02:51:04.000Z");
  expect(sysmonGuidStart("{91b7584a-0001-0000-c386-414c1027c4d1}")).toBeUndefined();
  expect(sysmonGuidStart("not a guid")).toBeUndefined();
});

const AGENT = "4c9c9cb3-f80f-44d8-9c89-6168243b7f21";

test.each([
  ["Windows, nanoseconds not padded", `${AGENT}-600-13293549110.76582700`, 600, "2022-04-04T12:31:50.076582Z"],
  ["Windows, nine digits", `${AGENT}-600-13293549110.468222700`, 600, "2022-04-04T12:31:50.468222Z"],
  ["Linux counts from 1970", `${AGENT}-7-1649075910.5`, 7, "2022-04-04T12:38:30.000Z"],
])("an Endpoint entity id tells pid and start: %s", (_, plain, pid, start) => {
  const decoded = decodeEndpointEntity(btoa(plain));
  expect(decoded && { ...decoded, start: formatTimestamp(decoded.start) }).toEqual({ agentId: AGENT, pid, start });
});

test.each(["", "91b7584a-d8f1-cd61-c386-414c1027c4d1", "%%%%", btoa("nothing of the kind"), btoa(`${AGENT}-x-1.2`)])(
  "%j is no Endpoint entity id",
  (id) => {
    expect(decodeEndpointEntity(id)).toBeUndefined();
  },
);

test("a Defender key does not depend on how the creation time is spelt", () => {
  const key = defenderKey("ABC", 4863, "2026-03-09T09:00:00.0000000Z");
  expect(key).toBe("mde:abc:4863:17730468000000000");
  expect(defenderKey("abc", 4863, "2026-03-09T09:00:00Z")).toBe(key);
  expect(defenderKey("abc", 4863, "")).toBeUndefined();
});
