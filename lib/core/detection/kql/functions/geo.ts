import { type FunctionTable, fn, num } from "./signature.ts";

const RADIUS = 6_371_010;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

function isPlace(longitude: number, latitude: number): boolean {
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
}

/** Metres along the great circle of a sphere with the earth's mean radius; undefined for what is no place. */
function distance(lon1: number, lat1: number, lon2: number, lat2: number): number | undefined {
  if (!isPlace(lon1, lat1) || !isPlace(lon2, lat2)) return undefined;
  const half =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}

const BASE32 = "0123456789bcdefghjkmnpqrstuvwxyz";

function geohash(longitude: number, latitude: number, length: number): string {
  if (!isPlace(longitude, latitude) || !(length >= 1 && length <= 18)) return "";
  const ranges = [
    { low: -180, high: 180, value: longitude },
    { low: -90, high: 90, value: latitude },
  ];
  let text = "";
  let bits = 0;
  for (let i = 0; i < length * 5; i++) {
    const range = ranges[i % 2];
    if (!range) continue;
    const middle = (range.low + range.high) / 2;
    const isHigh = range.value >= middle;
    if (isHigh) range.low = middle;
    else range.high = middle;
    bits = bits * 2 + (isHigh ? 1 : 0);
    if (i % 5 === 4) {
      text += BASE32[bits] ?? "";
      bits = 0;
    }
  }
  return text;
}

/** Of the geospatial functions those that hunting queries use. https://learn.microsoft.com/kusto/query/geospatial-grid-systems */
export const GEO_FUNCTIONS: FunctionTable = {
  geo_distance_2points: fn(
    "real real real real",
    "real",
    ([lon1, lat1, lon2, lat2]) => distance(num(lon1), num(lat1), num(lon2), num(lat2)) ?? null,
  ),
  geo_point_in_circle: fn("real real real real real", "bool", ([lon, lat, centerLon, centerLat, radius]) => {
    const apart = distance(num(lon), num(lat), num(centerLon), num(centerLat));
    return apart === undefined || !(num(radius) >= 0) ? null : apart <= num(radius);
  }),
  geo_point_to_geohash: fn(
    "real real long?",
    "string",
    ([lon, lat, accuracy]) => (accuracy === null ? "" : geohash(num(lon), num(lat), accuracy === undefined ? 5 : num(accuracy))),
    { seesNull: true },
  ),
};
