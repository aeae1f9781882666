import type { EpochMicros } from "#core/event/event";
import { formatTimestamp } from "#core/event/timestamp";

type Data = readonly (readonly [name: string, value: string])[];

const NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event";

/** `<EventData>` as the event log renders it. */
export function eventDataXml(data: Data): string {
  const items = data.map(([name, value]) => `<Data Name="${escaped(name)}">${escaped(value)}</Data>`).join("");
  return `<EventData xmlns="${NAMESPACE}">${items}</EventData>`;
}

/** The same in the envelope that the Event table puts around it. */
export function dataItemXml(data: Data, at: EpochMicros): string {
  return `<DataItem type="System.XmlData" time="${formatTimestamp(at)}" sourceHealthServiceId="">${eventDataXml(data)}</DataItem>`;
}

/** The values alone, in their order. */
export function parameterXml(data: Data): string {
  return data.map(([, value]) => `<Param>${escaped(value)}</Param>`).join("");
}

const ENTITIES: { readonly [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
