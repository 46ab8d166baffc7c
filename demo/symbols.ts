/** The symbols of the demo's two brokers: what differs between them, and what a slave has to cope with. */

/** Which broker. */
export type DemoBroker = 'oanda' | 'fxcm';

/** One symbol at one broker. */
export interface DemoSymbol {
  readonly symbol: string;
  /** Whose recorded prices it shows. */
  readonly recording: 'EURUSD' | 'XAUUSD';
  readonly digits: number;
  /** Lots. */
  readonly volumeMin: string;
  /** Lots. */
  readonly volumeStep: string;
}

/** At the master's broker alone: gold once more, under a name that the other broker does not have. */
export const ONLY_AT_OANDA = 'XAUUSD.m';

const HUNDREDTHS = { volumeMin: '0.01', volumeStep: '0.01' };

/** By broker; FXCM has names with and without its suffix, so that slaves there translate either way. */
export const DEMO_SYMBOLS: Readonly<Record<DemoBroker, readonly DemoSymbol[]>> = {
  oanda: [
    { symbol: 'EURUSD', recording: 'EURUSD', digits: 5, ...HUNDREDTHS },
    { symbol: 'XAUUSD', recording: 'XAUUSD', digits: 3, ...HUNDREDTHS },
    { symbol: ONLY_AT_OANDA, recording: 'XAUUSD', digits: 3, ...HUNDREDTHS },
  ],
  fxcm: [
    // Tenths of a lot: most volumes must be rounded down, and small ones are too small.
    { symbol: 'EURUSD.c', recording: 'EURUSD', digits: 5, volumeMin: '0.1', volumeStep: '0.1' },
    { symbol: 'GOLD', recording: 'XAUUSD', digits: 2, ...HUNDREDTHS },
    { symbol: 'EURUSD', recording: 'EURUSD', digits: 5, ...HUNDREDTHS },
    { symbol: 'XAUUSD', recording: 'XAUUSD', digits: 2, ...HUNDREDTHS },
  ],
};
