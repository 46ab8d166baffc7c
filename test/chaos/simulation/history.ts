/**
 * What happens in one simulation: its settings, and deeds of the master, of people, of the market and
 * of fate in the order of time. Plain data, so that it can be kept, shown and shortened.
 */
import type { Operation } from '../../../simulator/broker/broker-faults.ts';
import type { SecondMaster } from './second-master.ts';
import type { SlaveEdit } from './slave-account.ts';
import type { ReadTrouble } from './terminal-reports.ts';

/** Who can die. */
export type Victim = 'slave-node' | 'master-node' | 'slave-terminal' | 'master-terminal';

/** How a fault of the slave's broker, or of the one that is named, shows. */
export type Mischief =
  /** Refused on arrival. */
  | { readonly type: 'refuse'; readonly retcode: number }
  /** Rejected after it was accepted. */
  | { readonly type: 'reject'; readonly retcode: number }
  /** Executed, but answered with this. */
  | { readonly type: 'answer'; readonly retcode: number }
  | { readonly type: 'requote' }
  | { readonly type: 'lose-reply' }
  | { readonly type: 'partial-fill' }
  /** Filled by two deals, the second with the next tick. */
  | { readonly type: 'split-fill'; readonly of: 'master' | 'slave' }
  | { readonly type: 'late-execution'; readonly ms: number }
  | { readonly type: 'late-reply'; readonly ms: number }
  | { readonly type: 'slip'; readonly points: number };

/** What a master does, and what befalls his node, his terminal and his bus. */
export type MasterDeed =
  | {
      readonly type: 'open';
      readonly side: 'BUY' | 'SELL';
      readonly volume: string;
      /** Points below (buy) or above (sell) the price; 0 is none. */
      readonly slPoints: number;
    }
  | { readonly type: 'close'; readonly pick: number }
  | { readonly type: 'part'; readonly pick: number; readonly share: number }
  | {
      readonly type: 'stops';
      readonly pick: number;
      readonly slPoints: number;
      readonly tpPoints: number;
    }
  | { readonly type: 'bus-cut'; readonly forMs: number }
  | { readonly type: 'bus-replay' }
  /** A second node publishes the master's books. */
  | { readonly type: 'rival'; readonly forMs: number };

/** One deed; `pick` chooses among what is open then. */
export type Deed =
  | MasterDeed
  | { readonly type: 'human-close'; readonly pick: number }
  | { readonly type: 'human-part'; readonly pick: number; readonly share: number }
  | { readonly type: 'human-stops'; readonly pick: number; readonly slPoints: number }
  | { readonly type: 'human-open'; readonly side: 'BUY' | 'SELL' }
  | { readonly type: 'pause' | 'resume' | 'flatten' }
  /** An operator has one copy closed. */
  | { readonly type: 'close-copy'; readonly pick: number }
  /** The slave's document is edited. */
  | { readonly type: 'edit'; readonly edit: SlaveEdit }
  /** Somebody sets this computer's clock. */
  | { readonly type: 'clock-set'; readonly byMs: number }
  | { readonly type: 'gap'; readonly points: number }
  | { readonly type: 'market-closed'; readonly forMs: number }
  | {
      readonly type: 'crash';
      readonly who: Victim;
      readonly crossing: number;
      readonly downMs: number;
    }
  | { readonly type: 'database-down'; readonly forMs: number }
  | { readonly type: 'database-slow'; readonly ms: number; readonly forMs: number }
  | { readonly type: 'disk-full'; readonly forMs: number }
  | { readonly type: 'link-cut'; readonly forMs: number }
  | {
      readonly type: 'book';
      readonly of: 'master' | 'slave';
      readonly trouble: ReadTrouble;
      readonly forMs: number;
    }
  | { readonly type: 'forbidden'; readonly forMs: number }
  | { readonly type: 'journal-lost' }
  | { readonly type: 'new-ticket'; readonly pick: number }
  | {
      readonly type: 'mischief';
      readonly on: Operation | 'any';
      readonly how: Mischief;
      readonly times: number;
    };

/** A deed and when it is done, ms since the start. */
export interface Step {
  readonly atMs: number;
  readonly deed: Deed;
  /** It is the second master's, where it is a master's at all. */
  readonly isOfSecond?: true;
}

/** What holds for the whole simulation; chances in [0, 1]. */
export interface Settings {
  readonly busLoss: number;
  readonly busDuplication: number;
  readonly busDelay: number;
  readonly busDelayMs: number;
  readonly commandLoss: number;
  readonly replyLoss: number;
  readonly commandDuplication: number;
  readonly linkDelayMs: number;
  readonly viewLagMs: number;
  readonly executionMs: number;
  readonly databaseMs: number;
  readonly factor: string;
  readonly minLot: '0.01' | '0.10';
  readonly slippage: number;
  readonly execution: 'MARKET' | 'INSTANT';
  readonly isCommentLost: boolean;
}

/** Nothing goes wrong by itself. */
export const CALM: Settings = {
  busLoss: 0,
  busDuplication: 0,
  busDelay: 0,
  busDelayMs: 0,
  commandLoss: 0,
  replyLoss: 0,
  commandDuplication: 0,
  linkDelayMs: 2,
  viewLagMs: 0,
  executionMs: 20,
  databaseMs: 1,
  factor: '1',
  minLot: '0.01',
  slippage: 50,
  execution: 'MARKET',
  isCommentLost: false,
};

/** See file header. */
export interface History {
  readonly seed: number;
  readonly settings: Settings;
  readonly steps: readonly Step[];
  /** When the faults end, ms since the start. */
  readonly healAtMs: number;
  /** Absent: there is one master. */
  readonly second?: SecondMaster;
}

/** The history as text: one line per deed. */
export function historyText({ seed, settings, steps, healAtMs, second }: History): string {
  const changed = Object.entries(settings).filter(
    ([name, value]) => value !== CALM[name as keyof Settings],
  );
  const lines = steps.map(({ atMs, deed: { type, ...rest }, isOfSecond }) => {
    const words = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const who = isOfSecond === true ? 'second: ' : '';
    return `${seconds(atMs)}  ${who}${type} ${words.join(' ')}`.trimEnd();
  });
  return [
    `seed ${String(seed)}, ${changed.map(([name, value]) => `${name} ${String(value)}`).join(', ')}`,
    ...(second === undefined ? [] : [`second master ${JSON.stringify(second)}`]),
    ...lines,
    `${seconds(healAtMs)}  faults end`,
  ].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3).padStart(8)} s`;
}
