/** What the lines of a scenario say. */

/** What is done. Times in ms, stops in points from the price, 0 for none. */
export type Instruction =
  | { readonly type: 'setting'; readonly name: string; readonly value: string }
  | { readonly type: 'pass'; readonly ms: number }
  | {
      readonly type: 'open';
      readonly who: Trader;
      readonly side: 'BUY' | 'SELL';
      readonly volume: string;
    }
  | {
      readonly type: 'close';
      readonly who: Trader;
      readonly position: number;
      readonly volume: string | null;
    }
  | {
      readonly type: 'stops';
      readonly who: Trader;
      readonly position: number;
      readonly sl: number;
      readonly tp: number;
    }
  | { readonly type: 'price'; readonly points: number }
  | { readonly type: 'operator'; readonly order: 'pause' | 'resume' | 'flatten' }
  | {
      readonly type: 'crash';
      readonly who: Trader;
      readonly what: 'node' | 'terminal';
      readonly step: number;
      readonly forMs: number;
    }
  | {
      readonly type: 'outage';
      readonly of: 'database' | 'bus' | 'link' | 'market';
      readonly forMs: number;
    }
  | { readonly type: 'unsynchronised'; readonly who: Trader; readonly forMs: number }
  | { readonly type: 'broker'; readonly how: BrokerFault; readonly on: Operation };

/** What has to become true. */
export type Expectation =
  | { readonly type: 'holds'; readonly positions: readonly string[] }
  | {
      readonly type: 'copy';
      readonly position: number;
      readonly status: string;
      readonly code: string | null;
    }
  | { readonly type: 'agree' }
  | { readonly type: 'quiet'; readonly forMs: number }
  | { readonly type: 'opened'; readonly times: number };

/** Whose account. */
export type Trader = 'master' | 'second master' | 'slave';
/** What the broker is asked for. */
export type Operation = 'open' | 'close' | 'partial-close' | 'modify-position';

/** What the slave's broker, or the one that is named, does to one request. */
export type BrokerFault =
  | { readonly type: 'split-fill'; readonly of: Trader }
  | { readonly type: 'refuse' | 'answer'; readonly retcode: number }
  | { readonly type: 'lose-reply' | 'requote' }
  | { readonly type: 'late-execution'; readonly ms: number };

/** One line. */
export type Line =
  | { readonly kind: 'I'; readonly text: string; readonly instruction: Instruction }
  | {
      readonly kind: 'E';
      readonly text: string;
      readonly expectation: Expectation;
      readonly withinMs: number;
    };
