import "server-only";
import type pg from "pg";
import type { EpochMicros } from "#core/event/event";
import type { FieldValue } from "#core/event/value";
import type { HitPlace, HitSpan, PartRef, StoredHit } from "./types.ts";

interface HitRow {
  readonly nth: string;
  readonly at: string;
  readonly event_id: string;
  readonly host_id: number;
  readonly scan: number;
  readonly order: string;
  readonly values: readonly FieldValue[];
  readonly silenced_by: readonly string[] | null;
  readonly is_filled: boolean;
}

/** The hits of each span, in the order of the spans. At most `most` of each, the newest; `isCut` says where there were more. */
export async function readHits(
  client: pg.PoolClient,
  spans: readonly HitSpan[],
  most: number,
): Promise<readonly { readonly hits: readonly StoredHit[]; readonly isCut: boolean }[]> {
  const found = spans.map((): StoredHit[] => []);
  if (spans.length === 0) return [];
  const { rows } = await client.query<HitRow>(
    `SELECT k.nth, h.at, h.event_id, h.host_id, h.scan, h."order", h."values", h.silenced_by, h.is_filled
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS k(plan_id, key, from_at, to_at, nth)
     CROSS JOIN LATERAL (SELECT * FROM hit WHERE hit.plan_id = k.plan_id AND hit.key = k.key AND hit.at BETWEEN k.from_at AND k.to_at
                         ORDER BY hit.at DESC LIMIT $5) h`,
    [...keyColumns(spans), spans.map(({ from }) => clamped(from)), spans.map(({ to }) => clamped(to)), most + 1],
  );
  for (const row of rows) {
    const span = spans[Number(row.nth) - 1];
    if (!span) continue;
    found[Number(row.nth) - 1]?.push({
      planId: span.planId,
      key: span.key,
      at: Number(row.at),
      eventId: row.event_id,
      hostId: row.host_id,
      scan: row.scan,
      order: Number(row.order),
      values: row.values,
      silencedBy: row.silenced_by ?? [],
      isFilled: row.is_filled,
    });
  }
  return found.map((hits) => ({ hits: hits.slice(0, most), isCut: hits.length > most }));
}

export interface BurstQuestion extends PartRef {
  readonly first: EpochMicros;
  readonly last: EpochMicros;
  /** Microseconds without a hit that end a burst. */
  readonly gap: number;
  /** Whether its beginning is asked for; otherwise it begins with `first`. */
  readonly looksBack: boolean;
}

/** From the last gap before `first` to the first gap after `last`: the moments of the hits at both ends, or what was given. */
export async function findBursts(client: pg.PoolClient, questions: readonly BurstQuestion[]): Promise<readonly HitSpan[]> {
  if (questions.length === 0) return [];
  const { rows } = await client.query<{ nth: string; from_at: string | null; to_at: string | null }>(
    `SELECT k.nth, b.at AS from_at, a.at AS to_at
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[]) WITH ORDINALITY
       AS k(plan_id, key, first, last, gap, looks_back, nth)
     LEFT JOIN LATERAL (
       SELECT s.at FROM (SELECT h.at, lead(h.at) OVER (ORDER BY h.at DESC) AS next FROM hit h
                         WHERE k.looks_back AND h.plan_id = k.plan_id AND h.key = k.key AND h.at <= k.first) s
       WHERE s.next IS NULL OR s.at - s.next > k.gap ORDER BY s.at DESC LIMIT 1) b ON true
     LEFT JOIN LATERAL (
       SELECT s.at FROM (SELECT h.at, lead(h.at) OVER (ORDER BY h.at) AS next FROM hit h
                         WHERE h.plan_id = k.plan_id AND h.key = k.key AND h.at >= k.last) s
       WHERE s.next IS NULL OR s.next - s.at > k.gap ORDER BY s.at LIMIT 1) a ON true`,
    [
      ...keyColumns(questions),
      questions.map(({ first }) => clamped(first)),
      questions.map(({ last }) => clamped(last)),
      questions.map(({ gap }) => clamped(gap)),
      questions.map(({ looksBack }) => looksBack),
    ],
  );
  const spans = questions.map(({ planId, key, first, last }) => ({ planId, key, from: first, to: last }));
  for (const { nth, from_at, to_at } of rows) {
    const span = spans[Number(nth) - 1];
    if (!span) continue;
    if (from_at !== null) span.from = Math.min(span.from, Number(from_at));
    if (to_at !== null) span.to = Math.max(span.to, Number(to_at));
  }
  return spans;
}

/** From the last hit before `first` to the first one after `last`, or what was given where there is none. */
export async function findNeighbours(
  client: pg.PoolClient,
  asked: readonly (PartRef & { readonly first: EpochMicros; readonly last: EpochMicros })[],
): Promise<readonly HitSpan[]> {
  if (asked.length === 0) return [];
  const { rows } = await client.query<{ nth: string; from_at: string | null; to_at: string | null }>(
    `SELECT k.nth, b.at AS from_at, a.at AS to_at
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS k(plan_id, key, first, last, nth)
     LEFT JOIN LATERAL (SELECT h.at FROM hit h WHERE h.plan_id = k.plan_id AND h.key = k.key AND h.at < k.first
                        ORDER BY h.at DESC LIMIT 1) b ON true
     LEFT JOIN LATERAL (SELECT h.at FROM hit h WHERE h.plan_id = k.plan_id AND h.key = k.key AND h.at > k.last
                        ORDER BY h.at LIMIT 1) a ON true`,
    [...keyColumns(asked), asked.map(({ first }) => clamped(first)), asked.map(({ last }) => clamped(last))],
  );
  return rows.flatMap(({ nth, from_at, to_at }) => {
    const part = asked[Number(nth) - 1];
    if (!part) return [];
    const { planId, key, first, last } = part;
    return [{ planId, key, from: from_at === null ? first : Number(from_at), to: to_at === null ? last : Number(to_at) }];
  });
}

export function keyColumns(parts: readonly PartRef[]): readonly [readonly number[], readonly string[]] {
  return [parts.map(({ planId }) => planId), parts.map(({ key }) => key)];
}

/** Nearly the end of bigint. Not that of exact doubles: clocks that are off by centuries (from 1684 back, from 2255 on) lie beyond it. */
const ENDLESS = 9_200_000_000_000_000_000;

/** What a bigint column holds; spans may be endless. */
export function clamped(micros: number): number {
  return Math.min(ENDLESS, Math.max(-ENDLESS, Math.round(micros)));
}

export function comparePlaces(a: HitPlace, b: HitPlace): number {
  return a.at - b.at || a.order - b.order || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}
