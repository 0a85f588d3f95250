// Makes the sandbox's taxi trips: generated, the same every time, plausible rather than true. Knows no database.
import { AREAS } from './areas.ts';

/** One trip. Times are milliseconds since 1970, UTC; distance in miles; fare in dollars. */
export interface Trip {
  readonly pickedUpAt: number;
  readonly droppedOffAt: number;
  readonly distance: number;
  readonly fare: number;
  readonly pickupZip: number;
  readonly dropoffZip: number;
}

/** As many as the vendor's `samples.nyctaxi.trips` has. */
export const TRIP_COUNT = 21_932;

const FIRST_DAY = Date.UTC(2016, 0, 1);
const DAYS = 60;
const DAY_MS = 86_400_000;

/** Trips per hour of the day, as weights. */
const HOURS = [38, 27, 19, 13, 10, 10, 22, 38, 47, 48, 46, 47, 50, 49, 51, 49, 43, 52, 62, 64, 60, 58, 56, 49];

/** Trips per day of the week, Sunday first, as weights. */
const WEEKDAYS = [84, 86, 95, 99, 104, 117, 115];
const WEATHER = createRandom(20_160_123);
/** No two weeks are alike: a day may have up to a tenth more or less than its weekday promises. */
const DAY_WEIGHTS = Array.from({ length: DAYS }, (_, day) => {
  const weekday = new Date(FIRST_DAY + day * DAY_MS).getUTCDay();
  return (WEEKDAYS[weekday] ?? 0) * (0.9 + 0.2 * WEATHER());
});

/** Yields 21,932 trips between 2016-01-01 and 2016-02-29, in the order of their pickups' days. */
export function* generateTrips(): Generator<Trip> {
  const random = createRandom(20_160_101);
  for (let index = 0; index < TRIP_COUNT; index += 1) {
    const day = weighted(DAY_WEIGHTS, index / TRIP_COUNT);
    const hour = weighted(HOURS, random());
    const pickedUpAt = FIRST_DAY + day * DAY_MS + hour * 3_600_000 + Math.floor(random() * 3600) * 1000;
    const distance = distanceOf(random);
    const fare = fareOf(distance, random);
    const minutes = 2 + (distance / (7 + 12 * random() + distance / 2)) * 60;
    yield {
      pickedUpAt,
      droppedOffAt: pickedUpAt + Math.round(minutes * 60) * 1000,
      distance,
      fare,
      pickupZip: zipOf('pickups', random),
      dropoffZip: zipOf('dropoffs', random),
    };
  }
}

/** Mostly one to three miles, now and then far; up to 30.6 miles. */
function distanceOf(random: () => number): number {
  const miles = -1.5 * Math.log(1 - random()) + 0.3 + (random() < 0.06 ? 6 + 14 * random() : 0);
  return round(Math.min(miles, 30.6));
}

/** The meter, some flat fares, and one refund in a thousand. */
function fareOf(distance: number, random: () => number): number {
  const kind = random();
  if (kind < 0.001) return -round(2.5 + 5 * random());
  if (kind > 0.9995) return round(120 + 150 * random());
  return Math.round((2.5 + distance * (2.4 + random())) * 2) / 2;
}

function zipOf(share: 'pickups' | 'dropoffs', random: () => number): number {
  const area =
    AREAS[
      weighted(
        AREAS.map((known) => known[share]),
        random(),
      )
    ];
  // Squaring favours the front of the list, where the busy zip codes are.
  return area?.zips[Math.floor(random() ** 2 * area.zips.length)] ?? 10001;
}

/** Index into `weights`, for `at` between 0 and 1. */
function weighted(weights: readonly number[], at: number): number {
  let left = at * weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(
    0,
    weights.findIndex((weight) => (left -= weight) < 0),
  );
}

/** The generator mulberry32: small and the same on every machine. Not for secrets. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
