/** Ticks for the tests of the feed. */
import type { Tick } from '../../../simulator/feed/recording.ts';

/** 2014-05-02 12:29:20 UTC. */
export const T0 = 1_399_033_760_000;

/** EURUSD at T0, T0 + 100 (crossed) and T0 + 5,000. */
export const TICKS: readonly Tick[] = [
  { timeMsc: T0, bid: '1.38600', ask: '1.38610' },
  { timeMsc: T0 + 100, bid: '1.38622', ask: '1.38620' },
  { timeMsc: T0 + 5_000, bid: '1.38700', ask: '1.38712' },
];
