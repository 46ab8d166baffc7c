/** An account as the rules see it: a parsed, complete `accounts` document with its defaults filled in. */
import type { AccountName } from './ids.ts';
import type { Lots } from './symbol-spec.ts';

/** How a copy's volume follows from the master's. */
export type Sizing =
  | { readonly mode: 'same' }
  | { readonly mode: 'multiplier'; readonly value: string }
  | { readonly mode: 'fixed'; readonly value: Lots };

/** How a price movement counts against the tolerance: in both directions, or only to the slave's loss. */
export type SlippageMode = 'absolute' | 'adverse';

/**
 * What a slave's EA does when its node is silent for too long: keep everything, close the copies, or
 * close every position of the account.
 */
export type OnSilence = 'hold' | 'flatten_copies' | 'flatten_all';

/** How a master's symbol becomes the slave's. */
export interface SymbolRules {
  /** Overrides, looked at first; a name found here is final. */
  readonly map: ReadonlyMap<string, string>;
  readonly prefix: string;
  readonly suffix: string;
}

interface CommonAccount {
  readonly name: AccountName;
  readonly enabled: boolean;
  /** The terminal's executable, or `simulator`. */
  readonly path: string;
  /** `login@server` when the document fixes it; else it is learnt at the first HELLO. */
  readonly login: string | null;
  readonly server: string | null;
  /** Loopback port of the EA link; null until first needed. */
  readonly eaPort: number | null;
  /** The host whose launcher starts it; null is any. */
  readonly host: string | null;
  /** What the terminal is started with, beside its path; no shell sees it. */
  readonly terminalArguments: readonly string[];
}

/** An account that is copied from. */
export interface MasterAccount extends CommonAccount {
  readonly type: 'MASTER';
  /** Where its books are published; null until first needed. */
  readonly busEndpoint: string | null;
  readonly symbols: SymbolRules;
}

/** An account that is copied to. */
export interface SlaveAccount extends CommonAccount {
  readonly type: 'SLAVE';
  /** Names of the masters it follows; null is every enabled master. */
  readonly masters: readonly AccountName[] | null;
  readonly symbols: SymbolRules;
  /** In points of the slave's symbol; null takes the system's default. */
  readonly slippageTolerance: number | null;
  readonly slippageMode: SlippageMode;
  /** Milliseconds: older master positions are not opened. */
  readonly maxSignalAgeMs: number;
  readonly sizing: Sizing;
  readonly maxLots: Lots | null;
  readonly maxOpenCopies: number | null;
  readonly maxTotalLots: Lots | null;
  readonly filling: 'auto' | 'ioc' | 'fok';
  /** Milliseconds between two changes of SL or TP of one copy. */
  readonly minModifyIntervalMs: number;
  /** Requests to the broker per day; null is no limit. */
  readonly dailyRequestLimit: number | null;
  readonly onSilence: OnSilence;
  /** Milliseconds without a word from the node after which `onSilence` is done. */
  readonly silenceMs: number;
}

/** See {@link MasterAccount} and {@link SlaveAccount}. */
export type Account = MasterAccount | SlaveAccount;
