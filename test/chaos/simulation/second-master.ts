/** A second master that the slave follows: where it is, and what may befall it for good. Plain data. */
import { accountId, accountName, masterId } from '../../../domain/ids.ts';
import { FIRST_MASTER, SERVER, type TradedMaster } from './sim-accounts.ts';
import type { SlaveEdit } from './slave-account.ts';

/**
 * How a master is lost: its node never starts, or dies and is not started again; nothing of it is heard;
 * another node publishes it as well; its terminal does not get its lists.
 */
export const LOSSES = ['never-starts', 'dies', 'is-unheard', 'is-doubted', 'has-no-lists'] as const;
/** See {@link LOSSES}. */
export type Loss = (typeof LOSSES)[number];

/** See file header. */
export interface SecondMaster {
  readonly at: keyof typeof ACCOUNTS;
  /** From then on, ms since the start, and after the faults have ended, too; null: it is never lost. */
  readonly loss: { readonly how: Loss; readonly atMs: number } | null;
  /** What the slave's document says once the faults have ended. */
  readonly document: SlaveEdit;
}

const OTHER_SERVER = 'Other-Demo';
const ACCOUNTS = {
  /** Another login of the first master's broker. */
  'same-broker': { ...FIRST_MASTER, ...named('5003', SERVER) },
  /** The first master's login, so that both number their positions alike. */
  'other-broker': {
    ...named(FIRST_MASTER.login, OTHER_SERVER),
    symbol: 'EURUSD.raw',
    rules: { map: new Map(), prefix: '', suffix: '.raw' },
  },
} as const satisfies Record<string, TradedMaster>;

/** Its account. */
export function secondAccount({ at }: SecondMaster): TradedMaster {
  return ACCOUNTS[at];
}

function named(login: string, server: string) {
  return { name: accountName('Second'), id: masterId(accountId(login, server)), login, server };
}
