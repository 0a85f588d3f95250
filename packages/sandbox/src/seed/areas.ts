// The places in which generated trips begin and end: zip codes of New York and around. Data only.

export interface Area {
  readonly name: string;
  /** Share of pickups, and share of drop-offs, out of 1000. */
  readonly pickups: number;
  readonly dropoffs: number;
  /** Zip codes, busiest first. */
  readonly zips: readonly number[];
}

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, step) => first + step);

/** 206 zip codes in all. Nothing begins in Brooklyn: its codes lie between those of Queens and would show up under its filter. */
export const AREAS: readonly Area[] = [
  {
    name: 'Manhattan',
    pickups: 868,
    dropoffs: 822,
    zips: [
      10001, 10003, 10011, 10019, 10022, 10016, 10036, 10023, 10021, 10028, 10014, 10012, 10002, 10009, 10010, 10013,
      10017, 10018, 10024, 10025, 10065, 10128, 10029, 10075, 10004, 10005, 10006, 10007, 10038, 10020, 10026, 10027,
      10030, 10031, 10032, 10033, 10034, 10035, 10037, 10039, 10040, 10044, 10069, 10280, 10282, 10110, 10111, 10112,
      10103, 10119, 10152, 10153, 10154, 10162, 10165, 10167, 10168, 10169, 10170, 10171, 10172, 10173, 10174, 10177,
      10199, 10271, 10278, 10279,
    ],
  },
  {
    name: 'Queens',
    pickups: 104,
    dropoffs: 78,
    zips: [
      11371,
      11430,
      11101,
      11103,
      11377,
      11372,
      11106,
      11102,
      11373,
      11375,
      11105,
      11104,
      11109,
      11004,
      11005,
      11354,
      11355,
      ...from(11356, 15),
      11374,
      11378,
      11379,
      11385,
      11411,
      11412,
      11413,
      11414,
      11415,
      11416,
      11417,
      11418,
      11419,
      11420,
      11421,
      11422,
      11423,
      11426,
      11427,
      11428,
      11429,
      11432,
      11433,
      11434,
      11435,
      11436,
      11691,
      11692,
      11693,
      11694,
      11697,
    ],
  },
  {
    name: 'Brooklyn',
    pickups: 0,
    dropoffs: 62,
    zips: [11201, 11211, 11215, ...from(11203, 8), ...from(11212, 3), ...from(11216, 24)],
  },
  { name: 'Westchester', pickups: 0, dropoffs: 4, zips: [10701, 10704, 10705, 10550, 10801, 10803] },
  { name: 'Bronx', pickups: 20, dropoffs: 20, zips: from(10451, 25) },
  { name: 'New Jersey', pickups: 8, dropoffs: 14, zips: [7114, 7302, 7030, 7087, 7310, 7002] },
];
