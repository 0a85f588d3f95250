// The public entry for people who test against the gateway or write a store of their own.
export { storeSuite, type StoreSuiteOptions } from './store-suite.ts';
export { movableClock, repeatableRandom, type MovableClock } from './fixed-world.ts';
